using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;

namespace SipCti.Testing;

/// <summary>
/// A call's dialog as the terminal has it: answers what comes inside it, and sends what the test asks for. It lives on the strand of its
/// Call-ID; only <see cref="Call"/> is seen from outside.
/// </summary>
internal abstract class CallLeg : IDialogUser
{
    private readonly SimulatedTerminal _terminal;
    private bool _wasReferred;
    private bool _reoffering;

    protected CallLeg(SimulatedTerminal terminal, SipRequest invite, bool isIncoming, bool isReferred)
    {
        _terminal = terminal;
        Stack = terminal.Stack;
        Strand = Stack.StrandOf(invite.CallId);
        Media = new MediaDescription(Stack.MediaHost);
        Call = new SimulatedCall(this, invite, isIncoming, isReferred);
    }

    /// <summary>The call that this leg carries.</summary>
    public SimulatedCall Call { get; }

    public Strand Strand { get; }

    protected TerminalStack Stack { get; }

    protected MediaDescription Media { get; }

    protected Dialog? Dialog { get; private set; }

    public abstract Task AnswerAsync();

    public abstract Task RejectAsync(int statusCode);

    public abstract Task HangUpAsync();

    public Task HoldAsync() => ReofferAsync(SdpDirection.SendOnly);

    public Task RetrieveAsync() => ReofferAsync(SdpDirection.SendRecv);

    public ValueTask OnRequestAsync(SipRequestContext context)
    {
        var request = context.Request;
        if (!Dialog!.TryAcceptRequest(request, out var refusal))
        {
            context.Respond(refusal);
            return default;
        }

        if (request.Method == SipMethod.Ack) OnAck(request);
        else if (request.Method == SipMethod.Bye) OnBye(context);
        else if (request.Method == SipMethod.Invite || request.Method == SipMethod.Update) OnReoffer(context);
        else if (request.Method == SipMethod.Refer) OnRefer(context);
        else context.Respond(200);
        return default;
    }

    protected bool Enter(Dialog dialog)
    {
        if (!Stack.Dialogs.Add(dialog, this)) return false;
        Dialog = dialog;
        return true;
    }

    protected void End(int? status, string reason)
    {
        if (Dialog is { } dialog)
        {
            Stack.Dialogs.Remove(dialog);
            dialog.Terminate();
        }

        Call.BecomeEnded(status, reason);
    }

    protected async Task SendByeAsync()
    {
        var dialog = Dialog!;
        // The dialog stays in the table until the BYE is answered: what crosses it on the way still finds it.
        var exchange = await Stack.SendAsync(dialog.CreateRequest(SipMethod.Bye), dialog.NextHop, () => dialog.NextLocalSequence());
        if (Call.State == SimulatedCallState.Ended) return;
        var answer = exchange.Response;
        End(Call.FinalStatus, answer.IsSuccess ? "hung up" : $"hung up, BYE answered {answer.StatusCode} {answer.ReasonPhrase}");
    }

    protected virtual void OnAck(SipRequest ack) { }

    protected virtual void OnBye(SipRequestContext context)
    {
        context.Respond(200);
        End(Call.FinalStatus, "hung up by the other side");
    }

    protected static void PutMedia(SipMessage message, byte[] description) => message.SetBody(description, SdpDescription.ContentType);

    protected void Describe(SipResponse response)
    {
        response.Headers.Set(HeaderId.Contact, Stack.Contact.ToString());
        response.Headers.Set(HeaderId.Allow, TerminalStack.Allow);
    }

    private void OnReoffer(SipRequestContext context)
    {
        if (_reoffering)
        {
            // RFC 3261 14.2: our own offer is out.
            context.Respond(491);
            return;
        }

        var response = context.CreateResponse(200);
        Describe(response);
        if (context.Request.Body.IsEmpty)
        {
            if (context.Request.Method == SipMethod.Invite) PutMedia(response, Media.Offer());
        }
        else if (Media.TryAnswer(context.Request.Body, out var answer))
        {
            PutMedia(response, answer);
            Call.IsHeldByRemote = Media.IsHeldByRemote;
        }
        else
        {
            response = context.CreateResponse(488);
        }

        context.Respond(response);
    }

    private async Task ReofferAsync(SdpDirection direction)
    {
        if (Call.State != SimulatedCallState.Connected || _reoffering)
            throw new SimulatedTerminalException($"{Call} cannot be held or retrieved now.");
        _reoffering = true;
        try
        {
            var dialog = Dialog!;
            var invite = dialog.CreateRequest(SipMethod.Invite);
            PutMedia(invite, Media.Offer(direction));
            var (request, response) = await Stack.SendAsync(invite, dialog.NextHop, () => dialog.NextLocalSequence());
            dialog.Update(response);
            if (!response.IsSuccess) throw new SimulatedTerminalException($"{Call}: re-INVITE answered {response.StatusCode} {response.ReasonPhrase}.");
            Media.Accept(response.Body);
            await Stack.AcknowledgeAsync(dialog.CreateAck(request.CSeq.Number), dialog.NextHop);
        }
        finally
        {
            _reoffering = false;
        }
    }

    private void OnRefer(SipRequestContext context)
    {
        var request = context.Request;
        if (_terminal.RefuseRefer is { } status)
        {
            context.Respond(status);
            return;
        }

        if (ReferTarget.Of(request) is not { } target)
        {
            // RFC 3515 2.4.1: exactly one Refer-To, and here one that an INVITE can go to.
            context.Respond(400, "Bad Refer-To");
            return;
        }

        var accepted = context.CreateResponse(202);
        Describe(accepted);
        context.Respond(accepted);

        // RFC 3515 2.4.6: from the second REFER of a dialog on, the id tells the subscriptions apart.
        var subscription = new ReferSubscription(Stack, Dialog!, Strand, _wasReferred ? $"refer;id={request.CSeq.Number}" : "refer");
        _wasReferred = true;
        subscription.Begin();
        _terminal.PlaceReferredCall(target, subscription.Follow);
    }
}
