using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Transactions;

namespace SipCti.Cti;

/// <summary>
/// One MakeCall from the asking to the terminal's own INVITE: a fake inbound call that shows the called party, a REFER inside it when it is answered, and BYE once
/// the INVITE has come. A terminal that cannot do this is called for (<see cref="ThirdPartyCall"/>). However it ends, its media port, dialog and timers are given back.
/// Lives on the strand of the fake call's Call-ID.
/// </summary>
internal sealed class MakeCallOperation : ICallControl, IOwnLegUser
{
    private readonly CallMaker _maker;
    private readonly MakeCallOptions _options;
    private readonly SipUri _callingUri;
    private readonly SipUri _calledUri;
    private readonly Terminal _terminal;
    private readonly SinkMedia _media;
    private readonly OwnLeg _leg;
    private readonly SipRequest _invite;
    private Stage _stage;
    private StrandTimer? _patience;
    private Strand? _takenBy;
    private bool _isReferAnswered;
    private bool _isDone;
    private bool _hasHungUp;
    private volatile bool _isWaiting;

    public MakeCallOperation(CallMaker maker, TrackedCall call, Strand strand, string fakeCallId, Terminal terminal, SipUri callingUri, SipUri calledUri, MakeCallOptions options, SinkMedia media)
    {
        _maker = maker;
        Call = call;
        Strand = strand;
        _terminal = terminal;
        _callingUri = callingUri;
        _calledUri = calledUri;
        _options = options;
        _media = media;
        _invite = FakeCall.Invite(maker.PassThrough, fakeCallId, terminal, callingUri, calledUri, options, media.Offer());
        _leg = new OwnLeg(maker.PassThrough, strand, maker.Logger, TargetAsync, this);
    }

    private enum Stage
    {
        /// <summary>The fake call rings.</summary>
        Prompting,

        /// <summary>The fake call is answered, and the terminal has been asked to call.</summary>
        Referring,

        /// <summary>The terminal's INVITE has come, and the call lives with it.</summary>
        Taken,

        /// <summary>The pass-through calls in the terminal's place.</summary>
        Joined,

        /// <summary>Over without a call.</summary>
        Ended,
    }

    public TrackedCall Call { get; }

    public Strand Strand { get; }

    public string CallingDevice => Call.CallingDevice;

    /// <summary>What the terminal's INVITE is known by.</summary>
    public string Token { get; } = SipTokens.NewTag();

    /// <summary>Begins, on the strand.</summary>
    public void Start()
    {
        CtiLog.MakeCallBegun(_maker.Logger, Call.Id, CallingDevice, Call.CalledDevice, _options.AutoOriginate);
        // CSTA: a prompted MakeCall is told as ServiceInitiated when the prompting of the calling device begins.
        Call.Initiate(EventCause.MakeCall);
        _ = RunAsync();
    }

    /// <summary>Whether an INVITE of this terminal without a token is likely the one: some phones drop URI parameters that they do not know. From any thread.</summary>
    public bool IsWaitingFor(SipUri requestUri) =>
        _isWaiting && requestUri.User is not null && requestUri.User == _calledUri.User;

    /// <summary>Hands the call over to the terminal's INVITE; null when it is not wanted any more. From another strand.</summary>
    public Task<TrackedCall?> ClaimAsync(Passage passage) => Strand.RunAsync(() => Task.FromResult(Claim(passage)));

    /// <inheritdoc/>
    public void Clear()
    {
        if (_stage == Stage.Taken)
        {
            // The call's new control is about to be set on its own strand; it is asked there.
            _takenBy!.Post(static call => call.RequestClear(), Call);
        }
        else if (_stage is Stage.Prompting or Stage.Referring)
        {
            Settle(Stage.Ended, null);
            Release();
            Call.End(EventCause.CallCancelled);
        }
    }

    void IOwnLegUser.OnHungUp(OwnLeg leg)
    {
        // Some phones end the call in which they were asked as soon as they have agreed, and send their INVITE after that: it may still come.
        if (_stage == Stage.Referring) _hasHungUp = true;
    }

    void IOwnLegUser.OnFlowLost(OwnLeg leg)
    {
        if (_stage == Stage.Referring) Fail(EventCause.DestOutOfOrder, null);
    }

    void IOwnLegUser.OnAck(OwnLeg leg, SipRequest ack)
    {
    }

    ValueTask IOwnLegUser.OnRequestAsync(OwnLeg leg, SipRequestContext context)
    {
        FakeCallAnswers.Answer(context, _media);
        if (_stage == Stage.Referring && FakeCallAnswers.TryReadOutcome(context.Request, out var status)) OnOutcome(status);
        return default;
    }

    private async Task RunAsync()
    {
        try
        {
            var answer = await _leg.InviteAsync(_invite, _options.PromptTimeout);
            if (_stage != Stage.Prompting) return;
            if (!answer.IsSuccess)
            {
                var cause = _leg.HasFoundNoRoom ? EventCause.ResourcesNotAvailable : IsFlowLost ? EventCause.DestOutOfOrder : SipCause.Of(answer.StatusCode);
                Fail(cause, answer.StatusCode);
                return;
            }

            _leg.Acknowledge();
            await ReferAsync();
        }
        catch (Exception e)
        {
            CtiLog.MakeCallFailed(_maker.Logger, e, Call.Id);
            if (_stage is Stage.Prompting or Stage.Referring) Fail(EventCause.ResourcesNotAvailable, null);
        }
    }

    private async Task ReferAsync()
    {
        _stage = Stage.Referring;
        _isWaiting = true;
        _patience = Strand.Schedule(_options.TerminalInviteTimeout, static o => ((MakeCallOperation)o!).OnNoInvite(), this);
        _leg.Watch(_terminal.Target.Flow);
        var response = await _leg.SendAsync(FakeCall.Refer(_leg.Dialog!, _callingUri, _calledUri, Token));
        _isReferAnswered = true;
        _leg.HasSubscription = response.IsSuccess;
        if (_stage == Stage.Taken) Release();
        if (_stage != Stage.Referring) return;
        if (response.IsSuccess) return;
        if (_hasHungUp) Fail(EventCause.CallCancelled, null);
        else if (IsFlowLost) Fail(EventCause.DestOutOfOrder, null);
        else Join($"REFER answered {response.StatusCode}");
    }

    private TrackedCall? Claim(Passage passage)
    {
        if (_stage != Stage.Referring) return null;
        _takenBy = passage.Call.Strand;
        Settle(Stage.Taken, passage.Call.SipCallId);
        // The fake call ends when its work is done; not between REFER and its answer.
        if (_isReferAnswered) Release();
        return Call;
    }

    /// <summary>The terminal says what became of its call.</summary>
    private void OnOutcome(int status)
    {
        if (status < 200 || _isDone) return;
        _isDone = true;
        if (status >= 300)
        {
            Join($"the terminal's call ended with {status}");
            return;
        }

        // It says that it calls, though nothing has come by here yet.
        _leg.End();
    }

    private void OnNoInvite()
    {
        if (_isDone) Fail(EventCause.NetworkNotObtainable, null);
        else if (_hasHungUp) Fail(EventCause.CallCancelled, null);
        else Join("no INVITE came");
    }

    private void Join(string why)
    {
        CtiLog.NotTerminalInitiated(_maker.Logger, Call.Id, Call.CallingDevice, why);
        Settle(Stage.Joined, null);
        var call = new ThirdPartyCall(_maker, Call, _leg, _media, _callingUri, _calledUri, Strand, _options);
        _leg.User = call;
        Call.Control = call;
        call.Start();
    }

    private void Fail(EventCause cause, int? status)
    {
        CtiLog.MakeCallEndedEarly(_maker.Logger, Call.Id, CallingDevice, cause);
        Settle(Stage.Ended, null);
        Release();
        Call.Fail(Call.CallingDevice, cause, status);
        Call.End(cause);
    }

    private void Settle(Stage stage, string? sipCallId)
    {
        _stage = stage;
        _isWaiting = false;
        _patience?.Cancel();
        _maker.Pending.Settle(this, sipCallId);
    }

    private void Release()
    {
        _leg.End();
        _media.Dispose();
    }

    private bool IsFlowLost => _terminal.Target.Flow is { IsClosed: true };

    private ValueTask<SipTarget?> TargetAsync(Dialog? dialog)
    {
        SipTarget? target = !IsFlowLost ? _terminal.Target : _maker.PassThrough.TryGetTerminal(CallingDevice, out var again) ? again.Target : default(SipTarget?);
        return ValueTask.FromResult(target);
    }
}
