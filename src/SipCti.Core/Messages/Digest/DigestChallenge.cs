using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>A value of WWW-Authenticate or Proxy-Authenticate (RFC 7616 section 3.3, RFC 8760). Values are plain, without quotes.</summary>
public sealed record DigestChallenge
{
    /// <summary>The scheme; <c>Digest</c> for the one known here.</summary>
    public string Scheme { get; init; } = "Digest";

    /// <summary>True when <see cref="Scheme"/> is Digest.</summary>
    public bool IsDigest => string.Equals(Scheme, "Digest", StringComparison.OrdinalIgnoreCase);

    /// <summary>The protection domain; empty when missing.</summary>
    public string Realm { get; init; } = "";

    /// <summary>The nonce; empty when missing.</summary>
    public string Nonce { get; init; } = "";

    /// <summary>A value to be sent back as it is; null when absent.</summary>
    public string? Opaque { get; init; }

    /// <summary>The algorithm, e.g. <c>SHA-256</c>; null when absent, which means MD5.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The qualities of protection offered, e.g. <c>auth</c>; empty when absent.</summary>
    public IReadOnlyList<string> Qop { get; init; } = [];

    /// <summary>True when the credentials were right and only the nonce was too old.</summary>
    public bool Stale { get; init; }

    /// <summary>The URIs that the protection domain covers, as written; null when absent.</summary>
    public string? Domain { get; init; }

    /// <summary>Reads a challenge.</summary>
    /// <param name="text">One value: a whole line of the header field.</param>
    /// <param name="challenge">The challenge read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DigestChallenge? challenge)
    {
        challenge = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out challenge);
    }

    /// <summary>Reads a challenge from bytes.</summary>
    /// <param name="text">One value: a whole line of the header field.</param>
    /// <param name="challenge">The challenge read.</param>
    /// <returns>False when the text is malformed, or a Digest challenge lacks realm or nonce.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out DigestChallenge? challenge)
    {
        challenge = null;
        if (!AuthText.TryParse(text, out AuthText? auth) || (auth.IsDigest && (auth["realm"] is null || auth["nonce"] is null)))
            return false;
        challenge = new DigestChallenge
        {
            Scheme = auth.Scheme,
            Realm = auth["realm"] ?? "",
            Nonce = auth["nonce"] ?? "",
            Opaque = auth["opaque"],
            Algorithm = auth["algorithm"],
            Qop = auth["qop"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Stale = string.Equals(auth["stale"], "true", StringComparison.OrdinalIgnoreCase),
            Domain = auth["domain"],
        };
        return true;
    }

    /// <summary>The value as it stands in a message. For a scheme other than Digest it is not what was read: only the parameters of Digest are kept.</summary>
    /// <exception cref="ArgumentException">The scheme is no token, or a value holds CR, LF or NUL.</exception>
    public override string ToString()
    {
        StringBuilder text = AuthText.Begin(Scheme);
        AuthText.Quoted(text, "realm", Realm);
        AuthText.Quoted(text, "nonce", Nonce);
        AuthText.Quoted(text, "domain", Domain);
        AuthText.Quoted(text, "opaque", Opaque);
        AuthText.Token(text, "stale", Stale ? "true" : null);
        AuthText.Token(text, "algorithm", Algorithm);
        AuthText.Quoted(text, "qop", Qop.Count == 0 ? null : string.Join(",", Qop));
        return text.ToString();
    }
}
