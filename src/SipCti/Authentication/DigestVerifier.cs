using SipCti.Messages;

namespace SipCti.Authentication;

/// <summary>Judges the credentials of requests (RFC 7616 section 3.4.6, RFC 8760 section 2.6).</summary>
internal sealed class DigestVerifier
{
    // Checked in the place of an unknown user's, so that the time of the answer does not tell which users exist.
    private static readonly DigestSecret NobodysSecret = DigestSecret.FromPassword(Guid.NewGuid().ToString());

    private readonly AuthenticatorOptions _options;
    private readonly TimeProvider _time;
    private readonly NonceSource _nonces;
    private readonly NonceCounts _counts;

    public DigestVerifier(AuthenticatorOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _nonces = new NonceSource(options.NonceKey.Span, options.Realm, time);
        _counts = new NonceCounts(options.MaxTrackedNonces, options.NonceLifetime);
    }

    /// <summary>The challenges to send, in order of preference; all with one new nonce.</summary>
    public IEnumerable<DigestChallenge> Challenges(bool isStale)
    {
        string nonce = _nonces.Make();
        foreach (DigestAlgorithm algorithm in _options.Algorithms)
        {
            yield return new DigestChallenge
            {
                Realm = _options.Realm,
                Nonce = nonce,
                Algorithm = DigestAlgorithmName.Of(algorithm),
                Qop = ["auth"],
                Stale = isStale,
            };
        }
    }

    public async ValueTask<(DigestVerdict Verdict, string? User)> VerifyAsync(SipRequest request, HeaderId header)
    {
        if (!request.TryGetCredentials(header, out IReadOnlyList<DigestCredentials>? all))
            return (DigestVerdict.Malformed, null);

        DigestAlgorithm algorithm = default;
        DigestCredentials? credentials = all.FirstOrDefault(one =>
            one.IsDigest
            && string.Equals(one.Realm, _options.Realm, StringComparison.Ordinal)
            && DigestAlgorithmName.TryRead(one.Algorithm, out algorithm)
            && _options.Algorithms.Contains(algorithm));
        if (credentials is null)
            return (DigestVerdict.Missing, null);
        if (!IsComplete(credentials, algorithm))
            return (DigestVerdict.Rejected, null);
        if (!DigestUri.Covers(credentials.Uri, request.RequestUri))
            return (DigestVerdict.WrongUri, null);

        DigestSecret? secret = await _options.Credentials.FindAsync(_options.Realm, credentials.Username);
        if (!(secret ?? NobodysSecret).TryGetHa1(algorithm, credentials.Username, _options.Realm, out string? ha1))
            return (DigestVerdict.Rejected, null);

        string expected = Expected(credentials, algorithm, ha1, request.Method.Name);
        if (!DigestHash.AreEqual(expected, credentials.Response) || secret is null)
            return (DigestVerdict.Rejected, null);

        // Only who knows the password learns that the nonce was the trouble (RFC 7616 section 3.3, stale).
        return (IsFresh(credentials) ? DigestVerdict.Accepted : DigestVerdict.Stale, credentials.Username);
    }

    private static string Expected(DigestCredentials credentials, DigestAlgorithm algorithm, string ha1, string method)
    {
        string ha2 = DigestHash.Ha2(algorithm, method, credentials.Uri);
        return credentials.Qop is null
            ? DigestHash.ResponseWithoutQop(algorithm, ha1, credentials.Nonce, ha2)
            : DigestHash.Response(algorithm, ha1, credentials.Nonce, credentials.NonceCount!, credentials.Cnonce!, credentials.Qop, ha2);
    }

    private bool IsComplete(DigestCredentials credentials, DigestAlgorithm algorithm) =>
        credentials.Qop is null
            ? algorithm == DigestAlgorithm.Md5 && _options.AcceptMd5WithoutQop
            : credentials.Qop.Equals("auth", StringComparison.OrdinalIgnoreCase) && credentials is { Cnonce: not null, NonceCountValue: not null };

    private bool IsFresh(DigestCredentials credentials)
    {
        if (!_nonces.TryRead(credentials.Nonce, out Nonce nonce))
            return false;

        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - nonce.Made > _options.NonceLifetime.TotalMilliseconds)
            return false;
        // Without qop there is no count to check.
        return credentials.NonceCountValue is not { } count || credentials.Qop is null || _counts.TryUse(nonce, count, now);
    }
}
