using System.Buffers;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Quoted strings (RFC 3261 section 25.1).</summary>
internal static class QuotedText
{
    // A host with colons or brackets may be a parameter value without quotes (gen-value, via-received).
    private static readonly SearchValues<char> Bare = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~[]:");

    public static string Quote(string plain)
    {
        if (!plain.AsSpan().ContainsAny('"', '\\'))
            return string.Concat("\"", plain, "\"");
        return string.Concat("\"", plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), "\"");
    }

    public static string QuoteUnlessToken(string plain) =>
        plain.Length == 0 || plain.AsSpan().ContainsAnyExcept(Bare) ? Quote(plain) : plain;

    /// <summary>The text without quotes and backslashes; as it is when it is not quoted.</summary>
    public static string Unquote(string raw)
    {
        if (raw.Length < 2 || raw[0] != '"' || raw[^1] != '"')
            return raw;
        return Unescape(raw.AsSpan(1, raw.Length - 2));
    }

    /// <summary>The inside of a quoted string with its backslash escapes resolved.</summary>
    public static string Unescape(ReadOnlySpan<char> inside)
    {
        if (!inside.Contains('\\'))
            return inside.ToString();
        var plain = new StringBuilder(inside.Length);
        for (int i = 0; i < inside.Length; i++)
        {
            if (inside[i] == '\\' && i + 1 < inside.Length)
                i++;
            plain.Append(inside[i]);
        }

        return plain.ToString();
    }

    /// <summary>The offset behind the closing quote of the string that opens at <paramref name="at"/>; -1 when it never closes.</summary>
    public static int SkipQuoted(ReadOnlySpan<byte> text, int at)
    {
        for (int i = at + 1; i < text.Length; i++)
        {
            int next = text[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return -1;
            i += next;
            if (text[i] == (byte)'"')
                return i + 1;
            i++;
        }

        return -1;
    }

    /// <summary>
    /// Text of header field bytes. Bytes that are no UTF-8 become replacement characters, and so does NUL (which a quoted
    /// pair may hold, section 25.1): what is read can be written again.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return bytes.Contains((byte)0) ? text.Replace('\0', '\uFFFD') : text;
    }

    public static ReadOnlySpan<byte> TrimEndSpace(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && SipBytes.IsLinearSpace(text[^1]))
            text = text[..^1];
        return text;
    }
}
