using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transport;
using static SipCti.Transactions.TransactionActions;

namespace SipCti.Transactions;

/// <summary>A request that was sent and its responses (RFC 3261 section 17.1). Used on the strand of its Call-ID only.</summary>
public sealed class ClientTransaction : IFlowSeeker
{
    private readonly TransactionLayer _layer;
    private readonly IClientTransactionUser _user;
    private readonly TransactionClock _clock;
    private TransactionState _state;
    private string? _cancelReason;
    private bool _cancelSent;
    private bool _reliable = true;

    internal ClientTransaction(TransactionLayer layer, Strand strand, SipRequest request, string branch, SipTarget target, IClientTransactionUser user)
    {
        _layer = layer;
        _user = user;
        Strand = strand;
        Request = request;
        Branch = branch;
        Target = target;
        IsInvite = request.Method == SipMethod.Invite;
        _clock = new TransactionClock(strand, layer.Timers, IsInvite, OnTick);
    }

    /// <summary>The request, with this server's Via on top.</summary>
    public SipRequest Request { get; }

    /// <summary>The branch of this server's Via.</summary>
    public string Branch { get; }

    /// <summary>Whether this is an INVITE.</summary>
    public bool IsInvite { get; }

    /// <summary>Where the request was to go.</summary>
    public SipTarget Target { get; }

    /// <summary>The flow down which the request went; <see langword="null"/> while it is being connected.</summary>
    public Flow? Flow { get; private set; }

    /// <summary>Whatever the user wants to keep here.</summary>
    public object? State { get; set; }

    /// <summary>The latest response; <see langword="null"/> before the first.</summary>
    public SipResponse? LastResponse { get; private set; }

    /// <summary>The first final response; <see langword="null"/> before it.</summary>
    public SipResponse? FinalResponse { get; private set; }

    /// <summary>Whether <see cref="Cancel"/> was called in time to matter.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Whether the transaction is over.</summary>
    public bool IsTerminated => _state == TransactionState.Terminated;

    internal Strand Strand { get; }

    internal ClientKey Key => new(Branch, Request.Method);

    // The transactions of one strand that wait on the same flow are linked, so that its loss finds them.
    internal ClientTransaction? NextOnFlow { get; set; }

    internal ClientTransaction? PreviousOnFlow { get; set; }

    /// <summary>
    /// Gives an INVITE up (RFC 3261 section 9.1): a CANCEL goes out when a provisional response has come, at once or later. The user
    /// still gets the final response, usually 487, or a timeout 64*T1 after the CANCEL. After the final response, or for
    /// another method, nothing happens.
    /// </summary>
    /// <param name="reason">A value for the CANCEL's Reason header (RFC 3326); <see langword="null"/> for none.</param>
    public void Cancel(string? reason = null)
    {
        TransactionLayer.Require(Strand);
        if (!IsInvite || IsCancelled || _state is not (TransactionState.Calling or TransactionState.Proceeding))
            return;
        IsCancelled = true;
        _cancelReason = reason;
        SendCancelWhenPossible();
    }

    /// <summary>Begins, and sends or connects. What fails is told on the strand, after this has returned.</summary>
    internal void Start()
    {
        var (state, actions) = IsInvite ? InviteClientMachine.Start() : NonInviteClientMachine.Start();
        _state = state;

        // The retransmissions wait until there is something to repeat.
        _clock.Apply(actions & ~(StartA | StartE), reliable: true);
        if (Target.Flow is { IsClosed: false } flow)
            SendOn(flow);
        else if (Target.EndPoint is { } remote)
            _layer.FlowsOf(Strand).Find(remote, this);
        else
            FailLater("the flow is closed");
    }

    void IFlowSeeker.OnFlow(Flow flow)
    {
        if (!IsTerminated)
            SendOn(flow);
    }

    void IFlowSeeker.OnNoFlow(string reason) => FailLater(reason);

    internal void OnResponse(SipResponse response)
    {
        Apply(response.IsProvisional ? ClientEvent.Provisional : response.IsSuccess ? ClientEvent.Success : ClientEvent.Failure, response);
        if (IsCancelled)
            SendCancelWhenPossible();
    }

    internal void OnFlowClosed() => Apply(ClientEvent.TransportError);

    private void OnTick(TransactionTick tick) => Apply(tick switch
    {
        TransactionTick.Retransmit => ClientEvent.Retransmit,
        TransactionTick.Timeout => ClientEvent.Timeout,
        _ => ClientEvent.Linger,
    });

    private void Apply(ClientEvent @event, SipResponse? response = null)
    {
        var (next, actions) = IsInvite ? InviteClientMachine.Next(_state, @event) : NonInviteClientMachine.Next(_state, @event);
        _state = next;
        var isOver = _clock.Apply(actions, _reliable);
        if (actions.HasFlag(SendRequest) && Flow!.Send(Request) != SendResult.Queued)
            FailLater("the flow is closed");
        if (actions.HasFlag(SendAck))
            Flow!.Send(Request.CreateAck(response!));
        if (next == TransactionState.Terminated && actions != None)
            _layer.Remove(this);

        // Whatever the user throws, the transaction ends in order; the exception goes to the strand, which logs it.
        try
        {
            Tell(actions, response);
        }
        finally
        {
            if (isOver)
                Apply(ClientEvent.Linger);
            else if (next == TransactionState.Terminated && actions != None)
                _user.OnTerminated(this);
        }
    }

    private void Tell(TransactionActions actions, SipResponse? response)
    {
        if (actions.HasFlag(PassUp))
        {
            LastResponse = response;
            if (response!.IsFinal)
                FinalResponse ??= response;
            _user.OnResponse(this, response);
        }
        else if (actions.HasFlag(ReportTimeout))
        {
            TransactionLog.ClientTimeout(_layer.Logger, Request.Method.Name, Request.CallId);
            Fail(TransactionFailure.Timeout);
        }
        else if (actions.HasFlag(ReportTransport))
        {
            Fail(TransactionFailure.Transport);
        }
    }

    private void SendOn(Flow flow)
    {
        Flow = flow;
        _reliable = TransactionLayer.IsReliable(flow);
        _layer.Watch(this);
        if (flow.Send(Request) != SendResult.Queued)
            FailLater("the flow is closed");
        else
            _clock.Apply(IsInvite ? StartA : StartE, _reliable);
    }

    // Never at once: the user may be just calling, and does not know this transaction yet.
    private void FailLater(string reason)
    {
        TransactionLog.NotSent(_layer.Logger, Request.Method.Name, Request.CallId, Target, reason);
        Strand.Post(static transaction => transaction.Apply(ClientEvent.TransportError), this);
    }

    private void SendCancelWhenPossible()
    {
        // RFC 3261 9.1: before a provisional response a CANCEL could arrive ahead of its INVITE.
        if (_cancelSent || _state != TransactionState.Proceeding)
            return;
        _cancelSent = true;
        var cancel = Request.CreateCancel();
        if (_cancelReason is not null)
            cancel.Headers.Set(HeaderId.Reason, _cancelReason);
        _layer.SendCancel(this, cancel);
        Apply(ClientEvent.Cancelled);
    }

    private void Fail(TransactionFailure failure)
    {
        TransactionMetrics.Failed("client", failure);
        _user.OnFailure(this, failure);
    }
}
