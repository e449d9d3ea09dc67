using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>A value of Authorization or Proxy-Authorization (RFC 7616 section 3.4, RFC 8760). Values are plain, without quotes.</summary>
public sealed record DigestCredentials
{
    /// <summary>The scheme; <c>Digest</c> for the one known here.</summary>
    public string Scheme { get; init; } = "Digest";

    /// <summary>True when <see cref="Scheme"/> is Digest.</summary>
    public bool IsDigest => string.Equals(Scheme, "Digest", StringComparison.OrdinalIgnoreCase);

    /// <summary>The user name; empty when missing.</summary>
    public string Username { get; init; } = "";

    /// <summary>The protection domain; empty when missing.</summary>
    public string Realm { get; init; } = "";

    /// <summary>The nonce of the challenge; empty when missing.</summary>
    public string Nonce { get; init; } = "";

    /// <summary>The URI that the credentials are bound to, as written; empty when missing.</summary>
    public string Uri { get; init; } = "";

    /// <summary>The response digest in hexadecimal digits; empty when missing.</summary>
    public string Response { get; init; } = "";

    /// <summary>The algorithm; null when absent, which means MD5.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The client's nonce; null when absent.</summary>
    public string? Cnonce { get; init; }

    /// <summary>The opaque value of the challenge; null when absent.</summary>
    public string? Opaque { get; init; }

    /// <summary>The quality of protection used; null when absent (RFC 2069 style).</summary>
    public string? Qop { get; init; }

    /// <summary>The nonce count as written, eight hexadecimal digits; null when absent.</summary>
    public string? NonceCount { get; init; }

    /// <summary>True when the user name is hashed (RFC 7616 section 3.4.4).</summary>
    public bool UserHash { get; init; }

    /// <summary>The nonce count as a number; null when absent or not eight hexadecimal digits.</summary>
    public uint? NonceCountValue => AuthText.CountOf(NonceCount);

    /// <summary>Reads credentials.</summary>
    /// <param name="text">One value: a whole line of the header field.</param>
    /// <param name="credentials">The credentials read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DigestCredentials? credentials)
    {
        credentials = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out credentials);
    }

    /// <summary>Reads credentials from bytes.</summary>
    /// <param name="text">One value: a whole line of the header field.</param>
    /// <param name="credentials">The credentials read.</param>
    /// <returns>False when the text is malformed, the user name holds CR, LF or NUL, or Digest credentials lack username, realm, nonce, uri or response.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out DigestCredentials? credentials)
    {
        credentials = null;
        if (!AuthText.TryParse(text, out AuthText? auth))
            return false;
        if (auth.IsDigest && (auth["username"] ?? auth["username*"]) is null)
            return false;
        if (auth.IsDigest && (auth["realm"] is null || auth["nonce"] is null || auth["uri"] is null || auth["response"] is null))
            return false;
        string username = auth["username"] ?? ExtendedName(auth["username*"]);

        // Escapes may stand for a line break or NUL; no user has such a name, and it could not be written as a quoted string.
        if (username.AsSpan().ContainsAny('\r', '\n', '\0'))
            return false;
        credentials = new DigestCredentials
        {
            Scheme = auth.Scheme,
            Username = username,
            Realm = auth["realm"] ?? "",
            Nonce = auth["nonce"] ?? "",
            Uri = auth["uri"] ?? "",
            Response = auth["response"] ?? "",
            Algorithm = auth["algorithm"],
            Cnonce = auth["cnonce"],
            Opaque = auth["opaque"],
            Qop = auth["qop"],
            NonceCount = auth["nc"],
            UserHash = string.Equals(auth["userhash"], "true", StringComparison.OrdinalIgnoreCase),
        };
        return true;
    }

    /// <summary>The value as it stands in a message. For a scheme other than Digest it is not what was read: only the parameters of Digest are kept.</summary>
    /// <exception cref="ArgumentException">The scheme is no token, or a value holds CR, LF or NUL.</exception>
    public override string ToString()
    {
        StringBuilder text = AuthText.Begin(Scheme);
        AuthText.Quoted(text, "username", Username);
        AuthText.Quoted(text, "realm", Realm);
        AuthText.Quoted(text, "nonce", Nonce);
        AuthText.Quoted(text, "uri", Uri);
        AuthText.Quoted(text, "response", Response);
        AuthText.Token(text, "algorithm", Algorithm);
        AuthText.Quoted(text, "cnonce", Cnonce);
        AuthText.Quoted(text, "opaque", Opaque);
        AuthText.Token(text, "qop", Qop);
        AuthText.Token(text, "nc", NonceCount);
        AuthText.Token(text, "userhash", UserHash ? "true" : null);
        return text.ToString();
    }

    // RFC 7616 section 3.4: UTF-8''percent-encoded, RFC 5987.
    private static string ExtendedName(string? value)
    {
        if (value is null)
            return "";
        int mark = value.LastIndexOf('\'');
        return UriEscape.Unescape(value.AsSpan(mark + 1));
    }
}
