using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SipCti.Registration;

/// <summary>
/// Bindings by address, by flow and by expiry. Writers hold their owner's lock; readers need none, because each
/// address has one array that is replaced and never changed.
/// </summary>
internal sealed class BindingIndex
{
    private readonly ConcurrentDictionary<string, Binding[]> _byAddress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Binding[]> _byFlow = new(StringComparer.Ordinal);
    private readonly SortedSet<Binding> _byExpiry = new(ByExpiry.Instance);

    public int Count => _byExpiry.Count;

    public DateTimeOffset? NextExpiry => _byExpiry.Min?.Expires;

    public ICollection<string> Addresses => _byAddress.Keys;

    public Binding[] Get(string addressOfRecord) => _byAddress.TryGetValue(addressOfRecord, out Binding[]? all) ? all : [];

    public Binding[] GetByFlow(string token) => _byFlow.TryGetValue(token, out Binding[]? all) ? all : [];

    /// <summary>All bindings, address by address.</summary>
    public IEnumerable<Binding[]> All() => _byAddress.Select(pair => pair.Value);

    public bool TryGetExpired(DateTimeOffset now, [NotNullWhen(true)] out Binding? expired)
    {
        expired = _byExpiry.Min;
        return expired is not null && expired.Expires <= now;
    }

    /// <summary>Replaces all bindings of an address; bindings that stay are the same objects in both.</summary>
    public void Replace(string addressOfRecord, Binding[] before, IReadOnlyCollection<Binding> after)
    {
        Binding[] ordered = Order(after);
        foreach (Binding old in before)
        {
            if (!Holds(ordered, old))
                Forget(old);
        }

        foreach (Binding now in ordered)
        {
            if (!Holds(before, now))
                Note(now);
        }

        if (ordered.Length > 0)
            _byAddress[addressOfRecord] = ordered;
        else
            _byAddress.TryRemove(addressOfRecord, out _);
    }

    /// <summary>Those that have not run out; the array itself when that is all of them.</summary>
    public static Binding[] Live(Binding[] bindings, DateTimeOffset now)
    {
        foreach (Binding binding in bindings)
        {
            if (binding.Expires <= now)
                return WithoutExpired(bindings, now);
        }

        return bindings;
    }

    // Apart, because the closure would cost each look-up an allocation.
    private static Binding[] WithoutExpired(Binding[] bindings, DateTimeOffset now) => Array.FindAll(bindings, binding => binding.Expires > now);

    private static Binding[] Order(IReadOnlyCollection<Binding> bindings) =>
        bindings.Count < 2 ? [.. bindings] : [.. bindings.OrderByDescending(b => b.Q).ThenByDescending(b => b.Registered)];

    private static bool Holds(Binding[] bindings, Binding sought) => Array.Exists(bindings, binding => ReferenceEquals(binding, sought));

    private void Note(Binding binding)
    {
        _byExpiry.Add(binding);
        foreach (string token in FlowTokens(binding))
            _byFlow.AddOrUpdate(token, static (_, b) => [b], static (_, all, b) => [b, .. all], binding);
    }

    private void Forget(Binding binding)
    {
        _byExpiry.Remove(binding);
        foreach (string token in FlowTokens(binding))
        {
            Binding[] rest = Array.FindAll(GetByFlow(token), other => !ReferenceEquals(other, binding));
            if (rest.Length > 0)
                _byFlow[token] = rest;
            else
                _byFlow.TryRemove(token, out _);
        }
    }

    // A server finds its own token wherever it stands on the path, not only when it is the last before the registrar.
    private static IEnumerable<string> FlowTokens(Binding binding)
    {
        if (binding.FlowToken is { Length: > 0 } own)
            yield return own;
        for (int i = 0; i < binding.Path.Count; i++)
        {
            if (binding.Path[i].Uri.User is { Length: > 0 } token && !string.Equals(token, binding.FlowToken, StringComparison.Ordinal))
                yield return token;
        }
    }

    private sealed class ByExpiry : IComparer<Binding>
    {
        public static readonly ByExpiry Instance = new();

        public int Compare(Binding? x, Binding? y)
        {
            int order = x!.Expires.CompareTo(y!.Expires);
            if (order == 0)
                order = string.CompareOrdinal(x.AddressOfRecord, y.AddressOfRecord);
            return order != 0 ? order : string.CompareOrdinal(x.ContactKey, y.ContactKey);
        }
    }
}
