using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>A terminal's own tap: keeps every message and passes it on to the tap of the options.</summary>
internal sealed class MessageLog(TimeProvider time, IMessageTap? next) : IMessageTap
{
    private readonly Lock _gate = new();
    private readonly List<LoggedMessage> _messages = [];

    public IReadOnlyList<LoggedMessage> Messages
    {
        get
        {
            lock (_gate) return [.. _messages];
        }
    }

    public void OnReceived(Flow flow, SipMessage message)
    {
        Add(flow, message, isSent: false);
        next?.OnReceived(flow, message);
    }

    public void OnSent(Flow flow, SipMessage message)
    {
        Add(flow, message, isSent: true);
        next?.OnSent(flow, message);
    }

    private void Add(Flow flow, SipMessage message, bool isSent)
    {
        var copy = message.Clone();
        lock (_gate) _messages.Add(new LoggedMessage(time.GetUtcNow(), isSent, flow.RemoteEndPoint, copy));
    }
}
