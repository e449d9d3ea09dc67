using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>The checks that a request must pass before it is sent on (RFC 3261 section 16.3), apart from those that need the state of other requests.</summary>
internal static class RequestValidation
{
    /// <summary>Checks a request.</summary>
    /// <returns>The status of the refusal with its reason phrase; 0 when the request may go on.</returns>
    public static (int Status, string? Reason) Check(SipRequest request)
    {
        // Step 3; a malformed one is refused by step 1.
        if (!request.TryGetMaxForwards(out var hops)) return (400, "Bad Request - Malformed Max-Forwards");
        if (hops == 0) return (483, null);
        // Step 5: no option that a proxy would have to know is known here.
        return request.Headers.Contains(HeaderId.ProxyRequire) ? (420, null) : (0, null);
    }

    /// <summary>Step 2, after route processing: whether requests for such a URI can be sent on. sips needs TLS on every hop, which is not spoken here.</summary>
    public static bool KnowsScheme(SipUri uri) => (uri.IsSip && !uri.IsSecure) || uri.IsTel;
}
