namespace SipCti.Cti;

/// <summary>The state of one device's part in a call (ECMA-269, connection states).</summary>
public enum ConnectionState
{
    /// <summary>The device has no part in the call, or no longer.</summary>
    Null,

    /// <summary>The device has begun a call, or is being asked to, and has not yet dialled.</summary>
    Initiated,

    /// <summary>The device rings.</summary>
    Alerting,

    /// <summary>The device takes part in the call. A caller does from the moment in which the call goes out.</summary>
    Connected,

    /// <summary>The device has put the call on hold.</summary>
    Hold,

    /// <summary>The call waits at the device.</summary>
    Queued,

    /// <summary>The call could not reach the device, or the device could not go on with it.</summary>
    Fail,
}
