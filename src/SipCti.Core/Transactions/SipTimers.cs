namespace SipCti.Transactions;

/// <summary>The times of RFC 3261 table 4 from which the timers of all transactions are made.</summary>
public sealed record SipTimers
{
    /// <summary>The defaults of RFC 3261.</summary>
    public static SipTimers Default { get; } = new();

    /// <summary>The estimate of a round trip: default 500 ms. A transaction gives up after 64 of them (timers B, F, H).</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time between two retransmissions of a non-INVITE request or an INVITE response: default 4 s.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a message may stay in the network: default 5 s. Matters on unreliable transports only.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long without a response of its user an INVITE server transaction sends 100 Trying by itself:
    /// default 200 ms (RFC 3261 section 17.2.1).</summary>
    public TimeSpan TryingDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a proxy lets one branch ring: default 3 min 1 s, since it must be more than three minutes
    /// (RFC 3261 section 16.6 step 11).</summary>
    public TimeSpan TimerC { get; init; } = TimeSpan.FromSeconds(181);

    /// <summary>The time after which a transaction gives up: 64 * <see cref="T1"/>.</summary>
    internal TimeSpan Timeout => 64 * T1;

    /// <summary>Timer D: at least 32 s on an unreliable transport (RFC 3261 section 17.1.1.2).</summary>
    internal TimeSpan ResponseRetransmissions => Timeout > TimeSpan.FromSeconds(32) ? Timeout : TimeSpan.FromSeconds(32);

    /// <summary>When a client's timer E has grown to <see cref="T2"/> (RFC 4320 section 4.1): 3.5 s with the defaults.</summary>
    internal TimeSpan NonInviteTryingDelay
    {
        get
        {
            var sum = TimeSpan.Zero;
            for (var interval = T1; interval < T2; interval *= 2)
                sum += interval;
            return sum;
        }
    }

    /// <summary>Checks every time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the time that is not possible.</exception>
    public void Validate()
    {
        // A day keeps every sum and product of these far from overflow.
        Check(T1, nameof(T1), TimeSpan.FromDays(1));
        Check(T2, nameof(T2), TimeSpan.FromDays(1));
        Check(T4, nameof(T4), TimeSpan.FromDays(1));
        Check(TryingDelay, nameof(TryingDelay), TimeSpan.FromDays(1));
        Check(TimerC, nameof(TimerC), TimeSpan.FromDays(1));
        if (T2 < T1)
            throw new ArgumentOutOfRangeException(nameof(T2), T2, "T2 must not be shorter than T1.");
        if (TimerC <= TimeSpan.FromMinutes(3))
            throw new ArgumentOutOfRangeException(nameof(TimerC), TimerC, "Timer C must be more than three minutes (RFC 3261 section 16.6).");

        static void Check(TimeSpan value, string name, TimeSpan longest)
        {
            if (value <= TimeSpan.Zero || value > longest)
                throw new ArgumentOutOfRangeException(name, value, $"{name} must be more than zero and at most {longest}.");
        }
    }
}
