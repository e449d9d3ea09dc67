using SipCti.Strands;

namespace SipCti.PassingThrough;

/// <summary>
/// All that crosses this pass-through under one Call-ID and caller's tag. A call between two of its own terminals crosses twice, a call with the
/// outside once, and a call whose INVITE was challenged once more for each try. Lives on its strand: use it there only.
/// </summary>
public sealed class Call
{
    private readonly PassThrough _owner;
    private readonly List<Passage> _passages = [];
    private StrandTimer? _retry;

    internal Call(PassThrough owner, string sipCallId, string callerTag, Strand strand)
    {
        _owner = owner;
        SipCallId = sipCallId;
        CallerTag = callerTag;
        Strand = strand;
        Begun = owner.Server.Time.GetUtcNow();
    }

    /// <summary>The Call-ID.</summary>
    public string SipCallId { get; }

    /// <summary>The From tag of the INVITE.</summary>
    public string CallerTag { get; }

    /// <summary>The strand on which the call lives.</summary>
    public Strand Strand { get; }

    /// <summary>When its first INVITE came (UTC).</summary>
    public DateTimeOffset Begun { get; }

    /// <summary>Its passages that are not over, in the order in which they began.</summary>
    public IReadOnlyList<Passage> Passages => _passages;

    /// <summary>A place for an observer's own state.</summary>
    public object? ObserverState { get; set; }

    /// <summary>Ends the call: both sides of every answered passage get a BYE; an unanswered one is cancelled onward and answered 487 to its caller.</summary>
    /// <param name="reason">A sentence for the <c>Reason</c> header (RFC 3326); null for none.</param>
    public void Clear(string? reason = null)
    {
        // The outermost passage reaches both ends; what is inside follows from it. An answer that is still on its way out to the caller is let through first.
        if (_passages.Count == 0) End();
        else _passages.Find(p => p.State != PassageState.Ended)?.Clear(reason, isAnswered: _passages.Exists(p => p.State is PassageState.Answered or PassageState.Confirmed));
    }

    internal void Add(Passage passage)
    {
        _retry?.Cancel();
        _retry = null;
        _passages.Add(passage);
    }

    internal void Remove(Passage passage, bool mayComeAgain)
    {
        _passages.Remove(passage);
        if (_passages.Count > 0) return;
        if (mayComeAgain) _retry = Strand.Schedule(_owner.Options.RetryTime, static call => ((Call)call!).End(), this);
        else End();
    }

    private void End()
    {
        _retry?.Cancel();
        _retry = null;
        _owner.Remove(this);
    }
}
