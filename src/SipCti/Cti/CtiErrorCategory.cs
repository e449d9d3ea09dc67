namespace SipCti.Cti;

/// <summary>What kind of failure a service met (ECMA-269, error categories).</summary>
public enum CtiErrorCategory
{
    /// <summary>The request itself is wrong: an unknown device or call, a malformed value.</summary>
    Operation,

    /// <summary>The application may not do that.</summary>
    Security,

    /// <summary>The call or device is in a state in which that cannot be done.</summary>
    StateIncompatibility,

    /// <summary>The system lacks a resource now.</summary>
    SystemResourceAvailability,

    /// <summary>A limit that was agreed for the application is reached.</summary>
    SubscribedResourceAvailability,

    /// <summary>A limit of performance is reached.</summary>
    PerformanceManagement,
}
