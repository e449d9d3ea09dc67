using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.PassingThrough;

/// <summary>
/// One request on its way through: the server transaction on which it came and the client transaction in which it goes on.
/// Responses go back transaction to transaction; CANCEL and failures are carried over.
/// </summary>
internal class Relay(PassThrough owner, ServerTransaction upstream) : IClientTransactionUser, IServerTransactionUser
{
    private bool _cancelled;

    protected PassThrough Owner { get; } = owner;

    public ServerTransaction Upstream { get; } = upstream;

    public ClientTransaction? Downstream { get; private set; }

    public SipRequest Request => Upstream.Request;

    /// <summary>Sends the prepared request on, unless the caller has given up meanwhile.</summary>
    public bool Send(SipRequest outgoing, SipTarget target)
    {
        if (Upstream.HasFinalResponse) return false;
        Upstream.User = this;
        if (_cancelled || Upstream.IsCancelled)
        {
            Answer(487);
            return false;
        }

        Downstream = Owner.Server.Transactions.Send(outgoing, target, this);
        return true;
    }

    /// <summary>Answers here instead of the called side.</summary>
    public void Answer(SipResponse response)
    {
        if (Upstream.HasFinalResponse) return;
        Upstream.Respond(response);
        Responded(response);
    }

    /// <summary>Answers here with a status, under a To tag of its own.</summary>
    public void Answer(int statusCode, string? reasonPhrase = null) => Answer(Request.CreateResponse(statusCode, reasonPhrase, SipTokens.NewTag()));

    /// <summary>Gives the request up towards the called side.</summary>
    public void CancelDownstream() => Downstream?.Cancel();

    void IClientTransactionUser.OnResponse(ClientTransaction transaction, SipResponse response)
    {
        // RFC 3261 16.7 step 3: remove our Via; a 100 goes no further (step 5).
        if (response.StatusCode == 100) return;
        response.Headers.RemoveFirstValue(HeaderId.Via);
        if (response.CSeq.Number != Request.CSeq.Number) response.Headers.Set(HeaderId.CSeq, Request.CSeq.ToString());
        if (Upstream.HasFinalResponse && !(Upstream.IsInvite && response.IsSuccess && Upstream.LastResponse!.IsSuccess))
        {
            TooLate(response);
            return;
        }

        Responding(response);
        Upstream.Respond(response);
        Responded(response);
    }

    void IClientTransactionUser.OnFailure(ClientTransaction transaction, TransactionFailure failure)
    {
        PassThroughLog.ForwardingFailed(Owner.Logger, Request.Method.Name, Request.CallId, failure.ToString());
        var (status, reason) = _cancelled ? (487, null)
            : failure == TransactionFailure.Timeout ? (408, null)
            : Unreachable;
        Answer(status, reason);
    }

    void IServerTransactionUser.OnCancel(ServerTransaction transaction, SipRequest cancel)
    {
        _cancelled = true;
        if (Downstream is not null) CancelDownstream();
        else Answer(487);
    }

    void IServerTransactionUser.OnFailure(ServerTransaction transaction, TransactionFailure failure) => UpstreamFailed(failure);

    void IServerTransactionUser.OnTerminated(ServerTransaction transaction) => UpstreamTerminated();

    /// <summary>What is answered when the next server or the terminal cannot be reached.</summary>
    protected virtual (int Status, string? Reason) Unreachable => (503, "Next Hop Unreachable");

    /// <summary>A response is about to go back; it may still be changed.</summary>
    protected virtual void Responding(SipResponse response)
    {
    }

    /// <summary>A response has gone back.</summary>
    protected virtual void Responded(SipResponse response)
    {
    }

    /// <summary>A response came after the request was answered here.</summary>
    protected virtual void TooLate(SipResponse response)
    {
    }

    /// <summary>The answer did not reach the sender, or its ACK never came.</summary>
    protected virtual void UpstreamFailed(TransactionFailure failure)
    {
    }

    /// <summary>The transaction on which the request came is over.</summary>
    protected virtual void UpstreamTerminated()
    {
    }
}
