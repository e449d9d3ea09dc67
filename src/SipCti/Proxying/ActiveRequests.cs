using System.Text;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;

namespace SipCti.Proxying;

/// <summary>The requests that a proxy has under way, kept per strand; only their own strand touches them.</summary>
internal sealed class ActiveRequests
{
    private readonly StrandTable _strands;
    private readonly HashSet<ResponseContext>[] _requests;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool[] _drained;
    private volatile bool _isDraining;
    private int _busyStrands;

    public ActiveRequests(StrandTable strands)
    {
        _strands = strands;
        _requests = new HashSet<ResponseContext>[strands.Count];
        _drained = new bool[strands.Count];
        for (var i = 0; i < _requests.Length; i++) _requests[i] = [];
    }

    /// <summary>Adds a request. False when the server stops.</summary>
    public bool TryAdd(ResponseContext request) => !_isDraining && _requests[request.Strand.Index].Add(request);

    public void Remove(ResponseContext request)
    {
        var index = request.Strand.Index;
        if (_requests[index].Remove(request) && _requests[index].Count == 0 && _drained[index]) StrandIsEmpty();
    }

    /// <summary>
    /// True when a request has come back to this server as it was (RFC 3261 section 16.3 step 4, RFC 5393). A loop is quicker than any transaction, so
    /// the request that it comes from is still under way here, on the same strand; one that was changed on its way is a spiral and may pass.
    /// </summary>
    public bool HasLooped(SipRequest request, SipServer server)
    {
        var requests = _requests[server.Strands.For(request.CallId).Index];
        // Vias other than the first are nobody's business but their own (RFC 3261 section 16.3 step 1).
        if (requests.Count == 0) return false;
        var vias = request.Headers.ViewVias();
        while (vias.MoveNext())
        {
            var via = vias.Current;
            foreach (var earlier in requests)
                if (earlier.IsLoop(via.Branch, request) && server.Transport.IsLocal(Encoding.ASCII.GetString(via.Host), via.Port)) return true;
        }

        return false;
    }

    /// <summary>Refuses what comes, tells the callers of what has not been answered, and waits for the rest.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        _busyStrands = _strands.Count;
        _isDraining = true;
        for (var i = 0; i < _strands.Count; i++) _strands[i].Post(static state => state.Self.Drain(state.Index), (Self: this, Index: i));
        await _empty.Task.WaitAsync(cancellationToken);
    }

    private void Drain(int index)
    {
        // From here on nothing is added on this strand, so it gets empty once.
        var requests = _requests[index];
        _drained[index] = true;
        if (requests.Count == 0)
        {
            StrandIsEmpty();
            return;
        }

        foreach (var request in requests.ToArray()) request.Drain();
    }

    private void StrandIsEmpty()
    {
        if (Interlocked.Decrement(ref _busyStrands) == 0) _empty.TrySetResult();
    }
}
