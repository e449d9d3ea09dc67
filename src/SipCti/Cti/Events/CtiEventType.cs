namespace SipCti.Cti;

/// <summary>The kinds of events, for filters.</summary>
public enum CtiEventType
{
    /// <summary><see cref="Cti.ServiceInitiated"/>.</summary>
    ServiceInitiated,

    /// <summary><see cref="Cti.Originated"/>.</summary>
    Originated,

    /// <summary><see cref="Cti.Delivered"/>.</summary>
    Delivered,

    /// <summary><see cref="Cti.Established"/>.</summary>
    Established,

    /// <summary><see cref="Cti.ConnectionCleared"/>.</summary>
    ConnectionCleared,

    /// <summary><see cref="Cti.CallCleared"/>.</summary>
    CallCleared,

    /// <summary><see cref="Cti.Failed"/>.</summary>
    Failed,

    /// <summary><see cref="Cti.RegistrationAdded"/>.</summary>
    RegistrationAdded,

    /// <summary><see cref="Cti.RegistrationRefreshed"/>.</summary>
    RegistrationRefreshed,

    /// <summary><see cref="Cti.RegistrationRemoved"/>.</summary>
    RegistrationRemoved,

    /// <summary><see cref="Cti.MonitorStarted"/>. No filter keeps it back.</summary>
    MonitorStarted,

    /// <summary><see cref="Cti.MonitorStopped"/>. No filter keeps it back.</summary>
    MonitorStopped,

    /// <summary><see cref="Cti.Gap"/>. No filter keeps it back.</summary>
    Gap,
}
