using SipCti.Dialogs;
using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>A call that the terminal makes.</summary>
internal sealed class OutgoingLeg : CallLeg
{
    private const int MostRedirects = 5;

    private CancellationTokenSource? _cancel;
    private SipRequest _invite;
    private uint _sequence = 1;
    private bool _hangUpWhenAnswered;

    private OutgoingLeg(SimulatedTerminal terminal, SipRequest invite, bool isReferred) : base(terminal, invite, isIncoming: false, isReferred) => _invite = invite;

    public static OutgoingLeg To(SimulatedTerminal terminal, ReferTarget target, bool isReferred)
    {
        var stack = terminal.Stack;
        var callee = new NameAddr(target.Uri.WithoutParametersAndHeaders());
        var invite = stack.CreateRequest(SipMethod.Invite, target.Uri, stack.Identity.WithTag(SipTokens.NewTag()), callee, SipTokens.NewCallId(), sequence: 1);
        invite.Headers.Append(HeaderId.Contact, stack.Contact.ToString());
        invite.Headers.Append(HeaderId.Allow, TerminalStack.Allow);
        if (target.ReferredBy is { } by) invite.Headers.Append(HeaderId.ReferredBy, by);
        foreach (var (name, value) in target.Headers) invite.Headers.Append(name, value);
        return new OutgoingLeg(terminal, invite, isReferred);
    }

    /// <summary>Sends the INVITE and sees the call through to its answer.</summary>
    public async Task DialAsync()
    {
        using var cancel = new CancellationTokenSource();
        _cancel = cancel;
        try
        {
            await DialAsync(cancel.Token);
        }
        finally
        {
            _cancel = null;
        }
    }

    public override Task AnswerAsync() => throw new SimulatedTerminalException($"{Call} is an outgoing one; it cannot be answered here.");

    public override Task RejectAsync(int statusCode) => throw new SimulatedTerminalException($"{Call} is an outgoing one; it cannot be rejected here.");

    public override Task HangUpAsync()
    {
        if (Call.State == SimulatedCallState.Ended) return Task.CompletedTask;
        if (Call.State == SimulatedCallState.Connected) return SendByeAsync();
        Cancel();
        return Task.CompletedTask;
    }

    private async Task DialAsync(CancellationToken cancellationToken)
    {
        PutMedia(_invite, Media.Offer());
        for (var redirects = 0; ; redirects++)
        {
            // The INVITE as it is: what is sent gets a Via, and a redirected one starts anew.
            var unsent = _invite.Clone();
            var (request, response) = await Stack.SendAsync(_invite, Stack.OutboundProxy, () => ++_sequence, OnProvisional, cancellationToken);
            if (response.IsSuccess)
            {
                await OnAnsweredAsync(request, response);
                return;
            }

            if (redirects == MostRedirects || RedirectOf(response) is not { } next)
            {
                End(response.StatusCode, $"{response.StatusCode} {response.ReasonPhrase}");
                Call.Progress(response.StatusCode, response.ReasonPhrase);
                return;
            }

            // RFC 3261 8.1.3.4: To, From tag and Call-ID stay, the CSeq grows.
            unsent.RequestUri = next;
            unsent.Headers.Set(HeaderId.CSeq, $"{++_sequence} {SipMethod.Invite.Name}");
            _invite = unsent;
        }
    }

    private void Cancel()
    {
        _hangUpWhenAnswered = true;
        // Here and now: CancelAsync would leave the strand, and nobody could tell when the lab is at rest.
        _cancel?.Cancel();
    }

    private void OnProvisional(SipResponse response)
    {
        if (response.StatusCode < 180) return;
        Call.BecomeRinging();
        Call.Progress(response.StatusCode, response.ReasonPhrase);
    }

    private async Task OnAnsweredAsync(SipRequest request, SipResponse response)
    {
        if (Dialog.FromUac(request, response) is not { } dialog || !Enter(dialog))
        {
            End(response.StatusCode, $"{response.StatusCode} {response.ReasonPhrase} makes no dialog");
            return;
        }

        Media.Accept(response.Body);
        var ack = dialog.CreateAck(request.CSeq.Number);
        // RFC 3261 22.1: the ACK carries the credentials of its INVITE.
        foreach (var header in request.Headers)
            if (header.Id is HeaderId.Authorization or HeaderId.ProxyAuthorization) ack.Headers.Append(header.Id, header.Value);
        await Stack.AcknowledgeAsync(ack, dialog.NextHop);
        Call.BecomeConnected(response.StatusCode);
        Call.Progress(response.StatusCode, response.ReasonPhrase);

        // RFC 3261 9.1: the 200 crossed our CANCEL.
        if (_hangUpWhenAnswered) await SendByeAsync();
    }

    private SipUri? RedirectOf(SipResponse response) =>
        Stack.Options.FollowRedirects && response.StatusCode is >= 300 and <= 399 && response.TryGetContacts(out var contacts) && contacts.Count > 0 && contacts[0].Address.Uri.IsSip
            ? contacts[0].Address.Uri
            : null;
}
