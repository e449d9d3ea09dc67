namespace SipCti.Transactions;

/// <summary>What a <see cref="TransactionClock"/> tells its transaction.</summary>
internal enum TransactionTick
{
    /// <summary>100 Trying is due.</summary>
    Trying,

    /// <summary>Timers A, E, G.</summary>
    Retransmit,

    /// <summary>Timers B, F, H.</summary>
    Timeout,

    /// <summary>Timers D, I, J, K, L, M.</summary>
    Linger,
}
