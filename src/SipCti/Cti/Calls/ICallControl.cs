using SipCti.Strands;

namespace SipCti.Cti;

/// <summary>What acts on a call in SIP. It changes in the life of a call that an application asked for.</summary>
internal interface ICallControl
{
    /// <summary>The strand on which the call lives while this controls it.</summary>
    Strand Strand { get; }

    /// <summary>Ends the call, on the strand.</summary>
    void Clear();
}
