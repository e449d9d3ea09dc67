namespace SipCti.Testing;

/// <summary>What a <see cref="SimulatedTerminal"/> does with an incoming call.</summary>
public sealed record TerminalAnswer
{
    private TerminalAnswer() { }

    /// <summary>Rings until the test says <see cref="SimulatedCall.AnswerAsync"/> or <see cref="SimulatedCall.RejectAsync"/>.</summary>
    public static TerminalAnswer Manual { get; } = new();

    /// <summary>Answers 486 Busy Here.</summary>
    public static TerminalAnswer Busy { get; } = Reject(486);

    /// <summary>Answers at once.</summary>
    public static TerminalAnswer Immediately { get; } = After(TimeSpan.Zero);

    /// <summary>After which time the call is answered; null when it is not answered by itself.</summary>
    public TimeSpan? Delay { get; private init; }

    /// <summary>The status with which the call is rejected; null when it is not rejected.</summary>
    public int? Status { get; private init; }

    /// <summary>Rings for a while, then answers.</summary>
    /// <param name="delay">How long it rings; not negative.</param>
    /// <returns>The behaviour.</returns>
    public static TerminalAnswer After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new TerminalAnswer { Delay = delay };
    }

    /// <summary>Rejects every call, without ringing.</summary>
    /// <param name="statusCode">The status, 300 to 699.</param>
    /// <returns>The behaviour.</returns>
    public static TerminalAnswer Reject(int statusCode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 699);
        return new TerminalAnswer { Status = statusCode };
    }
}
