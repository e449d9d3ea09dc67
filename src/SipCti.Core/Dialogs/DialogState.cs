namespace SipCti.Dialogs;

/// <summary>The state of a dialog (RFC 3261 section 12).</summary>
public enum DialogState
{
    /// <summary>Created by a provisional response with a To tag.</summary>
    Early,

    /// <summary>Created or confirmed by a 2xx response.</summary>
    Confirmed,

    /// <summary>Ended by BYE, by a final non-2xx response to the request that made it, or by 408/481 to a request inside it.</summary>
    Terminated,
}
