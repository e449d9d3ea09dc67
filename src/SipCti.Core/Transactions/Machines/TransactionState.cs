namespace SipCti.Transactions;

/// <summary>The states of the four machines (RFC 3261 figures 5 to 8, RFC 6026 figures 1 and 2). None has them all.</summary>
internal enum TransactionState
{
    Calling,
    Trying,
    Proceeding,
    Accepted,
    Completed,
    Confirmed,
    Terminated,
}
