using SipCti.PassingThrough;

namespace SipCti.Cti;

/// <summary>What the call model remembers of a SIP call while it crosses the pass-through.</summary>
internal sealed class CallTrace(TrackedCall tracked)
{
    private readonly List<Passage> _toTerminals = [];

    public TrackedCall Tracked { get; } = tracked;

    /// <summary>The last final response asked the caller to try again; its status.</summary>
    public int? AskedAgain { get; set; }

    public void Begin(Passage passage)
    {
        AskedAgain = null;
        if (passage.Direction == PassageDirection.ToTerminal) _toTerminals.Add(passage);
    }

    public void End(Passage passage) => _toTerminals.Remove(passage);

    /// <summary>Whether the call is still on its way to the device, to another of its terminals perhaps.</summary>
    public bool IsStillAt(string device) => _toTerminals.Exists(p => p.Callee.Device == device);
}
