namespace SipCti.Cti;

/// <summary>Whether the user of the calling device is asked before a call that an application wants goes out (ECMA-269, autoOriginate).</summary>
public enum AutoOriginate
{
    /// <summary>The calling device rings, and the call goes out when its user answers.</summary>
    Prompt,

    /// <summary>The calling device is asked to answer by itself (<c>Alert-Info</c>, <c>Call-Info</c>, <c>Answer-Mode</c>). A device that does not know this rings.</summary>
    DoNotPrompt,
}
