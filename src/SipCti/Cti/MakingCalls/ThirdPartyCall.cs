using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Transactions;

namespace SipCti.Cti;

/// <summary>
/// A call that the pass-through makes in a terminal's place, by third-party call control (RFC 3725 section 4.4, flow IV): the answered fake call is one leg, an INVITE
/// without an offer to the called party makes the other; the offer in its answer goes to the terminal, whose answer goes back in the ACK.
/// After that the two legs are one call: what one side sends, the other gets. Lives on one strand with both legs.
/// </summary>
internal sealed class ThirdPartyCall : ICallControl, IOwnLegUser
{
    private readonly CallMaker _maker;
    private readonly TrackedCall _call;
    private readonly OwnLeg _near;
    private readonly SinkMedia _media;
    private readonly MakeCallOptions _options;
    private readonly ThirdPartyInvite _invite;
    private OwnLeg _far;
    private LegPair? _pair;
    private SipResponse? _unacknowledged;
    private bool _isOver;

    public ThirdPartyCall(CallMaker maker, TrackedCall call, OwnLeg near, SinkMedia media, SipUri callingUri, SipUri calledUri, Strand strand, MakeCallOptions options)
    {
        _maker = maker;
        _call = call;
        _near = near;
        _media = media;
        _options = options;
        Strand = strand;
        _invite = new ThirdPartyInvite(maker.PassThrough, callingUri, calledUri, strand);
        _far = NewFarLeg();
    }

    public Strand Strand { get; }

    private bool IsJoined => _pair is not null;

    public void Start()
    {
        _call.SipCallId = _invite.CallId;
        _maker.Model.Expect(_invite.CallId, _call);
        _call.Originate(isTerminalInitiated: false);
        _ = RunAsync();
    }

    public void Clear() => Finish(IsJoined ? EventCause.NormalClearing : EventCause.CallCancelled);

    void IOwnLegUser.OnHungUp(OwnLeg leg)
    {
        var cause = IsJoined ? EventCause.NormalClearing : EventCause.CallCancelled;
        _call.Clear(leg == _near ? _call.CallingDevice : _call.AnsweringDevice ?? _call.CalledDevice, cause);
        Finish(cause);
    }

    void IOwnLegUser.OnFlowLost(OwnLeg leg)
    {
        // A call that both sides have may go on: the terminal comes back on another connection.
        if (!IsJoined) Fail(_call.CallingDevice, EventCause.DestOutOfOrder, null);
    }

    void IOwnLegUser.OnAck(OwnLeg leg, SipRequest ack) => _pair?.OnAck(leg, ack);

    ValueTask IOwnLegUser.OnRequestAsync(OwnLeg leg, SipRequestContext context)
    {
        if (_pair is not null) return _pair.RelayAsync(leg, context);
        var offers = context.Request.Method == SipMethod.Invite || context.Request.Method == SipMethod.Update;
        // RFC 3261 14.2: while the two sessions become one, nobody changes them.
        if (offers && (_unacknowledged is not null || leg == _far)) context.Respond(491);
        else FakeCallAnswers.Answer(context, _media);
        return default;
    }

    private async Task RunAsync()
    {
        try
        {
            var answer = await _far.InviteAsync(_invite.ToSend(), _options.AnswerTimeout, OnProgress);
            if (_isOver) return;
            if (_invite.TryAuthorize(answer, _maker.CredentialsOf(_call.CallingDevice)))
            {
                _far = NewFarLeg();
                answer = await _far.InviteAsync(_invite.ToSend(), _options.AnswerTimeout, OnProgress);
                if (_isOver) return;
            }

            if (!answer.IsSuccess) Fail(_call.CalledDevice, _far.HasFoundNoRoom ? EventCause.ResourcesNotAvailable : SipCause.Of(answer.StatusCode), answer.StatusCode);
            else await JoinAsync(answer);
        }
        catch (Exception e)
        {
            CtiLog.MakeCallFailed(_maker.Logger, e, _call.Id);
            Fail(_call.CalledDevice, EventCause.ResourcesNotAvailable, null);
        }
    }

    private async Task JoinAsync(SipResponse answer)
    {
        _unacknowledged = answer;
        if (answer.Body.IsEmpty)
        {
            Fail(_call.CalledDevice, EventCause.IncompatibleDestination, null);
            return;
        }

        var reply = await _near.ReinviteAsync(answer.Body, answer.Headers.First(HeaderId.ContentType) ?? SdpDescription.ContentType);
        if (reply.IsSuccess && !_near.IsOver) _near.Acknowledge();
        if (_isOver) return;
        if (!reply.IsSuccess)
        {
            Fail(_call.CallingDevice, SipCause.Of(reply.StatusCode), reply.StatusCode);
        }
        else if (reply.Body.IsEmpty)
        {
            Fail(_call.CallingDevice, EventCause.IncompatibleDestination, null);
        }
        else
        {
            _unacknowledged = null;
            _far.Acknowledge(reply.Body, reply.Headers.First(HeaderId.ContentType) ?? SdpDescription.ContentType);
            _pair = new LegPair(_near, _far);
            _media.Dispose();
            _call.Establish(DeviceOf(answer));
        }
    }

    /// <summary>RFC 3725 4.4: whatever has failed, the offer in the 200 of the called side is answered; all its streams are refused.</summary>
    private void RefuseOffer()
    {
        if (_unacknowledged is not { } answer) return;
        _unacknowledged = null;
        if (_far.IsOver) return;
        if (SdpDescription.TryParse(answer.TryGetBody(SdpDescription.ContentType, out var part) ? part : answer.Body, out var offered))
            _far.Acknowledge(offered.WithMedia(offered.Media.Select(m => SdpMedia.Create(m.Type, 0, m.Protocol, m.Formats))).ToArray(), SdpDescription.ContentType);
        else
            _far.Acknowledge();
    }

    private OwnLeg NewFarLeg() => new(_maker.PassThrough, Strand, _maker.Logger, TargetAsync, this);

    private void OnProgress(SipResponse response)
    {
        if (!_isOver && response.StatusCode == 180) _call.Deliver(DeviceOf(response));
    }

    private string DeviceOf(SipResponse response) => _call.DeviceOf(response.ToTag) ?? _call.CalledDevice;

    private void Fail(string device, EventCause cause, int? status)
    {
        if (_isOver) return;
        if (!_call.HasFailedConnection) _call.Fail(device, cause, status);
        Finish(cause);
    }

    private void Finish(EventCause cause)
    {
        if (_isOver) return;
        _isOver = true;
        RefuseOffer();
        _near.End();
        _far.End();
        _media.Dispose();
        _maker.Model.Forget(_invite.CallId);
        _call.End(cause);
    }

    private async ValueTask<SipTarget?> TargetAsync(Dialog? dialog) =>
        dialog is null ? await _maker.PassThrough.NextHopAsync() : await _maker.PassThrough.Server.ResolveAsync(dialog.NextHop);
}
