namespace SipCti.PassingThrough;

/// <summary>How far a passage has come.</summary>
public enum PassageState
{
    /// <summary>The INVITE has come and has not been sent on.</summary>
    Offered,

    /// <summary>The INVITE has been sent on.</summary>
    Forwarded,

    /// <summary>The called side has answered 180, or another 101 to 199.</summary>
    Proceeding,

    /// <summary>The called side has answered 2xx; the ACK has not come yet.</summary>
    Answered,

    /// <summary>The caller's ACK has come.</summary>
    Confirmed,

    /// <summary>The passage is over.</summary>
    Ended,
}
