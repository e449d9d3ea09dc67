using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transactions;

namespace SipCti.Proxying;

/// <summary>
/// One target of a forwarded request and the client transaction towards it. It ends once: with a final response, with a failure, or with
/// Timer C (RFC 3261 section 16.8).
/// </summary>
internal sealed class ProxyBranch(ResponseContext owner, ForwardingTarget target) : IClientTransactionUser
{
    private ClientTransaction? _transaction;
    private StrandTimer? _timer;
    private bool _isCancelled;

    public ForwardingTarget Target { get; } = target;

    /// <summary>True when nothing more is to be waited for. A 2xx may still come later, and is passed on.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The Via branch of the request that was sent; null before.</summary>
    public string? ViaBranch => _transaction?.Branch;

    /// <summary>Sends the request.</summary>
    /// <param name="request">A copy of this branch's own.</param>
    public void Start(SipRequest request) => _ = StartAsync(request);

    /// <summary>Gives the target up (RFC 3261 section 16.10). Its final response is still waited for, within reason.</summary>
    /// <param name="reason">The Reason header of the CANCEL (RFC 3326); null for none.</param>
    public void Cancel(string? reason)
    {
        if (IsOver || _isCancelled) return;
        _isCancelled = true;
        if (_transaction is null)
        {
            // Nothing was sent: there is nobody to ask.
            End();
            return;
        }

        // From here on the transaction's own time limit for an answer to the CANCEL counts (RFC 3261 section 9.1).
        _timer?.Cancel();
        _transaction.Cancel(reason);
    }

    void IClientTransactionUser.OnResponse(ClientTransaction transaction, SipResponse response)
    {
        // RFC 3261 16.7 step 5: a 100 goes no further.
        if (response.StatusCode == 100) return;
        response.Headers.RemoveFirstValue(HeaderId.Via);
        if (!response.Headers.Contains(HeaderId.Via))
        {
            // Step 3: without another Via it was meant for us, and we asked nothing.
            ProxyLog.ResponseDropped(owner.Logger, response.StatusCode, response.CallId, "no Via is left");
            return;
        }

        if (response.IsProvisional)
        {
            if (!transaction.IsInvite || IsOver) return;
            if (!_isCancelled) Arm(owner.Options.TimerC);
            owner.OnProvisional(response);
            return;
        }

        var first = !IsOver;
        if (first) End();
        owner.OnFinal(response, first);
    }

    void IClientTransactionUser.OnFailure(ClientTransaction transaction, TransactionFailure failure)
    {
        if (IsOver) return;
        ProxyLog.BranchFailed(owner.Logger, transaction.Request.Method.Name, transaction.Request.CallId, Target.Uri.ToString(), failure.ToString());
        if (failure == TransactionFailure.Timeout) Fail(408);
        else Unreachable();
    }

    private async Task StartAsync(SipRequest request)
    {
        try
        {
            var found = await TargetRouting.RouteAsync(owner.Server, request, Target);
            if (IsOver) return;
            if (found is { } address)
            {
                owner.RecordRoute(request, Target.IsTerminal ? address.Flow : null);
                if (request.Method == SipMethod.Invite) Arm(owner.Options.TimerC);
                _transaction = owner.Server.Transactions.Send(request, address, this);
                return;
            }

            ProxyLog.BranchFailed(owner.Logger, request.Method.Name, request.CallId, Target.Uri.ToString(), "no address");
            Fail(502, "Bad Gateway - Next Hop Has No Address");
        }
        catch (Exception e)
        {
            Broke(e);
        }
    }

    private void Broke(Exception exception)
    {
        ProxyLog.BranchBroken(owner.Logger, exception, owner.Request.Method.Name, owner.Request.CallId, Target.Uri.ToString());
        Fail(500);
    }

    // RFC 3261 16.9: a transport error counts as a 503 of that server. Of a terminal it says only that it is not there (RFC 5626 section 5.3.1).
    private void Unreachable()
    {
        if (Target.IsTerminal) Fail(480, "Temporarily Unavailable - Terminal Cannot Be Reached");
        else Fail(503, "Service Unavailable - Next Hop Cannot Be Reached");
    }

    private void Fail(int status, string? reason = null)
    {
        if (IsOver) return;
        End();
        owner.OnFailed(status, reason);
    }

    private void End()
    {
        IsOver = true;
        _timer?.Cancel();
        _timer = null;
    }

    private void Arm(TimeSpan due)
    {
        _timer?.Cancel();
        _timer = owner.Strand.Schedule(due, static state => ((ProxyBranch)state!).OnTimer(), this);
    }

    private void OnTimer()
    {
        if (IsOver) return;
        ProxyLog.TimerCFired(owner.Logger, owner.Request.CallId, Target.Uri.ToString());
        if (!_isCancelled && _transaction?.LastResponse is { IsProvisional: true })
        {
            // RFC 3261 16.8: it rings, so it is told; the 487 ends the branch.
            Cancel(null);
            return;
        }

        if (!_isCancelled) _transaction?.Cancel();
        Fail(408);
    }
}
