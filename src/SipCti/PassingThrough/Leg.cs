using SipCti.Dialogs;
using SipCti.Transport;

namespace SipCti.PassingThrough;

/// <summary>One side of a passage: the dialog between the pass-through and that side.</summary>
public sealed class Leg
{
    private readonly Passage _passage;

    internal Leg(Passage passage, bool isCaller, string device, Flow? flow)
    {
        _passage = passage;
        IsCaller = isCaller;
        Device = device;
        Flow = flow;
    }

    /// <summary>Whether this is the side that sent the INVITE.</summary>
    public bool IsCaller { get; }

    /// <summary>The address-of-record of this side.</summary>
    public string Device { get; internal set; }

    /// <summary>The terminal's own flow; null on the side of the next hop.</summary>
    public Flow? Flow { get; internal set; }

    /// <summary>The dialog as the pass-through sees it towards this side; null before a response with a To tag.</summary>
    public Dialog? Dialog => IsCaller ? _passage.Pair?.Caller : _passage.Pair?.Callee;

    /// <summary>The methods that this side says it allows; empty when it has not said.</summary>
    public IReadOnlyList<string> Allow { get; internal set; } = [];
}
