using SipCti.Messages;

namespace SipCti.Authentication;

/// <summary>Compares the address that credentials were made for with the Request-URI.</summary>
internal static class DigestUri
{
    /// <summary>
    /// True when both name the same user at the same place. They need not be equal (RFC 8760 section 2.6): terminals leave out or add
    /// parameters, a port, the case of the scheme; credentials for one callee must not serve for another.
    /// </summary>
    public static bool Covers(string digestUri, SipUri requestUri)
    {
        if (string.Equals(digestUri, requestUri.ToString(), StringComparison.Ordinal))
            return true;
        if (!SipUri.TryParse(digestUri, out SipUri? uri))
            return false;
        if (!uri.IsSip || !requestUri.IsSip)
            return uri.Equals(requestUri);

        return string.Equals(uri.User ?? "", requestUri.User ?? "", StringComparison.Ordinal)
            && string.Equals(uri.Host, requestUri.Host, StringComparison.OrdinalIgnoreCase)
            && (uri.Port is null || requestUri.Port is null || uri.Port == requestUri.Port);
    }
}
