using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Transactions;

/// <summary>The floor above the transactions: gets what begins here and what belongs to nothing here.</summary>
public interface ITransactionUser
{
    /// <summary>
    /// A new request, on the strand of its Call-ID. Retransmissions, CANCEL and the ACK to a non-2xx response do not come here.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="flow">The flow on which it came.</param>
    /// <param name="transaction">Where it is answered; <see langword="null"/> for an ACK to a 2xx, which has no answer.</param>
    void OnRequest(SipRequest request, Flow flow, ServerTransaction? transaction);

    /// <summary>A response that matches no client transaction, on the strand of its Call-ID. RFC 6026 section 8.9: do not forward it.</summary>
    /// <param name="flow">The flow on which it came.</param>
    /// <param name="response">The response.</param>
    void OnStrayResponse(Flow flow, SipResponse response);

    /// <summary>A flow is closed. Called by its reading loop, on no strand: only post to strands here.</summary>
    /// <param name="flow">The flow.</param>
    void OnFlowClosed(Flow flow);
}
