namespace SipCti.Cti;

/// <summary>Where a monitor is in its life.</summary>
public enum MonitorState
{
    /// <summary><see cref="MonitorOptions.NotBefore"/> has not come yet.</summary>
    Waiting,

    /// <summary>It tells events.</summary>
    Active,

    /// <summary>It has ceased.</summary>
    Stopped,
}
