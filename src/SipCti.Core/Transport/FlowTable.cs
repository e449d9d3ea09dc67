using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace SipCti.Transport;

/// <summary>The flows of one layer, by token, by the peer's endpoint and by the endpoints that peers claimed. Thread safe.</summary>
internal sealed class FlowTable
{
    private readonly ConcurrentDictionary<string, Flow> _byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IPEndPoint, Flow> _byRemote = new();
    private readonly ConcurrentDictionary<IPEndPoint, Flow> _byAlias = new();
    private readonly ConcurrentDictionary<Flow, ConcurrentBag<IPEndPoint>> _aliases = new();

    /// <summary>All flows whose connection is not released yet.</summary>
    public IReadOnlyList<Flow> All => [.. _byToken.Values];

    public int Count => _byToken.Count;

    /// <summary>Enters a flow. With another to the same endpoint, the newer is found.</summary>
    public void Add(Flow flow)
    {
        _byToken[flow.Token] = flow;
        if (!flow.IsInProcess)
            _byRemote[flow.RemoteEndPoint] = flow;
    }

    /// <summary>Enters a claimed endpoint: the newest claim counts, since a peer that lost its connection claims it again on the next.</summary>
    public void AddAlias(Flow flow, IPEndPoint claimed)
    {
        _aliases.GetOrAdd(flow, static _ => []).Add(claimed);
        _byAlias[claimed] = flow;

        // It may have been closed meanwhile, by another thread that did not see this entry.
        if (flow.IsClosed)
            Hide(flow);
    }

    /// <summary>The flow is not found any more.</summary>
    public void Hide(Flow flow)
    {
        _byRemote.TryRemove(new(flow.RemoteEndPoint, flow));
        if (!_aliases.TryRemove(flow, out var aliases))
            return;
        foreach (var alias in aliases)
            _byAlias.TryRemove(new(alias, flow));
    }

    /// <summary>The flow is gone.</summary>
    public void Remove(Flow flow)
    {
        Hide(flow);
        _byToken.TryRemove(flow.Token, out _);
    }

    public bool TryGet(string token, [NotNullWhen(true)] out Flow? flow) => _byToken.TryGetValue(token, out flow) && !flow.IsClosed;

    /// <summary>The flow to an endpoint. A peer's own endpoint goes before what another claims.</summary>
    public bool TryGet(IPEndPoint remote, [NotNullWhen(true)] out Flow? flow) =>
        (_byRemote.TryGetValue(remote, out flow) && !flow.IsClosed) || (_byAlias.TryGetValue(remote, out flow) && !flow.IsClosed);
}
