namespace SipCti.Proxying;

/// <summary>
/// The targets of one request in the order in which they are tried: those of equal preference together, the others one
/// group after the other (RFC 3261 section 16.6).
/// </summary>
internal sealed class TargetSet
{
    private readonly List<ForwardingTarget> _targets = [];

    public int Count => _targets.Count;

    /// <summary>Adds a target unless it is there already (RFC 3261 section 16.5: never twice).</summary>
    public void Add(ForwardingTarget target)
    {
        if (!_targets.Exists(t => t.Uri.Equals(target.Uri) && t.FlowToken == target.FlowToken && SamePath(t, target))) _targets.Add(target);
    }

    /// <summary>Takes off the targets that are to be tried next: the most preferred ones.</summary>
    public IReadOnlyList<ForwardingTarget> TakeGroup()
    {
        if (_targets is [var only])
        {
            _targets.Clear();
            return [only];
        }

        var best = _targets.MaxBy(t => (t.AddressQ, t.ContactQ))!;
        var group = _targets.FindAll(t => t.AddressQ.Equals(best.AddressQ) && t.ContactQ.Equals(best.ContactQ));
        _targets.RemoveAll(group.Contains);
        return group;
    }

    /// <summary>Leaves out the least preferred targets above a number.</summary>
    public void Limit(int count)
    {
        if (_targets.Count <= count) return;
        var kept = _targets.OrderByDescending(t => (t.AddressQ, t.ContactQ)).Take(count).ToList();
        _targets.Clear();
        _targets.AddRange(kept);
    }

    private static bool SamePath(ForwardingTarget one, ForwardingTarget other) =>
        one.Path.Count == other.Path.Count && one.Path.Zip(other.Path).All(p => p.First.Uri.Equals(p.Second.Uri));
}
