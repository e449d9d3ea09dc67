namespace SipCti.Transactions;

/// <summary>What can happen to a client transaction.</summary>
internal enum ClientEvent
{
    /// <summary>A response 1xx.</summary>
    Provisional,

    /// <summary>A response 2xx.</summary>
    Success,

    /// <summary>A response 300 to 699.</summary>
    Failure,

    /// <summary>Timer A or E: retransmit.</summary>
    Retransmit,

    /// <summary>Timer B or F: no final response came.</summary>
    Timeout,

    /// <summary>Timer D, K or M: nothing more is expected.</summary>
    Linger,

    /// <summary>The transport could not send, or the flow was lost.</summary>
    TransportError,

    /// <summary>A CANCEL went out for this INVITE.</summary>
    Cancelled,
}
