using System.Collections.Concurrent;
using SipCti.Messages;
using SipCti.PassingThrough;

namespace SipCti.Cti;

/// <summary>
/// Makes CTI calls out of what is seen of SIP, and of nothing else: so it is right whoever caused a change. A call between two terminals of this pass-through
/// crosses it twice under one Call-ID: the passage to the called terminal speaks for that device, and what the passage from the caller then shows again is told once.
/// </summary>
internal sealed class CallModel(Board board, CallIds ids, PendingMakeCalls makeCalls, TimeProvider time) : ICallObserver
{
    private readonly GivenUpCalls _givenUp = new(time);
    private readonly ConcurrentDictionary<string, TrackedCall> _joined = new(StringComparer.Ordinal);

    /// <summary>Has passages under this Call-ID count as part of a call that the pass-through itself joins together.</summary>
    public void Expect(string sipCallId, TrackedCall call) => _joined[sipCallId] = call;

    /// <summary>That call is over; an INVITE of it that still comes by is not wanted.</summary>
    public void Forget(string sipCallId)
    {
        _givenUp.Add(sipCallId);
        _joined.TryRemove(sipCallId, out _);
    }

    public async ValueTask OnOfferedAsync(Passage passage)
    {
        var trace = passage.Call.ObserverState as CallTrace;
        if (trace is null && passage.Direction == PassageDirection.ToTerminal && _givenUp.Contains(passage.Call.SipCallId))
        {
            passage.Reject(487);
            return;
        }

        if (passage.Direction == PassageDirection.FromTerminal)
        {
            var token = CorrelationToken.Take(passage);
            if (trace is null)
            {
                var match = await makeCalls.MatchAsync(passage, token);
                if (match.IsRefused)
                {
                    // Its MakeCall has been cleared, has failed, or goes on without the terminal.
                    passage.Reject(487);
                    return;
                }

                if (match.Call is { } made)
                {
                    made.SipCallId = passage.Call.SipCallId;
                    if (passage.State != PassageState.Offered)
                    {
                        // The terminal gave up while we looked.
                        made.End(EventCause.CallCancelled);
                        return;
                    }

                    passage.Call.ObserverState = trace = new CallTrace(made);
                    made.Control = new PassingCall(passage.Call);
                }
            }
        }

        if (trace is null)
        {
            trace = new CallTrace(Begin(passage));
            passage.Call.ObserverState = trace;
        }

        trace.Begin(passage);
        if (passage.Direction == PassageDirection.FromTerminal) trace.Tracked.Initiate(EventCause.NewCall);
    }

    public void OnForwarded(Passage passage)
    {
        if (passage.Direction == PassageDirection.FromTerminal && TraceOf(passage) is { } trace) trace.Tracked.Originate();
    }

    public void OnProvisional(Passage passage, SipResponse response)
    {
        if (TraceOf(passage) is not { } trace) return;
        var device = DeviceOf(trace, passage, response);
        if (response.StatusCode == 180) trace.Tracked.Deliver(device);
    }

    public void OnAnswered(Passage passage, SipResponse response)
    {
        if (TraceOf(passage) is not { } trace) return;
        var device = DeviceOf(trace, passage, response);
        // A call that the pass-through joins is established when both its legs are, and it says so itself.
        if (!_joined.ContainsKey(passage.Call.SipCallId)) trace.Tracked.Establish(device);
    }

    public void OnChallenged(Passage passage, SipResponse response) => AskedAgain(passage, response);

    public void OnFailed(Passage passage, SipResponse response)
    {
        if (TraceOf(passage) is not { } trace) return;
        var call = trace.Tracked;
        var cause = SipCause.Of(response.StatusCode);
        if (passage.Direction == PassageDirection.ToTerminal)
        {
            trace.End(passage);
            var device = passage.Callee.Device;
            // Another terminal of the device rings or has answered.
            if (trace.IsStillAt(device) || call.StateOf(device) == ConnectionState.Connected) return;
            if (cause is EventCause.CallCancelled or EventCause.Redirected) call.Clear(device, cause);
            else call.Fail(device, cause, response.StatusCode);
        }
        else if (cause == EventCause.Redirected)
        {
            AskedAgain(passage, response);
        }
        else if (cause == EventCause.CallCancelled)
        {
            _givenUp.Add(passage.Call.SipCallId);
            call.Outcome ??= cause;
        }
        else if (!call.HasFailedConnection)
        {
            call.Fail(passage.Callee.Device, cause, response.StatusCode);
        }
    }

    public void OnCleared(Passage passage, Leg? by)
    {
        if (TraceOf(passage) is not { } trace) return;
        trace.End(passage);
        var call = trace.Tracked;
        call.Outcome = EventCause.NormalClearing;
        if (by != passage.Caller) call.Clear(Answerer(call, passage), EventCause.NormalClearing);
        if (by != passage.Callee) call.Clear(call.CallingDevice, EventCause.NormalClearing);
    }

    public void OnCallEnded(Call call)
    {
        if (call.ObserverState is not CallTrace trace) return;
        call.ObserverState = null;
        var tracked = trace.Tracked;
        // A call that the pass-through joins ends when its own legs do.
        if (_joined.ContainsKey(call.SipCallId) || (tracked.Control is PassingCall current && current.Call != call)) return;
        if (trace.AskedAgain is { } status && !tracked.HasFailedConnection) tracked.Fail(tracked.CalledDevice, SipCause.Of(status), status);
        tracked.End(tracked.Outcome ?? EventCause.NormalClearing);
    }

    private static CallTrace? TraceOf(Passage passage) => passage.Call.ObserverState as CallTrace;

    private static void AskedAgain(Passage passage, SipResponse response)
    {
        if (TraceOf(passage) is not { } trace) return;
        trace.End(passage);
        trace.AskedAgain = response.StatusCode;
    }

    private static string Answerer(TrackedCall call, Passage passage) =>
        passage.Direction == PassageDirection.ToTerminal ? passage.Callee.Device : call.AnsweringDevice ?? passage.Callee.Device;

    /// <summary>The device that a response comes from: the terminal to which the passage leads, or the one whose tag it bears, or, outside, whoever was dialled.</summary>
    private static string DeviceOf(CallTrace trace, Passage passage, SipResponse response)
    {
        if (passage.Direction == PassageDirection.FromTerminal) return trace.Tracked.DeviceOf(response.ToTag) ?? passage.Callee.Device;
        trace.Tracked.Recognise(response.ToTag, passage.Callee.Device);
        return passage.Callee.Device;
    }

    private TrackedCall Begin(Passage passage)
    {
        if (_joined.TryGetValue(passage.Call.SipCallId, out var joined)) return joined;
        var call = new TrackedCall(board, ids.NextCall(), passage.Caller.Device, Dialled(passage))
        {
            SipCallId = passage.Call.SipCallId,
            Control = new PassingCall(passage.Call),
        };
        board.TryAdd(call);
        return call;
    }

    // A call from outside was dialled as its To says; on its way here the Request-URI became a terminal's address.
    private static string Dialled(Passage passage) =>
        passage.Direction == PassageDirection.FromTerminal ? passage.Callee.Device : passage.Invite.To.Uri.AddressOfRecord;
}
