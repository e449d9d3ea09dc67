using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.PassingThrough;
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
    private readonly OwnLeg _far;
    private readonly LegPair _pair;
    private readonly SinkMedia _media;
    private readonly MakeCallOptions _options;
    private readonly SipRequest _invite;
    private bool _isJoined;
    private bool _isOver;

    public ThirdPartyCall(CallMaker maker, TrackedCall call, OwnLeg near, SinkMedia media, SipUri callingUri, SipUri calledUri, Strand strand, MakeCallOptions options)
    {
        _maker = maker;
        _call = call;
        _near = near;
        _media = media;
        _options = options;
        Strand = strand;
        var from = new NameAddr(callingUri).WithTag(SipTokens.NewTag());
        _invite = SipRequest.Create(SipMethod.Invite, calledUri, from, new NameAddr(calledUri), NewCallId(maker.PassThrough.Server.Strands, strand), 1);
        OwnUserAgent.Introduce(_invite, maker.PassThrough.ContactFor(RouteRecord.NewOwnLegToken()));
        _invite.Headers.Set(HeaderId.Accept, SdpDescription.ContentType);
        _far = new OwnLeg(maker.PassThrough, strand, maker.Logger, TargetAsync, this);
        _pair = new LegPair(_near, _far);
    }

    public Strand Strand { get; }

    public void Start()
    {
        _call.SipCallId = _invite.CallId;
        _maker.Model.Expect(_invite.CallId, _call);
        _call.Originate(isTerminalInitiated: false);
        _ = RunAsync();
    }

    public void Clear() => Finish(_isJoined ? EventCause.NormalClearing : EventCause.CallCancelled);

    void IOwnLegUser.OnHungUp(OwnLeg leg)
    {
        var cause = _isJoined ? EventCause.NormalClearing : EventCause.CallCancelled;
        _call.Clear(leg == _near ? _call.CallingDevice : _call.AnsweringDevice ?? _call.CalledDevice, cause);
        Finish(cause);
    }

    void IOwnLegUser.OnFlowLost(OwnLeg leg)
    {
        // A call that both sides have may go on: the terminal comes back on another connection.
        if (!_isJoined) Fail(_call.CallingDevice, EventCause.DestOutOfOrder, null);
    }

    void IOwnLegUser.OnAck(OwnLeg leg, SipRequest ack) => _pair.OnAck(leg, ack);

    ValueTask IOwnLegUser.OnRequestAsync(OwnLeg leg, SipRequestContext context)
    {
        if (_isJoined) return _pair.RelayAsync(leg, context);
        FakeCallAnswers.Answer(context, _media);
        return default;
    }

    private static string NewCallId(StrandTable strands, Strand strand)
    {
        // Both legs on one strand, so that nothing has to be locked or posted between them: some hundred tries find such a Call-ID.
        while (true)
        {
            var callId = SipTokens.NewCallId();
            if (strands.For(callId) == strand) return callId;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            var answer = await _far.InviteAsync(_invite, _options.AnswerTimeout, OnProgress);
            if (_isOver) return;
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
        if (answer.Body.IsEmpty)
        {
            _far.Acknowledge();
            Fail(_call.CalledDevice, EventCause.IncompatibleDestination, null);
            return;
        }

        var reply = await _near.ReinviteAsync(answer.Body, answer.Headers.First(HeaderId.ContentType) ?? SdpDescription.ContentType);
        if (reply.IsSuccess && !_near.IsOver) _near.Acknowledge();
        if (_isOver || !reply.IsSuccess || reply.Body.IsEmpty)
        {
            // RFC 3725 4.4: the offer in the 200 has to be answered all the same; all its streams are refused.
            if (!_far.IsOver) _far.Acknowledge(RefuseAll(answer.Body.Span), SdpDescription.ContentType);
            if (reply.IsSuccess) Fail(_call.CallingDevice, EventCause.IncompatibleDestination, null);
            else Fail(_call.CallingDevice, SipCause.Of(reply.StatusCode), reply.StatusCode);
            return;
        }

        _far.Acknowledge(reply.Body, reply.Headers.First(HeaderId.ContentType) ?? SdpDescription.ContentType);
        _isJoined = true;
        _media.Dispose();
        _call.Establish(DeviceOf(answer));
    }

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
        _near.End();
        _far.End();
        _media.Dispose();
        _maker.Model.Forget(_invite.CallId);
        _call.End(cause);
    }

    private static byte[] RefuseAll(ReadOnlySpan<byte> offer) =>
        SdpDescription.TryParse(offer, out var offered)
            ? offered.WithMedia(offered.Media.Select(m => SdpMedia.Create(m.Type, 0, m.Protocol, m.Formats))).ToArray()
            : [];

    private async ValueTask<SipTarget?> TargetAsync(Dialog? dialog) =>
        dialog is null ? await _maker.PassThrough.NextHopAsync() : await _maker.PassThrough.Server.ResolveAsync(dialog.NextHop);
}
