using SipCti.Messages;

namespace SipCti.Transactions;

/// <summary>
/// Who sent a request. Called on the strand of its Call-ID, never from within a call to the layer. A transaction has one
/// outcome: a final response (an INVITE: any number of 2xx, or one other) or a failure; then it terminates.
/// </summary>
public interface IClientTransactionUser
{
    /// <summary>
    /// A response came: every provisional one (100 too), and the final one. Of an INVITE every 2xx comes here for 64*T1,
    /// retransmitted ones and those of other forks too (RFC 6026); each wants its ACK from the user. The ACK to another
    /// final response has been sent already.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="response">The response, with this server's Via still on top. It belongs to the user.</param>
    void OnResponse(ClientTransaction transaction, SipResponse response);

    /// <summary>There will be no final response.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="failure">Why.</param>
    void OnFailure(ClientTransaction transaction, TransactionFailure failure);

    /// <summary>The transaction is over: nothing comes after this.</summary>
    /// <param name="transaction">The transaction.</param>
    void OnTerminated(ClientTransaction transaction)
    {
    }
}
