using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SipCti.Registration;

/// <summary>The clock of a <see cref="RegistrationMirror"/> and its patience with a feed that is cut.</summary>
public sealed record RegistrationMirrorOptions
{
    /// <summary>The clock by which bindings expire and retries wait. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the mirror logs. Default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>How long after a cut the first new try is made; each further one waits twice as long, less a random part. Default 100 ms.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two tries. Default 10 s.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a mirror that follows a feed waits for the table's own word before it tells by itself that a binding expired;
    /// it spares listeners a false alarm when a refresh is on its way. Look-ups do not wait: they never return a binding whose time is over.
    /// Default 1 s. A watching mirror has nobody to wait for and does not.
    /// </summary>
    public TimeSpan ExpiryGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> that names the option with a wrong value.</summary>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Time);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstRetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestRetryDelay, FirstRetryDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(ExpiryGrace, TimeSpan.Zero);
    }
}
