using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>What a REFER asks for: an INVITE to a URI, with the headers that the URI carries.</summary>
/// <param name="Uri">The Request-URI: the Refer-To URI with all its parameters, without its headers.</param>
/// <param name="Headers">The headers that the URI carries (RFC 3261 section 19.1.1).</param>
/// <param name="ReferredBy">The REFER's Referred-By, copied into the INVITE (RFC 3892 section 2.2); null for none.</param>
internal sealed record ReferTarget(SipUri Uri, IReadOnlyList<KeyValuePair<string, string>> Headers, string? ReferredBy)
{
    // RFC 3261 19.1.5: not to be honoured, they would let the URI's author forge the request's origin or way.
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Call-ID", "CSeq", "Via", "Route", "Record-Route", "Contact", "Max-Forwards", "Content-Length", "Content-Type", "Body",
    };

    /// <summary>Reads the Refer-To; null when there is not exactly one that an INVITE can go to.</summary>
    public static ReferTarget? Of(SipRequest refer)
    {
        if (refer.Headers.CountOf(HeaderId.ReferTo) != 1 || !refer.TryGetReferTo(out var referTo) || referTo is null || !referTo.Uri.IsSip) return null;
        var method = referTo.Uri.Parameters["method"];
        if (method is not null && method != SipMethod.Invite.Name) return null;
        var text = referTo.Uri.WithoutParameter("method").ToString();
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var headers = query < 0 ? [] : text[(query + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Unescape).ToArray();
        return SipUri.TryParse(query < 0 ? text : text[..query], out var uri)
            ? new ReferTarget(uri, [.. headers.Where(h => !Forbidden.Contains(h.Key))], refer.Headers.First(HeaderId.ReferredBy))
            : null;
    }

    private static KeyValuePair<string, string> Unescape(string header)
    {
        var equals = header.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new(System.Uri.UnescapeDataString(header), "")
            : new(System.Uri.UnescapeDataString(header[..equals]), System.Uri.UnescapeDataString(header[(equals + 1)..]));
    }
}
