using SipCti.Messages;

namespace SipCti.Transport;

/// <summary>
/// The floor above the transport. It is called by the reading loops, many at once but one after the other for the
/// same flow, and holds up that flow while it runs: it should hand the message to a strand and return. An
/// exception that escapes is logged; the flow goes on with its next message.
/// </summary>
public interface ITransportUser
{
    /// <summary>A well-formed request came; its top Via has <c>received</c> and <c>rport</c> (RFC 3261 section 18.2.1, RFC 3581).</summary>
    /// <param name="flow">The flow it came on.</param>
    /// <param name="request">The request, which the user owns from here.</param>
    void OnRequest(Flow flow, SipRequest request);

    /// <summary>A well-formed response came.</summary>
    /// <param name="flow">The flow it came on.</param>
    /// <param name="response">The response, which the user owns from here.</param>
    void OnResponse(Flow flow, SipResponse response);

    /// <summary>A flow is closed: once for each, after its last message.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="reason">Why, in a few words for a log.</param>
    void OnFlowClosed(Flow flow, string reason);
}
