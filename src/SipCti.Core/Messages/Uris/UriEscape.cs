using System.Buffers;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Percent escapes of URI parts (RFC 3261 section 19.1.2).</summary>
internal static class UriEscape
{
    private const string Hexadecimal = "0123456789ABCDEF";
    private static readonly SearchValues<char> UserSafe = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()&=+$,;?/");
    private static readonly SearchValues<char> UserSafeOrEscape = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()&=+$,;?/%");
    private static readonly SearchValues<char> ParameterSafe = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/:&+$");
    private static readonly SearchValues<char> HeaderSafe = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/?:+$");

    public static string User(string text) => Escape(text, UserSafe);

    /// <summary>For text that holds escapes already: they stay.</summary>
    public static string UserOfEscaped(string text) => Escape(text, UserSafeOrEscape);

    public static string Parameter(string text) => Escape(text, ParameterSafe);

    public static string Header(string text) => Escape(text, HeaderSafe);

    /// <summary>All escapes decoded, as UTF-8.</summary>
    public static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
            return text.ToString();
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (TryEscape(text, i, out byte value))
            {
                bytes[length++] = value;
                i += 2;
            }
            else
            {
                length += Encoding.UTF8.GetBytes(text.Slice(i, 1), bytes.AsSpan(length));
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    /// <summary>
    /// The form in which components are compared (section 19.1.4): what may stand without an escape is decoded, the rest stays
    /// escaped, in upper case.
    /// </summary>
    public static string Normalize(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
            return text.ToString();
        Span<char> normal = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        return normal[..Normalize(text, normal)].ToString();
    }

    /// <summary>The same, written to a buffer that is as long as the text at least.</summary>
    /// <returns>How many characters were written.</returns>
    public static int Normalize(ReadOnlySpan<char> text, Span<char> normal)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!TryEscape(text, i, out byte value))
            {
                normal[length++] = text[i];
                continue;
            }

            i += 2;
            if (value < 128 && SipBytes.IsUriText(value) && !IsReserved(value))
            {
                normal[length++] = (char)value;
                continue;
            }

            normal[length++] = '%';
            normal[length++] = Hexadecimal[value >> 4];
            normal[length++] = Hexadecimal[value & 15];
        }

        return length;
    }

    /// <summary>A hash that is the same for components that are <see cref="Same"/> with regard to case.</summary>
    public static int Hash(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
            return string.GetHashCode(text, StringComparison.Ordinal);
        Span<char> normal = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        return string.GetHashCode(normal[..Normalize(text, normal)], StringComparison.Ordinal);
    }

    /// <summary>
    /// True when two components of a URI are the same by RFC 3261 section 19.1.4: an escape is the same as its character, unless that
    /// is a reserved one.
    /// </summary>
    /// <param name="left">A component as it stands.</param>
    /// <param name="right">The other.</param>
    /// <param name="ignoreCase">True for all components but user and password.</param>
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right, bool ignoreCase)
    {
        bool isSameText = ignoreCase ? left.Equals(right, StringComparison.OrdinalIgnoreCase) : left.SequenceEqual(right);
        if (isSameText || (!left.Contains('%') && !right.Contains('%')))
            return isSameText;
        int i = 0;
        int j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (NextUnit(left, ref i, ignoreCase) != NextUnit(right, ref j, ignoreCase))
                return false;
        }

        return i == left.Length && j == right.Length;
    }

    /// <summary>What stands at an offset: a character, or an escape that is not the same as any; moves behind it.</summary>
    public static int NextUnit(ReadOnlySpan<char> text, ref int at, bool ignoreCase)
    {
        int unit = text[at];
        if (TryEscape(text, at, out byte value))
        {
            at += 2;
            unit = value > 127 || IsReserved(value) ? char.MaxValue + value : value;
        }

        at++;
        return ignoreCase && unit is >= 'A' and <= 'Z' ? unit | 0x20 : unit;
    }

    /// <summary>What an escape at this offset stands for, or the character there; moves behind it.</summary>
    public static int NextCharacter(ReadOnlySpan<char> text, ref int at)
    {
        int character = text[at];
        if (TryEscape(text, at, out byte value))
        {
            at += 2;
            character = value;
        }

        at++;
        return character;
    }

    /// <summary>Bytes above 127, which may not stand in a URI, as escapes.</summary>
    public static byte[] EscapeNonAscii(ReadOnlySpan<byte> text)
    {
        var result = new ArrayBufferWriter<byte>(text.Length + 32);
        foreach (byte b in text)
        {
            if (b < 128)
                result.Write([b]);
            else
                result.Write([(byte)'%', (byte)Hexadecimal[b >> 4], (byte)Hexadecimal[b & 15]]);
        }

        return result.WrittenSpan.ToArray();
    }

    private static bool IsReserved(byte b) => ";/?:@&=+$,"u8.Contains(b);

    private static bool TryEscape(ReadOnlySpan<char> text, int at, out byte value)
    {
        value = 0;
        if (text[at] != '%' || at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            return false;
        value = (byte)((Digit(text[at + 1]) << 4) | Digit(text[at + 2]));
        return true;
    }

    private static int Digit(char hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private static string Escape(string text, SearchValues<char> safe)
    {
        if (!text.AsSpan().ContainsAnyExcept(safe))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (b < 128 && safe.Contains((char)b))
                escaped.Append((char)b);
            else
                escaped.Append('%').Append(Hexadecimal[b >> 4]).Append(Hexadecimal[b & 15]);
        }

        return escaped.ToString();
    }
}
