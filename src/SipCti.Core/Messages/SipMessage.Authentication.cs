namespace SipCti.Messages;

/// <content>Challenges, credentials and what answers them; security mechanisms. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>The challenges in WWW-Authenticate or Proxy-Authenticate, one a line, in order.</summary>
    /// <param name="id">Which of the two.</param>
    /// <param name="challenges">The values; also those of schemes other than Digest.</param>
    /// <returns>False when one is malformed.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is another field.</exception>
    public bool TryGetChallenges(HeaderId id, out IReadOnlyList<DigestChallenge> challenges)
    {
        RequireOneOf(id, [HeaderId.WwwAuthenticate, HeaderId.ProxyAuthenticate]);
        return TryReadAll(id, null, DigestChallenge.TryParse, out challenges);
    }

    /// <summary>The credentials in Authorization or Proxy-Authorization, one a line, in order.</summary>
    /// <param name="id">Which of the two.</param>
    /// <param name="credentials">The values; also those of schemes other than Digest.</param>
    /// <returns>False when one is malformed.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is another field.</exception>
    public bool TryGetCredentials(HeaderId id, out IReadOnlyList<DigestCredentials> credentials)
    {
        RequireOneOf(id, [HeaderId.Authorization, HeaderId.ProxyAuthorization]);
        return TryReadAll(id, null, DigestCredentials.TryParse, out credentials);
    }

    /// <summary>What the server or the proxy says after it accepted credentials (RFC 7616 section 3.5).</summary>
    /// <param name="id"><see cref="HeaderId.AuthenticationInfo"/> or <see cref="HeaderId.ProxyAuthenticationInfo"/>.</param>
    /// <param name="confirmation">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is another field.</exception>
    public bool TryGetConfirmation(HeaderId id, out DigestConfirmation? confirmation)
    {
        RequireOneOf(id, [HeaderId.AuthenticationInfo, HeaderId.ProxyAuthenticationInfo]);
        return TryReadOne(id, DigestConfirmation.TryParse, out confirmation);
    }

    /// <summary>The security mechanisms offered, demanded or echoed, each with its parameters (RFC 3329 section 2.2).</summary>
    /// <param name="id"><see cref="HeaderId.SecurityClient"/>, <see cref="HeaderId.SecurityServer"/> or <see cref="HeaderId.SecurityVerify"/>.</param>
    /// <param name="mechanisms">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is another field.</exception>
    public bool TryGetSecurityMechanisms(HeaderId id, out IReadOnlyList<ParameterizedToken> mechanisms)
    {
        RequireOneOf(id, [HeaderId.SecurityClient, HeaderId.SecurityServer, HeaderId.SecurityVerify]);
        return TryReadAll(id, null, ParameterizedToken.TryParse, out mechanisms);
    }

    private static void RequireOneOf(HeaderId id, ReadOnlySpan<HeaderId> fields)
    {
        if (!fields.Contains(id))
            throw new ArgumentException($"{id} is none of the fields that are read here.", nameof(id));
    }
}
