namespace SipCti.Cti;

/// <summary>Why a monitor ceased.</summary>
public enum MonitorStopReason
{
    /// <summary>The application stopped it.</summary>
    Requested,

    /// <summary><see cref="MonitorOptions.NotAfter"/> has come.</summary>
    NotAfterReached,

    /// <summary><see cref="MonitorOptions.Duration"/> has passed.</summary>
    DurationElapsed,

    /// <summary><see cref="MonitorOptions.MaximumEvents"/> have been told.</summary>
    MaximumEventsReached,

    /// <summary>The application closed its stream.</summary>
    ApplicationClosed,

    /// <summary>The CTI service was stopped.</summary>
    ServiceStopped,
}
