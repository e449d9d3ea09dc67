using System.Net;
using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Authentication;

/// <summary>Whom an <see cref="Authenticator"/> believes, and how it asks.</summary>
public sealed record AuthenticatorOptions
{
    /// <summary>The realm of the challenges: the name under which users know this service, such as its domain.</summary>
    public required string Realm { get; init; }

    /// <summary>The users of the realm.</summary>
    public required ICredentialStore Credentials { get; init; }

    /// <summary>Asked before a call goes on; null allows every call. Default null.</summary>
    public ICallAuthorizer? CallAuthorizer { get; init; }

    /// <summary>How long the call authorizer may take; after it the call is refused with 503. Default 5 s.</summary>
    public TimeSpan CallAuthorizerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The algorithms that are offered, one challenge each, the preferred one first (RFC 8760 section 2.3); credentials of another one are refused.
    /// Default MD5 alone: phones in wide use (baresip 1.0.0 is one) give up when they see a challenge with any other algorithm, even beside one with MD5.
    /// </summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Md5];

    /// <summary>
    /// Accepts MD5 credentials without qop, as clients older than RFC 2617 send them; nothing but <see cref="NonceLifetime"/> then keeps them from
    /// being used again. Default true.
    /// </summary>
    public bool AcceptMd5WithoutQop { get; init; } = true;

    /// <summary>How long a nonce serves; after it a right answer gets a new challenge with <c>stale=true</c>. Default 5 minutes.</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The key that makes nonces unforgeable, 16 bytes or more. Servers that share it accept each other's nonces, also after a restart; which of them were
    /// used already they do not tell each other. Empty: a random key for as long as the process lives. Default empty.
    /// </summary>
    public ReadOnlyMemory<byte> NonceKey { get; init; }

    /// <summary>The most nonces whose use is remembered; beyond it the oldest are refused with <c>stale=true</c>. Default 100,000 (about 16 MB).</summary>
    public int MaxTrackedNonces { get; init; } = 100_000;

    /// <summary>Requests that need no credentials, such as those of a trunk; asked for each request. Null: none. Default null.</summary>
    public Func<SipRequestContext, bool>? IsTrusted { get; init; }

    /// <summary>The addresses of peers that need no credentials, such as a trunk's. Default none.</summary>
    public IReadOnlyCollection<IPAddress> TrustedPeers { get; init; } = [];

    /// <summary>
    /// Whether a user may act as an address: the To of a REGISTER, the From of any other request. False refuses the request with 403.
    /// Null, the default: the user part of the address is the user name, or the user name is the whole <c>user@host</c>;
    /// and a call may be anonymous (<c>anonymous.invalid</c>, RFC 3323 section 4.1.1.3).
    /// </summary>
    public Func<string, SipUri, bool>? MayUse { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> that names the option with a wrong value.</summary>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Realm);
        ArgumentNullException.ThrowIfNull(Credentials);
        ArgumentNullException.ThrowIfNull(TrustedPeers);
        ArgumentNullException.ThrowIfNull(Algorithms);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CallAuthorizerTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(NonceLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTrackedNonces, 1);
        if (Realm.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new ArgumentException("The realm is one line of text.", nameof(Realm));
        if (Algorithms.Count == 0 || Algorithms.Distinct().Count() != Algorithms.Count || !Algorithms.All(Enum.IsDefined))
            throw new ArgumentException("At least one algorithm is offered, and none twice (RFC 8760 section 2.3).", nameof(Algorithms));
        if (NonceKey.Length is > 0 and < 16)
            throw new ArgumentException("A nonce key has at least 16 bytes.", nameof(NonceKey));
    }
}
