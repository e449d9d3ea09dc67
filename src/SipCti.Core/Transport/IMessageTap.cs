using SipCti.Messages;

namespace SipCti.Transport;

/// <summary>
/// Sees every well-formed message that passes the transport, as for a ladder diagram or a trace. It is called by whoever
/// sends or receives, so it must be quick, thread safe and must not change the message. An exception that escapes is logged.
/// </summary>
public interface IMessageTap
{
    /// <summary>A message came; called before the floor above sees it.</summary>
    /// <param name="flow">The flow it came on.</param>
    /// <param name="message">The message, a request with <c>received</c> and <c>rport</c> in its top Via.</param>
    void OnReceived(Flow flow, SipMessage message);

    /// <summary>A message is being sent; called before it can leave, so a tap sees the request before its answer. A flow that fails may still lose it.</summary>
    /// <param name="flow">The flow it goes out on.</param>
    /// <param name="message">The message.</param>
    void OnSent(Flow flow, SipMessage message);
}
