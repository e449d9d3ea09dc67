namespace SipCti.Messages;

/// <content>Challenges, credentials and what answers them; security mechanisms. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>The challenges in WWW-Authenticate or Proxy-Authenticate, one a line, in order.</summary>
    /// <param name="id">Which of the two.</param>
    /// <param name="challenges">The values; also those of schemes other than Digest.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetChallenges(HeaderId id, out IReadOnlyList<DigestChallenge> challenges) =>
        TryReadAll(id, null, DigestChallenge.TryParse, out challenges);

    /// <summary>The credentials in Authorization or Proxy-Authorization, one a line, in order.</summary>
    /// <param name="id">Which of the two.</param>
    /// <param name="credentials">The values; also those of schemes other than Digest.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetCredentials(HeaderId id, out IReadOnlyList<DigestCredentials> credentials) =>
        TryReadAll(id, null, DigestCredentials.TryParse, out credentials);

    /// <summary>What the server or the proxy says after it accepted credentials (RFC 7616 section 3.5).</summary>
    /// <param name="id"><see cref="HeaderId.AuthenticationInfo"/> or <see cref="HeaderId.ProxyAuthenticationInfo"/>.</param>
    /// <param name="confirmation">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetConfirmation(HeaderId id, out DigestConfirmation? confirmation) => TryReadOne(id, DigestConfirmation.TryParse, out confirmation);

    /// <summary>The security mechanisms offered, demanded or echoed, each with its parameters (RFC 3329 section 2.2).</summary>
    /// <param name="id"><see cref="HeaderId.SecurityClient"/>, <see cref="HeaderId.SecurityServer"/> or <see cref="HeaderId.SecurityVerify"/>.</param>
    /// <param name="mechanisms">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetSecurityMechanisms(HeaderId id, out IReadOnlyList<ParameterizedToken> mechanisms) =>
        TryReadAll(id, null, ParameterizedToken.TryParse, out mechanisms);
}
