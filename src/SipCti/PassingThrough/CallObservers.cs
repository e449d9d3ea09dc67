using Microsoft.Extensions.Logging;
using SipCti.Messages;

namespace SipCti.PassingThrough;

/// <summary>All observers as one. An observer's exception is logged and stops neither the call nor the others.</summary>
internal sealed class CallObservers(ILogger logger) : ICallObserver
{
    private ICallObserver[] _observers = [];

    public void Add(ICallObserver observer) => _observers = [.. _observers, observer];

    public async ValueTask OnOfferedAsync(Passage passage)
    {
        foreach (var observer in _observers)
        {
            try
            {
                await observer.OnOfferedAsync(passage);
            }
            catch (Exception e)
            {
                PassThroughLog.ObserverFailed(logger, e, passage.Call.SipCallId);
            }
        }
    }

    public void OnForwarded(Passage passage) => Each(passage.Call, passage, static (o, p) => o.OnForwarded(p));

    public void OnProvisional(Passage passage, SipResponse response) => Each(passage.Call, (passage, response), static (o, a) => o.OnProvisional(a.passage, a.response));

    public void OnAnswered(Passage passage, SipResponse response) => Each(passage.Call, (passage, response), static (o, a) => o.OnAnswered(a.passage, a.response));

    public void OnChallenged(Passage passage, SipResponse response) => Each(passage.Call, (passage, response), static (o, a) => o.OnChallenged(a.passage, a.response));

    public void OnFailed(Passage passage, SipResponse response) => Each(passage.Call, (passage, response), static (o, a) => o.OnFailed(a.passage, a.response));

    public void OnCleared(Passage passage, Leg? by) => Each(passage.Call, (passage, by), static (o, a) => o.OnCleared(a.passage, a.by));

    public void OnCallEnded(Call call) => Each(call, call, static (o, c) => o.OnCallEnded(c));

    public void OnRequest(Passage passage, Leg from, SipRequest request) => Each(passage.Call, (passage, from, request), static (o, a) => o.OnRequest(a.passage, a.from, a.request));

    public void OnResponse(Passage passage, Leg from, SipRequest request, SipResponse response) =>
        Each(passage.Call, (passage, from, request, response), static (o, a) => o.OnResponse(a.passage, a.from, a.request, a.response));

    private void Each<T>(Call call, T arguments, Action<ICallObserver, T> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer, arguments);
            }
            catch (Exception e)
            {
                PassThroughLog.ObserverFailed(logger, e, call.SipCallId);
            }
        }
    }
}
