namespace SipCti.Transactions;

/// <summary>What a transition asks the transaction to do. Timers bear their letter of RFC 3261 table 4 and RFC 6026.</summary>
[Flags]
internal enum TransactionActions
{
    None = 0,

    /// <summary>Send the request, first or again.</summary>
    SendRequest = 1 << 0,

    /// <summary>Send the ACK of the non-2xx final response (RFC 3261 section 17.1.1.3).</summary>
    SendAck = 1 << 1,

    /// <summary>Send the response of the event, or the last one again.</summary>
    SendResponse = 1 << 2,

    /// <summary>Send 100 Trying.</summary>
    SendTrying = 1 << 3,

    /// <summary>Give the message of the event to the transaction user.</summary>
    PassUp = 1 << 4,

    ReportTimeout = 1 << 5,

    ReportTransport = 1 << 6,

    /// <summary>Stop what is running before anything is started.</summary>
    StopTimers = 1 << 7,

    /// <summary>The retransmissions of an INVITE: after T1, doubling.</summary>
    StartA = 1 << 8,

    /// <summary>The patience of an INVITE client: 64*T1.</summary>
    StartB = 1 << 9,

    /// <summary>Retransmitted final responses: 32 s, or zero.</summary>
    StartD = 1 << 10,

    /// <summary>The retransmissions of another request: after T1, doubling up to T2.</summary>
    StartE = 1 << 11,

    /// <summary>The patience of another transaction: 64*T1.</summary>
    StartF = 1 << 12,

    /// <summary>The retransmissions of a response to INVITE: after T1, doubling up to T2.</summary>
    StartG = 1 << 13,

    /// <summary>The wait for an ACK: 64*T1.</summary>
    StartH = 1 << 14,

    /// <summary>Retransmitted ACKs: T4, or zero.</summary>
    StartI = 1 << 15,

    /// <summary>Retransmitted requests: 64*T1, or zero.</summary>
    StartJ = 1 << 16,

    /// <summary>Retransmitted responses: T4, or zero.</summary>
    StartK = 1 << 17,

    /// <summary>Retransmitted INVITEs after a 2xx: 64*T1 (RFC 6026).</summary>
    StartL = 1 << 18,

    /// <summary>Further 2xx: 64*T1 (RFC 6026).</summary>
    StartM = 1 << 19,

    /// <summary>The time after which the transaction says 100 Trying by itself.</summary>
    StartTrying = 1 << 20,

    /// <summary>Start the retransmission timer again with its doubled interval.</summary>
    Repeat = 1 << 21,

    /// <summary>Start the retransmission timer again with T2.</summary>
    RepeatSlowly = 1 << 22,
}
