using System.Threading.Channels;
using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>The floor above, for tests: keeps what it gets, and may react to it at once.</summary>
internal sealed class RecordingUser : ITransportUser
{
    private readonly Channel<(Flow Flow, SipMessage Message)> _messages = Channel.CreateUnbounded<(Flow, SipMessage)>();
    private readonly Channel<(Flow Flow, string Reason)> _closed = Channel.CreateUnbounded<(Flow, string)>();

    /// <summary>Runs on the reading loop, before the message is kept.</summary>
    public Action<Flow, SipMessage>? React { get; set; }

    public int ClosedCount => _closed.Reader.Count;

    public void OnRequest(Flow flow, SipRequest request) => Keep(flow, request);

    public void OnResponse(Flow flow, SipResponse response) => Keep(flow, response);

    public void OnFlowClosed(Flow flow, string reason) => _closed.Writer.TryWrite((flow, reason));

    public async Task<(Flow Flow, SipMessage Message)> NextAsync() => await _messages.Reader.ReadAsync().AsTask().WaitAsync(Rig.Guard);

    public async Task<(Flow Flow, string Reason)> NextClosedAsync() => await _closed.Reader.ReadAsync().AsTask().WaitAsync(Rig.Guard);

    public bool HasMessage => _messages.Reader.TryPeek(out _);

    private void Keep(Flow flow, SipMessage message)
    {
        try
        {
            React?.Invoke(flow, message);
        }
        finally
        {
            _messages.Writer.TryWrite((flow, message));
        }
    }
}
