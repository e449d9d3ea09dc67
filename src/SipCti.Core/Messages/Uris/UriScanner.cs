using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Splits a URI into its parts without making a string (RFC 3261 section 19.1, RFC 3966).</summary>
internal static class UriScanner
{
    /// <summary>Parameters of a URI beyond which it is refused. Real ones have five; comparing two URIs looks at each pair of parameters.</summary>
    public const int MostParameters = 64;

    /// <summary>Reads a URI that fills the whole text.</summary>
    public static bool TryScan(ReadOnlySpan<byte> text, out UriSlices uri) => TryScanPrefix(text, out uri) && uri.End == text.Length;

    /// <summary>Reads the URI that the text begins with; <see cref="UriSlices.End"/> is the first byte that cannot belong to it.</summary>
    public static bool TryScanPrefix(ReadOnlySpan<byte> text, out UriSlices uri)
    {
        uri = default;
        if (text.Length > ushort.MaxValue / 3)
            return text.Length <= ushort.MaxValue && TryScanAny(text, ref uri) && FitsEscaped(text[..uri.End]);
        return TryScanAny(text, ref uri);
    }

    private static bool TryScanAny(ReadOnlySpan<byte> text, ref UriSlices uri)
    {
        if (!TryScheme(text, ref uri))
            return false;
        return uri.Scheme switch
        {
            UriScheme.Sip or UriScheme.Sips => TryScanSip(text, ref uri),
            UriScheme.Tel => TryScanTel(text, ref uri),
            _ => TryScanOpaque(text, ref uri),
        };
    }

    /// <summary>True when the text is not too long once its bytes above 127 are escapes, as they are in <see cref="SipUri"/>.</summary>
    private static bool FitsEscaped(ReadOnlySpan<byte> text)
    {
        int length = text.Length;
        foreach (byte b in text)
            length += b > 127 ? 2 : 0;
        return length <= ushort.MaxValue;
    }

    private static bool TryScheme(ReadOnlySpan<byte> text, ref UriSlices uri)
    {
        if (text.StartsWith("sip:"u8))
        {
            uri.Scheme = UriScheme.Sip;
            uri.SchemeEnd = 3;
            return true;
        }

        int colon = text.IndexOf((byte)':');
        if (colon <= 0 || !SipBytes.IsAlpha(text[0]))
            return false;
        ReadOnlySpan<byte> name = text[..colon];
        uri.SchemeEnd = (ushort)colon;
        if (Ascii.EqualsIgnoreCase(name, "sip"u8))
            uri.Scheme = UriScheme.Sip;
        else if (Ascii.EqualsIgnoreCase(name, "sips"u8))
            uri.Scheme = UriScheme.Sips;
        else if (Ascii.EqualsIgnoreCase(name, "tel"u8))
            uri.Scheme = UriScheme.Tel;
        foreach (byte b in name)
        {
            if (!SipBytes.IsAlpha(b) && !SipBytes.IsDigit(b) && b is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return false;
        }

        return true;
    }

    private static bool TryScanSip(ReadOnlySpan<byte> text, ref UriSlices uri)
    {
        int at = uri.SchemeEnd + 1;
        if (!TryScanUser(text, ref at, ref uri) || !HostScanner.TryScan(text, ref at, out int hostStart, out int hostEnd))
            return false;
        uri.HostStart = (ushort)hostStart;
        uri.HostEnd = (ushort)hostEnd;
        if (at < text.Length && text[at] == (byte)':')
        {
            int start = ++at;
            while (at < text.Length && SipBytes.IsDigit(text[at]))
                at++;
            if (!SipBytes.TryReadNumber(text[start..at], ushort.MaxValue, out uint port))
                return false;
            uri.Port = (ushort)port;
            uri.HasPort = true;
        }

        return TryScanParameters(text, at, ref uri);
    }

    /// <summary>The part before the last-resort sign '@', if there is one; semicolons and question marks before it belong to it.</summary>
    private static bool TryScanUser(ReadOnlySpan<byte> text, ref int at, ref UriSlices uri)
    {
        int start = at;
        if (!TrySkip<UserBytes>(text, start, out int end))
            return false;
        int userEnd = end;
        while (end < text.Length && text[end] == (byte)':')
        {
            if (!TrySkip<UserBytes>(text, end + 1, out end))
                return false;
        }

        if (end == text.Length || text[end] != (byte)'@')
            return true;
        if (userEnd == start)
            return false;
        uri.UserStart = (ushort)start;
        uri.UserEnd = (ushort)userEnd;
        if (userEnd < end)
        {
            uri.PasswordStart = (ushort)(userEnd + 1);
            uri.PasswordEnd = (ushort)end;
        }

        at = end + 1;
        return true;
    }

    // RFC 3966 section 3: a number is more than its visual separators, and there is no '?' part.
    private static bool TryScanTel(ReadOnlySpan<byte> text, ref UriSlices uri)
    {
        int start = uri.SchemeEnd + 1;
        if (!TrySkip<UriParameterBytes>(text, start, out int end) || !HasNumber(text[start..end]))
            return false;
        uri.UserStart = (ushort)start;
        uri.UserEnd = (ushort)end;
        return TryScanParameters(text, end, ref uri) && !uri.HasHeaders;
    }

    /// <summary>True when something is left without visual separators, which may be escaped.</summary>
    private static bool HasNumber(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == (byte)'%')
            {
                byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out b);
                i += 2;
            }

            if (b is not ((byte)'-' or (byte)'.' or (byte)'(' or (byte)')'))
                return true;
        }

        return false;
    }

    private static bool TryScanOpaque(ReadOnlySpan<byte> text, ref UriSlices uri)
    {
        int start = uri.SchemeEnd + 1;
        int end = ByteRun.End<UriBytes>(text, start);
        while (end < text.Length && text[end] == (byte)'%')
            end = ByteRun.End<UriBytes>(text, end + 1);
        uri.ParametersStart = uri.ParametersEnd = uri.End = (ushort)end;
        return end > start;
    }

    private static bool TryScanParameters(ReadOnlySpan<byte> text, int at, ref UriSlices uri)
    {
        uri.ParametersStart = (ushort)at;
        int count = 0;
        while (at < text.Length && text[at] == (byte)';')
        {
            int start = at + 1;
            if (!TrySkip<UriParameterBytes>(text, start, out at))
                return false;
            if (++count > MostParameters || at == start || text[start] == (byte)'=')
                return false;
            if ((text[start] | 0x20) == 'l' && IsLoose(text[start..at]))
                uri.IsLoose = true;
        }

        uri.ParametersEnd = (ushort)at;
        if (at < text.Length && text[at] == (byte)'?')
        {
            uri.HeadersStart = (ushort)(at + 1);
            if (!TrySkip<UriBytes>(text, at + 1, out at))
                return false;
        }

        uri.End = (ushort)at;
        return true;
    }

    private static bool IsLoose(ReadOnlySpan<byte> parameter) =>
        parameter.Length >= 2 && (parameter[1] | 0x20) == 'r' && (parameter.Length == 2 || parameter[2] == (byte)'=');

    /// <summary>Skips characters of a class and escapes; false when a '%' is not followed by two hexadecimal digits.</summary>
    private static bool TrySkip<TClass>(ReadOnlySpan<byte> text, int at, out int end)
        where TClass : struct, IByteClass
    {
        end = ByteRun.End<TClass>(text, at);
        while (end < text.Length && text[end] == (byte)'%')
        {
            if (end + 2 >= text.Length || !SipBytes.IsHex(text[end + 1]) || !SipBytes.IsHex(text[end + 2]))
                return false;
            end = ByteRun.End<TClass>(text, end + 3);
        }

        return true;
    }
}
