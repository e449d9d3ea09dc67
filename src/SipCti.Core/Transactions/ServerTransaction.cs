using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transport;
using static SipCti.Transactions.TransactionActions;

namespace SipCti.Transactions;

/// <summary>A request that came and its responses (RFC 3261 section 17.2). Used on the strand of its Call-ID only.</summary>
public sealed class ServerTransaction
{
    private readonly TransactionLayer _layer;
    private readonly TransactionClock _clock;
    private readonly bool _reliable;
    private Flow _replyFlow;
    private ReplyDetour? _detour;
    private TransactionState _state;
    private IServerTransactionUser? _user;
    private SipRequest? _untoldCancel;

    internal ServerTransaction(TransactionLayer layer, Strand strand, in ServerKey key, SipRequest request, Flow flow)
    {
        _layer = layer;
        _replyFlow = flow;
        _reliable = TransactionLayer.IsReliable(flow);
        Strand = strand;
        Key = key;
        Request = request;
        Flow = flow;
        IsInvite = request.Method == SipMethod.Invite;
        _clock = new TransactionClock(strand, layer.Timers, IsInvite, OnTick);
    }

    /// <summary>The request.</summary>
    public SipRequest Request { get; }

    /// <summary>The flow on which the request came. It may be closed; responses then take a new one (RFC 3261 section 18.2.2).</summary>
    public Flow Flow { get; }

    /// <summary>Whether this is an INVITE.</summary>
    public bool IsInvite { get; }

    /// <summary>Who is told of CANCEL, failure and end. A CANCEL that came before is told as soon as a user is set.</summary>
    public IServerTransactionUser? User
    {
        get => _user;
        set
        {
            _user = value;
            if (_untoldCancel is not null && value is not null)
                Strand.Post(static transaction => transaction.TellCancel(), this);
        }
    }

    /// <summary>The latest response, also a 100 that the transaction sent by itself; <see langword="null"/> before the first.</summary>
    public SipResponse? LastResponse { get; private set; }

    /// <summary>Whether a final response was given.</summary>
    public bool HasFinalResponse => LastResponse is { IsFinal: true };

    /// <summary>Whether the sender cancelled this INVITE before its final response.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Whether the transaction is over.</summary>
    public bool IsTerminated => _state == TransactionState.Terminated;

    internal Strand Strand { get; }

    internal ServerKey Key { get; }

    /// <summary>
    /// Sends a response. After a final one only further 2xx to an INVITE are sent, for 64*T1 (RFC 6026); others are ignored, as
    /// are provisional ones that RFC 4320 forbids (to a request other than INVITE any but 100, and any 408: it ends the
    /// transaction silently).
    /// </summary>
    /// <param name="response">The response. It belongs to the transaction from here.</param>
    public void Respond(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        TransactionLayer.Require(Strand);
        if (Refusal(response) is { } refusal)
        {
            TransactionLog.ResponseIgnored(_layer.Logger, response.StatusCode, Request.Method.Name, Request.CallId, refusal);
            return;
        }

        LastResponse = response;
        Apply(EventOf(response));
    }

    /// <summary>Begins; the request goes up afterwards.</summary>
    internal void Start()
    {
        var (state, actions) = IsInvite ? InviteServerMachine.Start() : NonInviteServerMachine.Start();
        _state = state;
        _clock.Apply(actions, _reliable);
    }

    internal void OnRetransmission(Flow flow)
    {
        // Whoever lost its connection and repeats its request waits for the answer on the new one.
        if (_replyFlow.IsClosed)
        {
            _replyFlow = flow;
            _detour = null;
        }

        Apply(ServerEvent.Request);
    }

    internal void OnAck(SipRequest ack, Flow flow) => Apply(ServerEvent.Ack, ack, flow);

    internal void OnCancel(SipRequest cancel)
    {
        // RFC 3261 9.2: after a final response a CANCEL means nothing any more.
        if (!IsInvite || HasFinalResponse || IsCancelled)
            return;
        IsCancelled = true;
        _untoldCancel = cancel;
        TellCancel();
    }

    private void TellCancel()
    {
        if (_user is null || _untoldCancel is not { } cancel)
            return;
        _untoldCancel = null;
        if (!HasFinalResponse)
            _user.OnCancel(this, cancel);
    }

    private string? Refusal(SipResponse response)
    {
        if (IsTerminated)
            return "the transaction is over";
        if (HasFinalResponse && !(IsInvite && response.IsSuccess && LastResponse!.IsSuccess))
            return "there is a final response already";
        if (!IsInvite && response.IsProvisional && response.StatusCode != 100)
            return "a request other than INVITE has no provisional response but 100 (RFC 4320 section 4.1)";
        if (!IsInvite && response.IsProvisional && !_reliable)
            return "100 goes out by itself when it is due (RFC 4320 section 4.1)";
        return null;
    }

    private ServerEvent EventOf(SipResponse response)
    {
        if (response.IsProvisional)
            return ServerEvent.Provisional;
        if (response.IsSuccess)
            return ServerEvent.Success;

        // RFC 4320 4.2: whoever could use a 408 has found out by itself.
        return response.StatusCode == 408 && !IsInvite ? ServerEvent.Abandon : ServerEvent.Failure;
    }

    private void OnTick(TransactionTick tick) => Apply(tick switch
    {
        TransactionTick.Trying => ServerEvent.Trying,
        TransactionTick.Retransmit => ServerEvent.Retransmit,
        TransactionTick.Timeout => ServerEvent.Timeout,
        _ => ServerEvent.Linger,
    });

    private void Send(SipResponse response)
    {
        if (_detour is null && _replyFlow.Send(response) == SendResult.Queued)
            return;
        _detour ??= new ReplyDetour(_layer, Strand, Request, () => Apply(ServerEvent.TransportError));
        _detour.Send(response);
    }

    private void Apply(ServerEvent @event, SipRequest? ack = null, Flow? ackFlow = null)
    {
        var (next, actions) = IsInvite ? InviteServerMachine.Next(_state, @event) : NonInviteServerMachine.Next(_state, @event);
        _state = next;
        var isOver = _clock.Apply(actions, _reliable);
        if (actions.HasFlag(SendTrying))
            LastResponse = Request.CreateResponse(100);
        if ((actions & (SendTrying | SendResponse)) != 0 && LastResponse is { } response)
            Send(response);
        if (next == TransactionState.Terminated && actions != None)
            _layer.Remove(this);

        // Whatever the user throws, the transaction ends in order; the exception goes to the strand, which logs it.
        try
        {
            Tell(actions, ack, ackFlow);
        }
        finally
        {
            if (isOver)
                Apply(ServerEvent.Linger);
            else if (next == TransactionState.Terminated && actions != None)
                _user?.OnTerminated(this);
        }
    }

    private void Tell(TransactionActions actions, SipRequest? ack, Flow? ackFlow)
    {
        if (actions.HasFlag(PassUp))
        {
            _layer.User.OnRequest(ack!, ackFlow!, transaction: null);
        }
        else if (actions.HasFlag(ReportTimeout))
        {
            TransactionLog.ServerTimeout(_layer.Logger, Request.Method.Name, Request.CallId);
            Fail(TransactionFailure.Timeout);
        }
        else if (actions.HasFlag(ReportTransport))
        {
            Fail(TransactionFailure.Transport);
        }
    }

    private void Fail(TransactionFailure failure)
    {
        TransactionMetrics.Failed("server", failure);
        _user?.OnFailure(this, failure);
    }
}
