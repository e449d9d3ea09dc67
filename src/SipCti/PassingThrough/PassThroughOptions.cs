using SipCti.Registration;

namespace SipCti.PassingThrough;

/// <summary>The options of a <see cref="PassThrough"/>. Checked when it is made.</summary>
public sealed record PassThroughOptions
{
    /// <summary>The proxy behind this pass-through.</summary>
    public required NextHop NextHop { get; init; }

    /// <summary>The second table, a mirror of the proxy's registrations. Default: one that learns from the registrations that pass.</summary>
    public RegistrationMirror? Mirror { get; init; }

    /// <summary>How requests for terminals are made to come back through here. Default: <see cref="RegistrationMode.Path"/>.</summary>
    public RegistrationMode RegistrationMode { get; init; }

    /// <summary>How long a call whose INVITE was challenged (401, 407) waits for the caller's next try. Default: 32 seconds, more than 0.</summary>
    public TimeSpan RetryTime { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>How long an INVITE may stay without a final response after the last provisional one: Timer C (RFC 3261 section 16.6). Default: 3 minutes, more than 0.</summary>
    public TimeSpan TimerC { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>What <c>Retry-After</c> says when calls are refused for lack of room or because the server stops. Default: 10 seconds.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(NextHop);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryTime, TimeSpan.Zero, nameof(RetryTime));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimerC, TimeSpan.Zero, nameof(TimerC));
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryAfter, TimeSpan.Zero, nameof(RetryAfter));
    }
}
