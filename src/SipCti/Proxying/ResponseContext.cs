using System.Text;
using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Proxying;

/// <summary>
/// A forwarded request: the server transaction on which it came, its branches, and the response that goes back (RFC 3261 section 16.7).
/// Lives on the strand of its Call-ID.
/// </summary>
internal sealed class ResponseContext : IServerTransactionUser
{
    private const string AnsweredElsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

    private readonly Proxy _proxy;
    private readonly SipRequestContext _context;
    private readonly ServerTransaction _upstream;
    private readonly List<ProxyBranch> _branches = [];
    private readonly BestResponse _best = new();
    private SipRequest? _prepared;
    private TargetSet? _targets;
    private StrandTimer? _ringing;
    private CancellationTokenSource? _callerGone;
    private bool _isCancelled;
    private bool _isOver;

    public ResponseContext(Proxy proxy, SipRequestContext context, ServerTransaction upstream, Strand strand)
    {
        _proxy = proxy;
        _context = context;
        _upstream = upstream;
        Strand = strand;
        upstream.User = this;
    }

    public Strand Strand { get; }

    public SipServer Server => _context.Server;

    public ProxyOptions Options => _proxy.Options;

    public ILogger Logger => _proxy.Logger;

    /// <summary>The request as it came.</summary>
    public SipRequest Request => _upstream.Request;

    /// <summary>Cancelled when the caller has given up.</summary>
    public CancellationToken CallerGone => (_callerGone ??= new CancellationTokenSource()).Token;

    /// <summary>True when the request has had its final response, so that nothing more is to be sent.</summary>
    public bool IsAnswered => _upstream.HasFinalResponse;

    /// <summary>Sends the request to its targets.</summary>
    /// <param name="prepared">The copy to be sent on, from which each branch gets its own.</param>
    /// <param name="targets">The targets, at least one.</param>
    public void Forward(SipRequest prepared, TargetSet targets)
    {
        _prepared = prepared;
        _targets = targets;
        StartGroup();
    }

    /// <summary>True when a request that has this branch in a Via of this server came round to it again unchanged.</summary>
    public bool IsLoop(ReadOnlySpan<byte> viaBranch, SipRequest again) =>
        HasBranch(viaBranch)
        && again.RequestUri.Equals(Request.RequestUri)
        && again.Headers.Values(HeaderId.Route).SequenceEqual(Request.Headers.Values(HeaderId.Route));

    private bool HasBranch(ReadOnlySpan<byte> viaBranch)
    {
        foreach (var branch in _branches)
            if (branch.ViaBranch is { } own && Ascii.Equals(viaBranch, own)) return true;
        return false;
    }

    /// <summary>The server stops: the caller is told, and the branches are given up.</summary>
    public void Drain()
    {
        if (!_upstream.IsInvite || IsAnswered) return;
        _context.Respond(503, "Service Unavailable - Server Is Stopping");
        CancelBranches(null);
        Conclude();
    }

    /// <summary>Keeps the proxy on the path of the dialog that a request makes.</summary>
    /// <param name="request">The copy for one branch.</param>
    /// <param name="terminalFlow">The connection of the called terminal, if it goes there; null when it goes to an address.</param>
    public void RecordRoute(SipRequest request, Flow? terminalFlow)
    {
        // Only an end that is connected here itself is found by its connection; behind another server, that server knows the way.
        var callerFlow = Request.Headers.Values(HeaderId.Via).Count == 1 ? _upstream.Flow.Token : null;
        var calleeFlow = request.Headers.Contains(HeaderId.Route) ? null : terminalFlow?.Token;
        _proxy.RecordRoute(request, new DialogRoute(callerFlow, calleeFlow));
    }

    public void OnProvisional(SipResponse response)
    {
        if (!IsAnswered) _upstream.Respond(response);
    }

    /// <summary>A branch has a final response.</summary>
    /// <param name="response">The response without this server's Via.</param>
    /// <param name="isFirst">False for a further one of a branch that is over.</param>
    public void OnFinal(SipResponse response, bool isFirst)
    {
        if (response.IsSuccess) Succeeded(response);
        else if (isFirst) Add(response);
        Conclude();
    }

    /// <summary>A branch ended without a response; this server makes one (RFC 3261 section 16.9).</summary>
    public void OnFailed(int status, string? reason)
    {
        Add(_context.CreateResponse(status, reason));
        Conclude();
    }

    void IServerTransactionUser.OnCancel(ServerTransaction transaction, SipRequest cancel)
    {
        if (IsAnswered) return;
        _isCancelled = true;
        _callerGone?.Cancel();
        // RFC 3326 section 2: why the caller gave up concerns the called side.
        CancelBranches(cancel.Headers.First(HeaderId.Reason));
        Conclude();
    }

    void IServerTransactionUser.OnFailure(ServerTransaction transaction, TransactionFailure failure) =>
        ProxyLog.UpstreamFailed(Logger, Request.Method.Name, Request.CallId, failure.ToString());

    private void StartGroup()
    {
        var first = _branches.Count;
        foreach (var target in _targets!.TakeGroup()) _branches.Add(new ProxyBranch(this, target));
        if (_targets.Count > 0 && _upstream.IsInvite) _ringing = Strand.Schedule(Options.SerialRingTime, static state => ((ResponseContext)state!).RangOut(), this);

        // All are in the list before the first is sent: one that fails at once must not end the request.
        var end = _branches.Count;
        var isOnlyOne = end == 1 && _targets.Count == 0;
        for (var i = first; i < end; i++) _branches[i].Start(isOnlyOne ? _prepared! : _prepared!.Clone());
    }

    private void RangOut()
    {
        _ringing = null;
        foreach (var branch in _branches) branch.Cancel(null);
        if (_targets is { Count: > 0 }) StartGroup();
        Conclude();
    }

    private void Add(SipResponse response)
    {
        _best.Add(response);
        // RFC 3261 16.7 step 5: after a 6xx nobody else is asked.
        if (_best.IsGlobalFailure) CancelBranches(null);
    }

    private void Succeeded(SipResponse response)
    {
        var isInvite = _upstream.IsInvite;
        if (!IsAnswered || (isInvite && _upstream.LastResponse is { IsSuccess: true }))
        {
            _upstream.Respond(response);
        }
        else if (isInvite)
        {
            // RFC 3261 16.7 steps 5 and 9: it is passed on even if the caller has been refused meanwhile; he will end that call.
            _upstream.Flow.Send(response);
        }

        CancelBranches(isInvite ? AnsweredElsewhere : null);
    }

    private void CancelBranches(string? reason)
    {
        _targets = null;
        foreach (var branch in _branches) branch.Cancel(reason);
    }

    private void Conclude()
    {
        if (_isOver) return;
        foreach (var branch in _branches)
            if (!branch.IsOver) return;

        _ringing?.Cancel();
        _ringing = null;
        if (!IsAnswered && _targets is { Count: > 0 })
        {
            StartGroup();
            return;
        }

        _isOver = true;
        _proxy.Remove(this);
        if (!IsAnswered) _upstream.Respond(Answer());
    }

    /// <summary>The final response when no 2xx came.</summary>
    private SipResponse Answer()
    {
        var best = _best.Take();
        // Who has hung up hears that it worked, not what we made of it.
        if (_isCancelled && (best is null || best.StatusCode is 408 or 480 or >= 500 and < 600)) return _context.CreateResponse(487);
        return best switch
        {
            null => _context.CreateResponse(408),
            // RFC 3261 16.7 step 6: a 503 is about our next hop; the sender must not take it for ours.
            { StatusCode: 503 } => _context.CreateResponse(500, "Server Internal Error - Next Hop Unavailable"),
            _ => best,
        };
    }
}
