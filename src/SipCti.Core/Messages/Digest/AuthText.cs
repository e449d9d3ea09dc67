using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Reads and writes the values of the digest header fields: a scheme, then <c>name=value</c> separated by commas (RFC 7235 section 2.1).</summary>
internal sealed class AuthText
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    private AuthText(string scheme) => Scheme = scheme;

    public string Scheme { get; }

    public string? this[string name]
    {
        get
        {
            foreach ((string key, string value) in _parameters)
            {
                if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                    return value;
            }

            return null;
        }
    }

    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out AuthText? auth)
    {
        auth = null;
        text = SipBytes.Trim(text);
        if (text.ContainsAny((byte)'\r', (byte)'\n'))
            return false;
        int space = text.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> scheme = space < 0 ? text : text[..space];
        if (!SipBytes.IsTokenText(scheme))
            return false;
        var result = new AuthText(Encoding.ASCII.GetString(scheme));
        var splitter = new ValueSplitter(space < 0 ? default : text[space..]);
        while (splitter.MoveNext())
        {
            // A scheme other than Digest may carry a bare token (RFC 7235 token68); it is no parameter and nobody here reads it.
            if (!result.TryAdd(splitter.Current) && result.IsDigest)
                return false;
        }

        auth = result;
        return true;
    }

    /// <summary>Reads parameters alone, without a scheme before them, as Authentication-Info has them.</summary>
    public static bool TryParseParameters(ReadOnlySpan<byte> text, [NotNullWhen(true)] out AuthText? auth)
    {
        auth = null;
        if (SipBytes.Trim(text).ContainsAny((byte)'\r', (byte)'\n'))
            return false;
        var result = new AuthText("");
        var splitter = new ValueSplitter(text);
        while (splitter.MoveNext())
        {
            if (!result.TryAdd(splitter.Current))
                return false;
        }

        auth = result;
        return true;
    }

    public bool IsDigest => string.Equals(Scheme, "Digest", StringComparison.OrdinalIgnoreCase);

    /// <summary>The beginning of a value: the scheme and a space.</summary>
    /// <exception cref="ArgumentException">The scheme is no token.</exception>
    public static StringBuilder Begin(string scheme)
    {
        Guard.Token(scheme);
        return new StringBuilder(scheme).Append(' ');
    }

    /// <summary>The nonce count as a number; null when it is absent or not eight hexadecimal digits (RFC 7616 section 3.4).</summary>
    public static uint? CountOf(string? nonceCount) =>
        nonceCount is { Length: 8 } && uint.TryParse(nonceCount, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint count) ? count : null;

    public static void Quoted(StringBuilder text, string name, string? value)
    {
        if (value is not null)
            Add(text, name, QuotedText.Quote(value));
    }

    /// <summary>A value that stands without quotes, unless the sender it was read from put more than a token there.</summary>
    public static void Token(StringBuilder text, string name, string? value)
    {
        if (value is not null)
            Add(text, name, QuotedText.QuoteUnlessToken(value));
    }

    private static void Add(StringBuilder text, string name, string value)
    {
        Guard.NoLineBreak(value);
        text.Append(text.Length == 0 || text[^1] == ' ' ? "" : ", ").Append(name).Append('=').Append(value);
    }

    private bool TryAdd(ReadOnlySpan<byte> parameter)
    {
        int equal = parameter.IndexOf((byte)'=');
        if (equal <= 0)
            return false;
        ReadOnlySpan<byte> name = SipBytes.Trim(parameter[..equal]);
        ReadOnlySpan<byte> value = SipBytes.Trim(parameter[(equal + 1)..]);
        if (!SipBytes.IsTokenText(name) || (!value.IsEmpty && value[0] == (byte)'"' && QuotedText.SkipQuoted(value, 0) != value.Length))
            return false;
        _parameters.Add(new(Encoding.ASCII.GetString(name), QuotedText.Unquote(QuotedText.Decode(value))));
        return true;
    }
}
