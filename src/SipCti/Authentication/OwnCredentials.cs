using SipCti.Messages;

namespace SipCti.Authentication;

/// <summary>Keeps credentials for this server from travelling on to the next one (RFC 3261 section 22.3).</summary>
internal static class OwnCredentials
{
    /// <summary>Removes Proxy-Authorization of the realm; those for other proxies stay, in their order.</summary>
    public static void Strip(SipRequest request, string realm)
    {
        if (!request.Headers.Contains(HeaderId.ProxyAuthorization))
            return;

        List<string> others = [];
        bool hasOwn = false;
        foreach (SipHeader header in request.Headers)
        {
            if (header.Id != HeaderId.ProxyAuthorization)
                continue;
            if (DigestCredentials.TryParse(header.Value, out DigestCredentials? credentials)
                && credentials.IsDigest
                && string.Equals(credentials.Realm, realm, StringComparison.Ordinal))
                hasOwn = true;
            else
                others.Add(header.Value);
        }

        // A header that is not ours is not touched, not even its spelling.
        if (!hasOwn)
            return;
        request.Headers.Remove(HeaderId.ProxyAuthorization);
        foreach (string other in others)
            request.Headers.Append(HeaderId.ProxyAuthorization, other);
    }
}
