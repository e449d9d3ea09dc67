using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.PassingThrough;

namespace SipCti.Cti;

/// <summary>The messages of a fake inbound call: an INVITE that shows the called party as the caller, and the REFER that makes the terminal call it.</summary>
internal static class FakeCall
{
    public static SipRequest Invite(PassThrough passThrough, string callId, Terminal terminal, SipUri callingDevice, SipUri called, MakeCallOptions options, byte[] offer)
    {
        var from = new NameAddr(called, options.DisplayName).WithTag(SipTokens.NewTag());
        var contact = passThrough.ContactFor(RouteRecord.NewOwnLegToken());
        var invite = SipRequest.Create(SipMethod.Invite, terminal.Binding.Contact, from, new NameAddr(callingDevice), callId, 1);
        OwnUserAgent.Introduce(invite, contact);
        if (passThrough.Server.Options.ServerName is { } name) invite.Headers.Set(HeaderId.UserAgent, name);
        if (options.AutoOriginate == AutoOriginate.DoNotPrompt) AskForAutomaticAnswer(invite, contact.Host);
        invite.SetBody(offer, SdpDescription.ContentType);
        return invite;
    }

    public static SipRequest Refer(Dialog dialog, SipUri callingDevice, SipUri called, string token)
    {
        var refer = dialog.CreateRequest(SipMethod.Refer);
        refer.Headers.Set(HeaderId.ReferTo, $"<{CorrelationToken.AddTo(called, token)}>");
        // RFC 3892: who asks. It is done for the user of the calling device.
        refer.Headers.Set(HeaderId.ReferredBy, $"<{callingDevice}>");
        return refer;
    }

    // There is no one way that all phones know: each takes the header that it understands.
    private static void AskForAutomaticAnswer(SipRequest invite, string host)
    {
        invite.Headers.Set(HeaderId.CallInfo, $"<sip:{host}>;answer-after=0");
        invite.Headers.Set(HeaderId.AlertInfo, $"<http://{host}>;info=alert-autoanswer;delay=0");
        // RFC 5373.
        invite.Headers.Set("Answer-Mode", "Auto");
    }
}
