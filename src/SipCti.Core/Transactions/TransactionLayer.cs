using System.Globalization;
using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Transactions;

/// <summary>
/// The transactions of one server (RFC 3261 section 17, RFC 6026, RFC 4320). It gets the messages of the transport, moves each
/// to the strand of its Call-ID, and gives what begins there to its user. Call it on that strand only, where not said otherwise.
/// </summary>
public sealed class TransactionLayer : ITransportUser
{
    /// <summary>When a refused sender may try again: transactions end within 64*T1, so a part of them is gone by then.</summary>
    private const string RetryAfterSeconds = "10";

    private readonly StrandTable _strands;
    private readonly TransactionTable[] _tables;
    private readonly FlowFinder[] _flows;
    private readonly int _limit;
    private readonly LogThrottle _refusals;
    private ITransactionUser? _user;
    private int _count;

    /// <summary>Makes the layer; <see cref="Start"/> it before the transport.</summary>
    /// <param name="transport">The connections.</param>
    /// <param name="strands">The strands.</param>
    /// <param name="timers">The times.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="loggerFactory">Where logs go.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time or a limit is not possible.</exception>
    public TransactionLayer(TransportLayer transport, StrandTable strands, SipTimers timers, SipLimits limits, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(strands);
        ArgumentNullException.ThrowIfNull(timers);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        timers.Validate();
        limits.Validate();
        Transport = transport;
        Timers = timers;
        Logger = loggerFactory.CreateLogger<TransactionLayer>();
        _strands = strands;
        _limit = limits.MaxTransactions;
        _refusals = new LogThrottle(strands[0].Time);
        _tables = new TransactionTable[strands.Count];
        _flows = new FlowFinder[strands.Count];
        for (var index = 0; index < strands.Count; index++)
        {
            _tables[index] = new TransactionTable();
            _flows[index] = new FlowFinder(transport, Logger);
        }
    }

    /// <summary>How many transactions there are, of both sides. May be read anywhere.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The times of the transactions.</summary>
    public SipTimers Timers { get; }

    internal TransportLayer Transport { get; }

    internal ILogger Logger { get; }

    internal ITransactionUser User => _user ?? throw new InvalidOperationException("The transaction layer is not started.");

    /// <summary>Names the floor above. Once, before the transport starts.</summary>
    /// <param name="user">The floor above.</param>
    /// <exception cref="InvalidOperationException">It is started already.</exception>
    public void Start(ITransactionUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (Interlocked.CompareExchange(ref _user, user, null) is not null)
            throw new InvalidOperationException("The transaction layer is started already.");
    }

    /// <summary>The strand of a message: that of its Call-ID. May be called anywhere.</summary>
    /// <param name="message">The message.</param>
    public Strand StrandFor(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _strands.For(message.CallId);
    }

    /// <summary>Sends a request in a transaction of its own.</summary>
    /// <param name="request">The request, without a Via of this server: the transaction adds it, and owns the request from here.</param>
    /// <param name="target">Where it goes. If a connection must be made first, the request waits for it.</param>
    /// <param name="user">Who is told of responses and failure, on the strand, after this call.</param>
    /// <returns>The transaction.</returns>
    /// <exception cref="InvalidOperationException">Called on another strand than that of the request's Call-ID; or the request lacks
    /// what every request has.</exception>
    /// <exception cref="ArgumentException">The request is an ACK, which makes no transaction.</exception>
    public ClientTransaction Send(SipRequest request, SipTarget target, IClientTransactionUser user)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(user);
        if (request.Method == SipMethod.Ack)
            throw new ArgumentException("An ACK makes no transaction: send it stateless.", nameof(request));
        if (!request.Headers.Contains(HeaderId.From) || !request.Headers.Contains(HeaderId.To) || request.CSeq.Method != request.Method)
            throw new InvalidOperationException("A request has From, To and a CSeq with its own method (RFC 3261 section 8.1.1).");
        var strand = StrandFor(request);
        Require(strand);
        var branch = SipTokens.NewBranch();
        PushVia(request, target, branch);
        return Begin(new ClientTransaction(this, strand, request, branch, target, user));
    }

    /// <summary>
    /// Sends a request without a transaction: the ACK to a 2xx. Nothing is told of what becomes of it; a failure is logged.
    /// </summary>
    /// <param name="request">The request, without a Via of this server: one with a fresh branch is added.</param>
    /// <param name="target">Where it goes. If a connection must be made first, the request waits for it.</param>
    /// <exception cref="InvalidOperationException">Called on another strand than that of the request's Call-ID.</exception>
    public void SendStateless(SipRequest request, SipTarget target)
    {
        ArgumentNullException.ThrowIfNull(request);
        var strand = StrandFor(request);
        Require(strand);
        PushVia(request, target, SipTokens.NewBranch());
        if (target.Flow is { } flow && flow.Send(request) == SendResult.Queued)
            return;
        var sending = new StatelessRequest(this, request, target);
        if (target.EndPoint is { } remote)
            FlowsOf(strand).Find(remote, sending);
        else
            sending.OnNoFlow("the flow is closed");
    }

    void ITransportUser.OnRequest(Flow flow, SipRequest request)
    {
        var strand = StrandFor(request);
        strand.Post(static arrival => arrival.Layer.OnRequest(arrival.Strand, arrival.Flow, arrival.Request), (Layer: this, Strand: strand, Flow: flow, Request: request));
    }

    void ITransportUser.OnResponse(Flow flow, SipResponse response)
    {
        var strand = StrandFor(response);
        strand.Post(static arrival => arrival.Layer.OnResponse(arrival.Strand, arrival.Flow, arrival.Response), (Layer: this, Strand: strand, Flow: flow, Response: response));
    }

    void ITransportUser.OnFlowClosed(Flow flow, string reason)
    {
        foreach (var index in flow.Watchers.Indices())
            _strands[index].Post(static loss => loss.Table.LoseFlow(loss.Flow), (Table: _tables[index], Flow: flow));
        User.OnFlowClosed(flow);
    }

    internal static bool IsReliable(Flow flow) => flow.Transport != "UDP";

    internal static void Require(Strand strand)
    {
        if (!strand.IsCurrent)
            throw new InvalidOperationException("Transactions are used on the strand of their Call-ID only; post to it.");
    }

    /// <summary>Sends a CANCEL down the flow and with the branch of its INVITE. What becomes of it shows in the INVITE.</summary>
    internal void SendCancel(ClientTransaction invite, SipRequest cancel) =>
        Begin(new ClientTransaction(this, invite.Strand, cancel, invite.Branch, invite.Flow!, IgnoredOutcome.Instance));

    internal void Watch(ClientTransaction transaction)
    {
        if (TableOf(transaction.Strand).Watch(transaction))
            transaction.Flow!.Watchers.Add(transaction.Strand.Index, _strands.Count);
    }

    internal void Remove(ClientTransaction transaction)
    {
        if (TableOf(transaction.Strand).Remove(transaction))
            OnEnded();
    }

    internal void Remove(ServerTransaction transaction)
    {
        if (TableOf(transaction.Strand).Remove(transaction))
            OnEnded();
    }

    internal FlowFinder FlowsOf(Strand strand) => _flows[strand.Index];

    private TransactionTable TableOf(Strand strand) => _tables[strand.Index];

    private void OnRequest(Strand strand, Flow flow, SipRequest request)
    {
        var method = request.Method;
        if (method == SipMethod.Ack)
        {
            OnAck(strand, flow, request);
            return;
        }

        var key = ServerKey.Of(request, method, request.ToTag);
        if (TableOf(strand).Find(key) is { } known)
            known.OnRetransmission(flow);
        else if (method == SipMethod.Cancel)
            OnCancel(strand, flow, key, request);
        else if (Count >= _limit)
            Refuse(flow, request);
        else
            User.OnRequest(request, flow, Begin(new ServerTransaction(this, strand, key, request, flow)));
    }

    private void OnAck(Strand strand, Flow flow, SipRequest ack)
    {
        if (TableOf(strand).FindAcknowledged(ack) is { } invite)
            invite.OnAck(ack, flow);
        else
            User.OnRequest(ack, flow, transaction: null);
    }

    private void OnCancel(Strand strand, Flow flow, in ServerKey key, SipRequest cancel)
    {
        // RFC 3261 9.2: the answer says whether there is something to cancel, not what becomes of it. Its To tag should be
        // that of the INVITE's responses, as far as there is one already.
        var invite = TableOf(strand).Find(ServerKey.Of(cancel, SipMethod.Invite, cancel.ToTag));
        var answer = cancel.CreateResponse(invite is null ? 481 : 200, toTag: invite?.LastResponse?.ToTag ?? SipTokens.NewTag());
        if (Count < _limit)
            Begin(new ServerTransaction(this, strand, key, cancel, flow)).Respond(answer);
        else
            flow.Send(answer);
        invite?.OnCancel(cancel);
    }

    private void OnResponse(Strand strand, Flow flow, SipResponse response)
    {
        if (TableOf(strand).Find(response) is { } transaction)
            transaction.OnResponse(response);
        else
            User.OnStrayResponse(flow, response);
    }

    private void Refuse(Flow flow, SipRequest request)
    {
        TransactionMetrics.Refused();
        if (_refusals.TryPass(out var suppressed))
            TransactionLog.TooManyTransactions(Logger, request.Method.Name, request.CallId, _limit, suppressed);
        var refusal = request.CreateResponse(503, toTag: SipTokens.NewTag());
        refusal.Headers.Set(HeaderId.RetryAfter, RetryAfterSeconds);
        flow.Send(refusal);
    }

    private ClientTransaction Begin(ClientTransaction transaction)
    {
        TableOf(transaction.Strand).Add(transaction);
        OnBegun();
        transaction.Start();
        return transaction;
    }

    private ServerTransaction Begin(ServerTransaction transaction)
    {
        TableOf(transaction.Strand).Add(transaction);
        OnBegun();
        transaction.Start();
        return transaction;
    }

    private void OnBegun()
    {
        Interlocked.Increment(ref _count);
        TransactionMetrics.Began();
    }

    private void OnEnded()
    {
        Interlocked.Decrement(ref _count);
        TransactionMetrics.Ended();
    }

    private void PushVia(SipRequest request, SipTarget target, string branch)
    {
        // rport: RFC 3581 section 3. alias: requests of the peer may come back on this connection (RFC 5923 section 5).
        var transport = target.Flow?.Transport ?? "TCP";
        var alias = transport == "UDP" ? "" : ";alias";
        request.Headers.Prepend(HeaderId.Via, string.Create(
            CultureInfo.InvariantCulture,
            $"SIP/2.0/{transport} {Transport.SentByHost}:{Transport.SentByPort};branch={branch};rport{alias}"));
    }

    private sealed class StatelessRequest(TransactionLayer layer, SipRequest request, SipTarget target) : IFlowSeeker
    {
        public void OnFlow(Flow flow)
        {
            if (flow.Send(request) != SendResult.Queued)
                OnNoFlow("the flow is closed");
        }

        public void OnNoFlow(string reason) =>
            TransactionLog.NotSent(layer.Logger, request.Method.Name, request.CallId, target, reason);
    }

    /// <summary>The user of a CANCEL: its INVITE tells the user what there is to tell.</summary>
    private sealed class IgnoredOutcome : IClientTransactionUser
    {
        public static readonly IgnoredOutcome Instance = new();

        public void OnResponse(ClientTransaction transaction, SipResponse response)
        {
        }

        public void OnFailure(ClientTransaction transaction, TransactionFailure failure)
        {
        }
    }
}
