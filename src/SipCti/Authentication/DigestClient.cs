using System.Globalization;
using System.Security.Cryptography;
using SipCti.Messages;

namespace SipCti.Authentication;

/// <summary>
/// A user agent's side of Digest: answers challenges and uses their nonces again while the server lets it
/// (RFC 3261 section 22.2 and 22.3, RFC 8760 section 2.4). One for each user; not safe for concurrent use.
/// </summary>
public sealed class DigestClient
{
    // A server that keeps asking with new realms is not given unbounded memory.
    private const int MostSessions = 16;

    private readonly string _username;
    private readonly string _password;
    private readonly List<Session> _sessions = [];

    /// <summary>A client with the name and password of a user.</summary>
    /// <param name="username">The user name.</param>
    /// <param name="password">The password; may be empty.</param>
    public DigestClient(string username, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(username);
        ArgumentNullException.ThrowIfNull(password);
        _username = username;
        _password = password;
    }

    /// <summary>The credentials that answer a challenge.</summary>
    /// <param name="challenge">The challenge; its algorithm has to be MD5 or SHA-256, its qop none or one with <c>auth</c>.</param>
    /// <param name="username">The user name.</param>
    /// <param name="password">The password.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="uri">The Request-URI as it is written in the request.</param>
    /// <param name="nonceCount">How often this nonce was used, this time included: from 1.</param>
    /// <param name="cnonce">The client's own nonce; null for a random one.</param>
    /// <exception cref="NotSupportedException">The challenge asks for an algorithm or a qop that is not known.</exception>
    public static DigestCredentials Answer(
        DigestChallenge challenge, string username, string password, SipMethod method, string uri, uint nonceCount = 1, string? cnonce = null)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(uri);
        if (!IsSupported(challenge, out DigestAlgorithm algorithm))
            throw new NotSupportedException($"The challenge asks for algorithm {challenge.Algorithm} and qop {string.Join(',', challenge.Qop)}.");

        string ha1 = DigestHash.Ha1(algorithm, username, challenge.Realm, password);
        string ha2 = DigestHash.Ha2(algorithm, method.Name, uri);
        bool hasQop = challenge.Qop.Count > 0;
        string count = nonceCount.ToString("x8", CultureInfo.InvariantCulture);
        cnonce ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        return new DigestCredentials
        {
            Username = username,
            Realm = challenge.Realm,
            Nonce = challenge.Nonce,
            Uri = uri,
            Response = hasQop
                ? DigestHash.Response(algorithm, ha1, challenge.Nonce, count, cnonce, "auth", ha2)
                : DigestHash.ResponseWithoutQop(algorithm, ha1, challenge.Nonce, ha2),
            Algorithm = challenge.Algorithm,
            Opaque = challenge.Opaque,
            Qop = hasQop ? "auth" : null,
            Cnonce = hasQop ? cnonce : null,
            NonceCount = hasQop ? count : null,
        };
    }

    /// <summary>
    /// Reads the challenges of a 401 or 407 and writes their answers into the request that is to be sent again (with a new CSeq, which is the caller's to set).
    /// Of several challenges of one realm the strongest algorithm that we know is answered.
    /// </summary>
    /// <param name="response">The 401 or 407.</param>
    /// <param name="request">The request to send again, with the credentials (if any) with which it was refused; they are replaced.</param>
    /// <returns>False when trying again is useless: no challenge can be answered, or one refuses fresh credentials (and not for a stale nonce).</returns>
    public bool TryAnswer(SipResponse response, SipRequest request)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(request);
        bool isProxy = response.StatusCode == 407;
        if (response.StatusCode != 401 && !isProxy)
            return false;
        if (!response.TryGetChallenges(isProxy ? HeaderId.ProxyAuthenticate : HeaderId.WwwAuthenticate, out IReadOnlyList<DigestChallenge>? challenges))
            return false;

        bool answered = false;
        foreach (IGrouping<string, DigestChallenge> realm in challenges.GroupBy(challenge => challenge.Realm, StringComparer.Ordinal))
        {
            if (Strongest(realm) is not { } challenge)
                continue;
            Session? known = _sessions.Find(session => session.IsFor(isProxy, realm.Key));
            if (known is not null)
            {
                // RFC 3261 22.1: never again with credentials that were just rejected.
                if (known.Count == 1 && !challenge.Stale && CarriesNonce(request, isProxy, known.Challenge.Nonce))
                    return false;
                _sessions.Remove(known);
            }

            if (_sessions.Count == MostSessions)
                _sessions.RemoveAt(0);
            _sessions.Add(new Session(isProxy, challenge));
            answered = true;
        }

        if (answered)
            Authorize(request);
        return answered;
    }

    /// <summary>Writes credentials into a request from the challenges that were answered before, so that it need not be asked for them. Nothing when there were none.</summary>
    /// <param name="request">The request; its Authorization and Proxy-Authorization are replaced.</param>
    public void Authorize(SipRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Remove(HeaderId.Authorization);
        request.Headers.Remove(HeaderId.ProxyAuthorization);
        foreach (Session session in _sessions)
        {
            DigestCredentials credentials = Answer(
                session.Challenge, _username, _password, request.Method, request.RequestUri.ToString(), ++session.Count);
            request.Headers.Append(session.IsProxy ? HeaderId.ProxyAuthorization : HeaderId.Authorization, credentials.ToString());
        }
    }

    private static DigestChallenge? Strongest(IEnumerable<DigestChallenge> challenges)
    {
        DigestChallenge? best = null;
        DigestAlgorithm strongest = default;
        foreach (DigestChallenge challenge in challenges)
        {
            if (IsSupported(challenge, out DigestAlgorithm algorithm) && (best is null || algorithm > strongest))
                (best, strongest) = (challenge, algorithm);
        }

        return best;
    }

    private static bool CarriesNonce(SipRequest request, bool isProxy, string nonce) =>
        request.TryGetCredentials(isProxy ? HeaderId.ProxyAuthorization : HeaderId.Authorization, out IReadOnlyList<DigestCredentials>? carried)
        && carried.Any(credentials => string.Equals(credentials.Nonce, nonce, StringComparison.Ordinal));

    private static bool IsSupported(DigestChallenge challenge, out DigestAlgorithm algorithm) =>
        DigestAlgorithmName.TryRead(challenge.Algorithm, out algorithm)
        && challenge.IsDigest
        && (challenge.Qop.Count == 0 || challenge.Qop.Contains("auth", StringComparer.OrdinalIgnoreCase));

    private sealed class Session(bool isProxy, DigestChallenge challenge)
    {
        public bool IsProxy { get; } = isProxy;

        public DigestChallenge Challenge { get; } = challenge;

        public uint Count { get; set; }

        public bool IsFor(bool isProxyRealm, string realm) => IsProxy == isProxyRealm && string.Equals(Challenge.Realm, realm, StringComparison.Ordinal);
    }
}
