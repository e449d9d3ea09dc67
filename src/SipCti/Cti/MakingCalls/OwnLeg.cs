using Microsoft.Extensions.Logging;
using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Cti;

/// <summary>
/// A call leg in which the pass-through itself is the caller. It ends cleanly from any state: an INVITE without an answer is cancelled, an answer that comes
/// too late, or from a second fork, is acknowledged and ended, an answered one gets BYE. Lives on the strand of its Call-ID.
/// </summary>
/// <param name="passThrough">Where its dialog is kept.</param>
/// <param name="strand">The strand of its Call-ID.</param>
/// <param name="logger">Where an unexpected exception goes.</param>
/// <param name="target">The way to the other side, at any time: the argument is the dialog, null before there is one.</param>
/// <param name="user">Who is told.</param>
internal sealed class OwnLeg(PassThrough passThrough, Strand strand, ILogger logger, Func<Dialog?, ValueTask<SipTarget?>> target, IOwnLegUser user) : IDialogUser
{
    /// <summary>How long a subscription that a REFER made outlives the call at most: what terminals commonly give it (RFC 3515 section 2.4.4).</summary>
    internal static readonly TimeSpan SubscriptionTime = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<SipResponse> _answer = new();
    private SipRequest? _invite;
    private ClientTransaction? _transaction;
    private StrandTimer? _patience;
    private StrandTimer? _subscription;
    private Action? _unwatch;
    private uint _inviteSequence;

    /// <summary>Who is told; another one takes over when the leg changes its purpose.</summary>
    public IOwnLegUser User { get; set; } = user;

    /// <summary>The dialog; null before an answer.</summary>
    public Dialog? Dialog { get; private set; }

    /// <summary>Whether the leg was ended, by either side, or never came to be.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// Whether a REFER of ours was accepted: the subscription that it made shares the dialog and is not ended by BYE (RFC 5057 section 4), so that
    /// the terminal may go on to tell how its call fares, and is heard.
    /// </summary>
    public bool HasSubscription { get; set; }

    /// <summary>Whether an answer could not be kept because there are as many dialogs as are allowed.</summary>
    public bool HasFoundNoRoom { get; private set; }

    /// <summary>Calls. The result is the first final response, or a made one: 408 when the other side takes too long, 487 when the leg is ended first, 503 when it cannot be reached.</summary>
    public Task<SipResponse> InviteAsync(SipRequest invite, TimeSpan patience, Action<SipResponse>? onProvisional = null)
    {
        _invite = invite;
        _inviteSequence = invite.CSeq.Number;
        _patience = strand.Schedule(patience, static leg => ((OwnLeg)leg!).GiveUp(408), this);
        _ = Logged(SendInviteAsync(invite, onProvisional));
        return _answer.Task;
    }

    /// <summary>Offers a session again (RFC 3261 section 14).</summary>
    public async Task<SipResponse> ReinviteAsync(ReadOnlyMemory<byte> body, string contentType)
    {
        var request = Dialog!.CreateRequest(SipMethod.Invite);
        request.Headers.Set(HeaderId.Allow, OwnUserAgent.Allow);
        request.SetBody(body, contentType);
        return await SendAsync(request);
    }

    /// <summary>Sends a request inside the dialog and takes over what its answer changes.</summary>
    public async Task<SipResponse> SendAsync(SipRequest request)
    {
        if (request.Method == SipMethod.Invite) _inviteSequence = request.CSeq.Number;
        if (await target(Dialog) is not { } known) return request.CreateResponse(503);
        var response = await passThrough.Server.SendAsync(request, known);
        Dialog!.Update(response);
        return response;
    }

    /// <summary>Acknowledges the latest 2xx to an INVITE of ours.</summary>
    public void Acknowledge(ReadOnlyMemory<byte> body = default, string? contentType = null) => Acknowledge(Dialog!, body, contentType);

    /// <summary>Tells the owner when the connection closes while the leg stands.</summary>
    public void Watch(Flow? flow)
    {
        if (flow is not null && !IsOver) _unwatch = FlowWatch.Begin(flow, () => { if (!IsOver) User.OnFlowLost(this); });
    }

    /// <summary>Ends the leg. Safe to call again.</summary>
    public void End()
    {
        if (IsOver) return;
        if (Dialog is null) GiveUp(487);
        else EndDialog(Dialog);
    }

    async ValueTask IDialogUser.OnRequestAsync(SipRequestContext context)
    {
        var request = context.Request;
        if (IsOver)
        {
            AnswerAfterEnd(context);
        }
        else if (!Dialog!.TryAcceptRequest(request, out var refusal))
        {
            context.Respond(refusal);
        }
        else if (request.Method == SipMethod.Ack)
        {
            User.OnAck(this, request);
        }
        else if (request.Method == SipMethod.Bye)
        {
            // A BYE is obeyed whatever it requires.
            Leave();
            context.Respond(200);
            User.OnHungUp(this);
        }
        else if (OwnUserAgent.RefuseRequired(context))
        {
            // Answered.
        }
        else if (request.Method == SipMethod.Options)
        {
            OwnUserAgent.AnswerOptions(context);
        }
        else
        {
            await User.OnRequestAsync(this, context);
        }
    }

    private void AnswerAfterEnd(SipRequestContext context)
    {
        if (!FakeCallAnswers.IsAboutRefer(context.Request))
        {
            context.Respond(481);
            return;
        }

        context.Respond(200);
        if (SipFragment.EndsSubscription(context.Request)) Forget();
    }

    private async Task SendInviteAsync(SipRequest invite, Action<SipResponse>? onProvisional)
    {
        if (await target(null) is not { } known)
        {
            OnFinal(invite.CreateResponse(503));
            return;
        }

        if (IsOver) return;
        var events = new OwnInvite(r => { if (!IsOver) onProvisional?.Invoke(r); }, OnFinal, EndFork);
        _transaction = passThrough.Server.Transactions.Send(invite, known, events);
    }

    private void OnFinal(SipResponse response)
    {
        _patience?.Cancel();
        if (response.IsSuccess && !IsOver)
        {
            var dialog = DialogOf(response);
            if (passThrough.Dialogs.Add(dialog, this))
            {
                Dialog = dialog;
                _answer.TrySetResult(response);
                return;
            }

            HasFoundNoRoom = true;
        }

        if (response.IsSuccess) EndFork(response);
        IsOver = true;
        _answer.TrySetResult(response.IsSuccess ? _invite!.CreateResponse(503) : response);
    }

    // RFC 3261 13.2.2.4: each 2xx makes a dialog, and one that is not wanted is ended.
    private void EndFork(SipResponse response)
    {
        var dialog = DialogOf(response);
        Acknowledge(dialog, default, null);
        _ = Logged(SendByeAsync(dialog));
    }

    // A malformed Record-Route is no reason to leave a ringing phone unacknowledged: it is reached all the same.
    private Dialog DialogOf(SipResponse response) => Dialog.FromUac(_invite!, response) ?? Dialog.FromUac(_invite!, response, [])!;

    private void GiveUp(int status)
    {
        if (IsOver || Dialog is not null) return;
        IsOver = true;
        _patience?.Cancel();
        _transaction?.Cancel();
        _answer.TrySetResult(_invite!.CreateResponse(status));
    }

    private void EndDialog(Dialog dialog)
    {
        Leave();
        _ = Logged(SendByeAsync(dialog));
    }

    private void Leave()
    {
        IsOver = true;
        _unwatch?.Invoke();
        if (HasSubscription) _subscription = strand.Schedule(SubscriptionTime, static leg => ((OwnLeg)leg!).Forget(), this);
        else Forget();
    }

    private void Forget()
    {
        _subscription?.Cancel();
        Dialog!.Terminate();
        passThrough.Dialogs.Remove(Dialog);
    }

    private void Acknowledge(Dialog dialog, ReadOnlyMemory<byte> body, string? contentType)
    {
        var ack = dialog.CreateAck(_inviteSequence);
        if (contentType is not null) ack.SetBody(body, contentType);
        _ = Logged(SendAckAsync(dialog, ack));
    }

    private async Task SendAckAsync(Dialog dialog, SipRequest ack)
    {
        if (await target(dialog) is { } known) passThrough.Server.Transactions.SendStateless(ack, known);
    }

    private async Task SendByeAsync(Dialog dialog)
    {
        var bye = dialog.CreateRequest(SipMethod.Bye);
        if (await target(dialog) is { } known) await passThrough.Server.SendAsync(bye, known);
    }

    private async Task Logged(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception e)
        {
            CtiLog.LegFailed(logger, e, _invite!.CallId);
            if (Dialog is null) OnFinal(_invite!.CreateResponse(500));
        }
    }
}
