namespace SipCti.Cti;

/// <summary>Why something happened to a call (ECMA-269, event causes).</summary>
public enum EventCause
{
    /// <summary>The ordinary course of a new call.</summary>
    NewCall,

    /// <summary>An application asked for the call with MakeCall.</summary>
    MakeCall,

    /// <summary>A party hung up, or an application cleared the call.</summary>
    NormalClearing,

    /// <summary>The called device is busy.</summary>
    Busy,

    /// <summary>Nobody answered in time.</summary>
    CallNotAnswered,

    /// <summary>The call was given up before it was answered.</summary>
    CallCancelled,

    /// <summary>The called device cannot be reached.</summary>
    DestNotObtainable,

    /// <summary>The called device is known and does not work, or its connection is lost.</summary>
    DestOutOfOrder,

    /// <summary>The called party does not want to be called now.</summary>
    DoNotDisturb,

    /// <summary>Forwarded at once, as set for the device.</summary>
    CallForwardImmediate,

    /// <summary>Forwarded because the device was busy.</summary>
    CallForwardBusy,

    /// <summary>Forwarded because nobody answered.</summary>
    CallForwardNoAnswer,

    /// <summary>The caller was told another address (a SIP 3xx response).</summary>
    Redirected,

    /// <summary>Transferred in one step (blind).</summary>
    SingleStepTransfer,

    /// <summary>Transferred after a consultation.</summary>
    Transfer,

    /// <summary>Called for a consultation during another call.</summary>
    Consultation,

    /// <summary>Joined into a conference.</summary>
    Conference,

    /// <summary>Added to a conference in one step.</summary>
    SingleStepConference,

    /// <summary>Changed from one call to another.</summary>
    Alternate,

    /// <summary>The network has no capacity for the call now.</summary>
    NetworkCongestion,

    /// <summary>The network on the way cannot be reached, or does not lead there.</summary>
    NetworkNotObtainable,

    /// <summary>Nobody has the called address.</summary>
    NumberUnallocated,

    /// <summary>The called address is incomplete or malformed.</summary>
    InvalidNumberFormat,

    /// <summary>The called device cannot take a call of this kind.</summary>
    IncompatibleDestination,

    /// <summary>A resource that the call needs is not free.</summary>
    ResourcesNotAvailable,

    /// <summary>Something on the way did not react in time.</summary>
    Timeout,

    /// <summary>Refused by call authorization.</summary>
    Blocked,
}
