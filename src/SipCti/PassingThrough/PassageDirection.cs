namespace SipCti.PassingThrough;

/// <summary>Which way an INVITE crosses a pass-through.</summary>
public enum PassageDirection
{
    /// <summary>From a terminal to the next hop.</summary>
    FromTerminal,

    /// <summary>From the next hop to a terminal.</summary>
    ToTerminal,
}
