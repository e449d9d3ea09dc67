using SipCti.Messages;

namespace SipCti.Transactions;

/// <summary>Who answers a request. Called on the strand of its Call-ID, never from within a call to the transaction.</summary>
public interface IServerTransactionUser
{
    /// <summary>
    /// The sender gave its INVITE up before the final response (RFC 3261 section 9.2). Its CANCEL is answered already; the user
    /// should end the INVITE, with 487. Called once at most.
    /// </summary>
    /// <param name="transaction">The transaction of the INVITE.</param>
    /// <param name="cancel">The CANCEL.</param>
    void OnCancel(ServerTransaction transaction, SipRequest cancel);

    /// <summary>
    /// A response could not be sent, or the sender showed no sign of having it: no ACK came (RFC 3261 section 17.2.1). Also when the user
    /// itself took so long that the sender of a non-INVITE request has given up (RFC 4320 section 4.2).
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="failure">Why.</param>
    void OnFailure(ServerTransaction transaction, TransactionFailure failure);

    /// <summary>The transaction is over: nothing comes after this.</summary>
    /// <param name="transaction">The transaction.</param>
    void OnTerminated(ServerTransaction transaction)
    {
    }
}
