namespace SipCti.Testing;

/// <summary>A socket connection between two nodes, shared by its two ends.</summary>
/// <param name="wiring">Where it is known.</param>
/// <param name="forth">What the end that connected sends.</param>
/// <param name="back">What that end receives.</param>
internal sealed class LabConnection(LabWiring wiring, CountedStream forth, CountedStream back)
{
    private readonly Lock _gate = new();
    private readonly List<LabLink> _ends = [];
    private int _left;

    /// <summary>The names of the nodes that it joins; belongs to the wiring.</summary>
    public (string, string) Nodes { get; set; }

    public CountedStream Forth => forth;

    public CountedStream Back => back;

    public void Enter(LabLink end)
    {
        lock (_gate) _ends.Add(end);
    }

    /// <summary>Both directions end: their readers have yet to notice.</summary>
    public void End()
    {
        forth.End();
        back.End();
    }

    public void Cut()
    {
        LabLink[] ends;
        lock (_gate) ends = [.. _ends];
        foreach (var end in ends) end.Abort();
    }

    /// <summary>One end is released.</summary>
    public void Leave()
    {
        lock (_gate)
            if (++_left < _ends.Count) return;
        wiring.Forget(this);
    }
}
