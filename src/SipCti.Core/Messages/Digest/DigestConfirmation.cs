using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// What a server says once the credentials were right: Authentication-Info or Proxy-Authentication-Info (RFC 7616 section 3.5,
/// RFC 3261 section 20.6). Values are plain, without quotes.
/// </summary>
public sealed record DigestConfirmation
{
    /// <summary>The nonce to use next; null when absent.</summary>
    public string? NextNonce { get; init; }

    /// <summary>The quality of protection of the response digest, e.g. <c>auth</c>; null when absent.</summary>
    public string? Qop { get; init; }

    /// <summary>The digest that proves that the server knows the secret too, in hexadecimal digits; null when absent.</summary>
    public string? ResponseAuth { get; init; }

    /// <summary>The client's nonce, as the request had it; null when absent.</summary>
    public string? Cnonce { get; init; }

    /// <summary>The nonce count as the request had it, eight hexadecimal digits; null when absent.</summary>
    public string? NonceCount { get; init; }

    /// <summary>The nonce count as a number; null when absent or not eight hexadecimal digits.</summary>
    public uint? NonceCountValue => AuthText.CountOf(NonceCount);

    /// <summary>Reads the value of the field.</summary>
    /// <param name="text">The value: a whole line of the field.</param>
    /// <param name="confirmation">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DigestConfirmation? confirmation)
    {
        confirmation = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out confirmation);
    }

    /// <summary>Reads the value of the field from bytes.</summary>
    /// <param name="text">The value: a whole line of the field, no line break.</param>
    /// <param name="confirmation">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out DigestConfirmation? confirmation)
    {
        confirmation = null;
        if (!AuthText.TryParseParameters(text, out AuthText? auth))
            return false;
        confirmation = new DigestConfirmation
        {
            NextNonce = auth["nextnonce"],
            Qop = auth["qop"],
            ResponseAuth = auth["rspauth"],
            Cnonce = auth["cnonce"],
            NonceCount = auth["nc"],
        };
        return true;
    }

    /// <summary>The value as it stands in a message.</summary>
    /// <exception cref="ArgumentException">A value holds CR, LF or NUL.</exception>
    public override string ToString()
    {
        var text = new StringBuilder();
        AuthText.Quoted(text, "nextnonce", NextNonce);
        AuthText.Token(text, "qop", Qop);
        AuthText.Quoted(text, "rspauth", ResponseAuth);
        AuthText.Quoted(text, "cnonce", Cnonce);
        AuthText.Token(text, "nc", NonceCount);
        return text.ToString();
    }
}
