namespace SipCti.Transactions;

/// <summary>Why a transaction failed.</summary>
public enum TransactionFailure
{
    /// <summary>
    /// Nothing came in time: no final response at the client (timers B and F, RFC 3261 section 17.1), no ACK or no answer of the
    /// user at the server (timer H, section 17.2.1; RFC 4320).
    /// </summary>
    Timeout,

    /// <summary>The message could not be sent, or the flow on which the answer was awaited is closed (RFC 3261 section 17.1.4).</summary>
    Transport,
}
