namespace SipCti.Transactions;

/// <summary>What can happen to a server transaction.</summary>
internal enum ServerEvent
{
    /// <summary>The request came again.</summary>
    Request,

    /// <summary>An ACK that matches this INVITE.</summary>
    Ack,

    /// <summary>The user gives a response 1xx.</summary>
    Provisional,

    /// <summary>The user gives a response 2xx.</summary>
    Success,

    /// <summary>The user gives a response 300 to 699.</summary>
    Failure,

    /// <summary>The user ends the transaction without an answer.</summary>
    Abandon,

    /// <summary>The user was silent for so long that 100 Trying is due.</summary>
    Trying,

    /// <summary>Timer G: retransmit.</summary>
    Retransmit,

    /// <summary>Timer H, or F seen from the server: it is too late.</summary>
    Timeout,

    /// <summary>Timer I, J or L: nothing more is expected.</summary>
    Linger,

    /// <summary>The response could not be sent.</summary>
    TransportError,
}
