using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Cti;

/// <summary>What the pass-through can do where it is itself a user agent.</summary>
internal static class OwnUserAgent
{
    public const string Allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY, MESSAGE";

    /// <summary>Adds what every INVITE and its answers say of us.</summary>
    public static void Introduce(SipMessage message, SipUri? contact)
    {
        message.Headers.Set(HeaderId.Allow, Allow);
        if (contact is not null) message.Headers.Set(HeaderId.Contact, $"<{contact}>");
    }

    /// <summary>No extension is supported: whatever a request requires is refused (RFC 3261 section 8.2.2.3).</summary>
    public static bool RefuseRequired(SipRequestContext context)
    {
        var required = context.Request.Headers.Values(HeaderId.Require);
        if (required.Count == 0) return false;
        var response = context.CreateResponse(420);
        response.Headers.Set(HeaderId.Unsupported, string.Join(", ", required));
        context.Respond(response);
        return true;
    }

    public static void AnswerOptions(SipRequestContext context)
    {
        var response = context.CreateResponse(200);
        Introduce(response, null);
        response.Headers.Set(HeaderId.Accept, "application/sdp, message/sipfrag");
        context.Respond(response);
    }
}
