namespace SipCti.Cti;

/// <summary>
/// The Call-IDs of calls that were given up before an answer. Their INVITE may still be on its way through the proxy, and come back to ring a terminal for a call
/// that is over: for as long as an INVITE can live it is known. Bounded; thread-safe.
/// </summary>
internal sealed class GivenUpCalls(TimeProvider time)
{
    internal const int Limit = 100_000;

    /// <summary>RFC 3261: 64*T1, in which a request is delivered or has failed.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromSeconds(32);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _callIds = new(StringComparer.Ordinal);
    private readonly Queue<(string CallId, long Forget)> _ages = new();

    public int Count
    {
        get { lock (_gate) return _callIds.Count; }
    }

    public void Add(string sipCallId)
    {
        lock (_gate)
        {
            Forget();
            if (_ages.Count == Limit) _callIds.Remove(_ages.Dequeue().CallId);
            if (_callIds.Add(sipCallId)) _ages.Enqueue((sipCallId, time.GetTimestamp() + (long)(Memory.TotalSeconds * time.TimestampFrequency)));
        }
    }

    public bool Contains(string sipCallId)
    {
        lock (_gate)
        {
            Forget();
            return _callIds.Contains(sipCallId);
        }
    }

    private void Forget()
    {
        var now = time.GetTimestamp();
        while (_ages.TryPeek(out var oldest) && oldest.Forget <= now) _callIds.Remove(_ages.Dequeue().CallId);
    }
}
