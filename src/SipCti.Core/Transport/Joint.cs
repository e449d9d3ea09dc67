namespace SipCti.Transport;

/// <summary>
/// Two layers of one process and the in-memory connection between them. It is opened when first used, and again when it
/// was cut; so the servers need not start in any order. Thread safe.
/// </summary>
internal sealed class Joint(TransportLayer a, TransportLayer b)
{
    private readonly Lock _gate = new();
    private (Flow OfA, Flow OfB)? _flows;

    /// <summary>The layer at the other side.</summary>
    public TransportLayer Other(TransportLayer side) => ReferenceEquals(side, a) ? b : a;

    /// <summary>The flow by which one side reaches the other; <see langword="null"/> while one of them does not run.</summary>
    public Flow? FlowOf(TransportLayer side)
    {
        lock (_gate)
        {
            if (_flows is { } flows && !flows.OfA.IsClosed && !flows.OfB.IsClosed)
                return ReferenceEquals(side, a) ? flows.OfA : flows.OfB;
            if (!a.IsRunning || !b.IsRunning)
                return null;
            var (linkOfA, linkOfB) = InMemoryNetwork.CreatePair(a.EndPoint, b.EndPoint, a.Options.Quiescence ?? b.Options.Quiescence);
            _flows = flows = (a.AdoptInProcess(linkOfA), b.AdoptInProcess(linkOfB));
            return ReferenceEquals(side, a) ? flows.OfA : flows.OfB;
        }
    }
}
