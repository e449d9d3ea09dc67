using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Transactions;

namespace SipCti.Testing;

/// <summary>A call that comes to the terminal.</summary>
internal sealed class IncomingLeg : CallLeg, IServerTransactionUser
{
    // RFC 3261 13.3.1.4: after 64*T1 without an ACK the dialog is ended.
    private const int AckWaitInT1 = 64;

    private readonly SipRequestContext _context;
    private StrandTimer? _answerTimer;
    private StrandTimer? _ackTimer;
    private bool _hangUpWhenAcknowledged;

    public IncomingLeg(SimulatedTerminal terminal, SipRequestContext context) : base(terminal, context.Request, isIncoming: true, isReferred: false)
    {
        _context = context;
        context.Transaction!.User = this;
    }

    private bool IsOpen => Call.State is SimulatedCallState.Begun or SimulatedCallState.Ringing;

    /// <summary>Makes the early dialog; false when the INVITE was refused instead.</summary>
    public bool Begin()
    {
        var early = _context.CreateResponse(180);
        Describe(early);
        if (Dialog.FromUas(_context.Request, early) is { } dialog && Enter(dialog)) return true;
        Refuse(400, "Missing or Malformed Contact");
        return false;
    }

    /// <summary>Does what the terminal does with calls now.</summary>
    public void Treat(TerminalAnswer answer)
    {
        var delay = (Stack.Options.AutoAnswer ? AutoAnswerHeaders.DelayOf(_context.Request) : null) ?? answer.Delay;
        if (answer.Status is { } status && delay is null)
        {
            Refuse(status, reason: null);
        }
        else if (delay == TimeSpan.Zero)
        {
            Answer();
        }
        else
        {
            Ring();
            if (delay is { } wait) _answerTimer = Strand.Schedule(wait, static leg => ((IncomingLeg)leg!).AnswerIfOpen(), this);
        }
    }

    public override Task AnswerAsync()
    {
        if (!IsOpen) throw new SimulatedTerminalException($"{Call} cannot be answered.");
        Answer();
        return Task.CompletedTask;
    }

    public override Task RejectAsync(int statusCode)
    {
        if (!IsOpen) throw new SimulatedTerminalException($"{Call} cannot be rejected.");
        Refuse(statusCode, reason: null);
        return Task.CompletedTask;
    }

    public override Task HangUpAsync()
    {
        switch (Call.State)
        {
            case SimulatedCallState.Connected:
                return SendByeAsync();
            case SimulatedCallState.Answered:
                // RFC 3261 15: the callee sends no BYE before the ACK.
                _hangUpWhenAcknowledged = true;
                return Task.CompletedTask;
            case SimulatedCallState.Ended:
                return Task.CompletedTask;
            default:
                return RejectAsync(603);
        }
    }

    void IServerTransactionUser.OnCancel(ServerTransaction tx, SipRequest cancel)
    {
        if (IsOpen) Refuse(487, reason: null);
    }

    void IServerTransactionUser.OnFailure(ServerTransaction tx, TransactionFailure f)
    {
        if (Call.State != SimulatedCallState.Ended) EndHere(Call.FinalStatus, $"the answer could not be delivered: {f}");
    }

    protected override void OnAck(SipRequest ack)
    {
        if (Call.State != SimulatedCallState.Answered) return;
        _ackTimer?.Cancel();
        if (_context.Request.Body.IsEmpty) Media.Accept(ack.Body);
        Call.BecomeConnected(200);
        if (_hangUpWhenAcknowledged) Stack.Run(Strand, SendByeAsync);
    }

    protected override void OnBye(SipRequestContext context)
    {
        // RFC 3261 15.1.2: a BYE in the early dialog ends the INVITE too.
        if (IsOpen) _context.Respond(487);
        _answerTimer?.Cancel();
        _ackTimer?.Cancel();
        base.OnBye(context);
    }

    private void AnswerIfOpen()
    {
        if (IsOpen) Answer();
    }

    private void Ring()
    {
        if (!Stack.Options.Ring) return;
        var ringing = _context.CreateResponse(180);
        Describe(ringing);
        _context.Respond(ringing);
        Call.BecomeRinging();
    }

    private void Answer()
    {
        _answerTimer?.Cancel();
        var offer = _context.Request.Body;
        byte[] description;
        if (offer.IsEmpty)
        {
            description = Media.Offer();
        }
        else if (!Media.TryAnswer(offer, out description))
        {
            Refuse(488, reason: null);
            return;
        }

        var response = _context.CreateResponse(200);
        Describe(response);
        PutMedia(response, description);
        Dialog!.Confirm();
        Call.IsHeldByRemote = Media.IsHeldByRemote;
        Call.BecomeAnswered(200);
        _ackTimer = Strand.Schedule(AckWaitInT1 * Stack.Options.Timers.T1, static leg => ((IncomingLeg)leg!).OnAckMissing(), this);
        _context.Respond(response);
    }

    private void OnAckMissing()
    {
        if (Call.State == SimulatedCallState.Answered) Stack.Run(Strand, SendByeAsync);
    }

    private void Refuse(int status, string? reason)
    {
        var response = _context.CreateResponse(status, reason);
        _context.Respond(response);
        EndHere(status, $"{status} {response.ReasonPhrase}");
    }

    private void EndHere(int? status, string reason)
    {
        _answerTimer?.Cancel();
        _ackTimer?.Cancel();
        End(status, reason);
    }
}
