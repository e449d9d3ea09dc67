using System.Buffers.Text;
using SipCti.Messages;

namespace SipCti.Cti;

/// <summary>The status in the body of a NOTIFY about a REFER (RFC 3515 section 2.4.5, message/sipfrag of RFC 3420).</summary>
internal static class SipFragment
{
    /// <summary>Reads the status; false when the body is no fragment that begins with a status line.</summary>
    public static bool TryReadStatus(SipRequest notify, out int status)
    {
        status = 0;
        var body = notify.Body.Span;
        var version = "SIP/2.0 "u8;
        return body.StartsWith(version)
            && Utf8Parser.TryParse(body[version.Length..], out status, out var digits)
            && digits == 3
            && status is >= 100 and <= 699;
    }

    /// <summary>Whether the NOTIFY ends the subscription (RFC 6665 section 4.1.3).</summary>
    public static bool EndsSubscription(SipRequest notify) =>
        notify.Headers.First(HeaderId.SubscriptionState)?.AsSpan().TrimStart().StartsWith("terminated", StringComparison.OrdinalIgnoreCase) == true;
}
