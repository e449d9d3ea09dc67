namespace SipCti.Cti;

/// <summary>The precise failure (ECMA-269 and ECMA-323, error values). More may be added.</summary>
public enum CtiErrorValue
{
    /// <summary>Nothing more precise is known.</summary>
    Generic,

    /// <summary>A value has the wrong form or is out of its range.</summary>
    InvalidParameterValue,

    /// <summary>No call has that id.</summary>
    InvalidCallId,

    /// <summary>The device id is malformed.</summary>
    InvalidDeviceId,

    /// <summary>The calling device is malformed, or not registered here.</summary>
    InvalidCallingDeviceId,

    /// <summary>The called address is malformed.</summary>
    InvalidCalledDeviceId,

    /// <summary>A monitor's devices or filter are malformed.</summary>
    InvalidMonitorObject,

    /// <summary>No monitor of the application has that id.</summary>
    InvalidMonitorCrossRefId,

    /// <summary>The calling device is in a state in which it cannot be asked to call.</summary>
    InvalidCallingDeviceState,

    /// <summary>The call is already over.</summary>
    NoCallToClear,

    /// <summary>A resource is in use.</summary>
    ResourceBusy,

    /// <summary>A resource does not work.</summary>
    ResourceOutOfService,

    /// <summary>There are as many monitors as are allowed.</summary>
    OverallMonitorLimitExceeded,
}
