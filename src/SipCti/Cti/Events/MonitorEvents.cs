using System.Globalization;
using System.Text;

namespace SipCti.Cti;

/// <summary>A monitor is in force from now on. <see cref="CtiEvent.Monitors"/> holds its id.</summary>
public sealed record MonitorStarted : CtiEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.MonitorStarted;

    private protected override void Describe(StringBuilder text) => text.Append(CultureInfo.InvariantCulture, $" {string.Join(' ', Monitors)}");
}

/// <summary>A monitor has ceased: the last event for it. <see cref="CtiEvent.Monitors"/> holds its id.</summary>
public sealed record MonitorStopped : CtiEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.MonitorStopped;

    /// <summary>Why it ceased.</summary>
    public required MonitorStopReason Reason { get; init; }

    private protected override void Describe(StringBuilder text) => text.Append(CultureInfo.InvariantCulture, $" {string.Join(' ', Monitors)} {Reason}");
}

/// <summary>
/// Events were lost because the application read too slowly: those numbered <see cref="From"/> to <see cref="To"/>. Its own <see cref="CtiEvent.Sequence"/> is
/// <see cref="To"/>; the next event has one more. The application may resume from <see cref="From"/> while that is still held, or take a snapshot.
/// </summary>
public sealed record Gap : CtiEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.Gap;

    /// <summary>The first number lost.</summary>
    public required long From { get; init; }

    /// <summary>The last number lost.</summary>
    public required long To { get; init; }

    private protected override void Describe(StringBuilder text) => text.Append(CultureInfo.InvariantCulture, $" {From} to {To} lost");
}
