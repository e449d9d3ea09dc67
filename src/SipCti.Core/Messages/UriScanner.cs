using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Splits a URI into its parts without making a string (RFC 3261 section 19.1, RFC 3966).</summary>
internal static class UriScanner
{
    /// <summary>Parameters of a URI beyond which it is refused. Real ones have five; comparing two URIs looks at each pair of parameters.</summary>
    public const int MostParameters = 64;

    public static bool TryScan(ReadOnlySpan<byte> text, out UriSlices uri)
    {
        uri = default;
        int colon = text.IndexOf((byte)':');
        if (colon <= 0 || text.Length > ushort.MaxValue || !TryScheme(text[..colon], out uri.Scheme))
            return false;
        uri.SchemeEnd = (ushort)colon;
        uri.End = (ushort)text.Length;
        return uri.Scheme switch
        {
            UriScheme.Sip or UriScheme.Sips => TryScanSip(text, ref uri),
            UriScheme.Tel => TryScanTel(text, ref uri),
            _ => TryScanOpaque(text, ref uri),
        };
    }

    private static bool TryScheme(ReadOnlySpan<byte> name, out UriScheme scheme)
    {
        scheme = UriScheme.Other;
        if (name.Length == 3 && Ascii.EqualsIgnoreCase(name, "sip"u8))
            scheme = UriScheme.Sip;
        else if (name.Length == 4 && Ascii.EqualsIgnoreCase(name, "sips"u8))
            scheme = UriScheme.Sips;
        else if (name.Length == 3 && Ascii.EqualsIgnoreCase(name, "tel"u8))
            scheme = UriScheme.Tel;
        if (scheme != UriScheme.Other)
            return true;
        if (!SipBytes.IsAlpha(name[0]))
            return false;
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
        int userEnd = text[at..].IndexOf((byte)'@');
        if (userEnd >= 0)
        {
            if (!TryScanUser(text, at, at + userEnd, ref uri))
                return false;
            at += userEnd + 1;
        }

        if (!HostScanner.TryScan(text, ref at, out int hostStart, out int hostEnd))
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

    private static bool TryScanUser(ReadOnlySpan<byte> text, int start, int end, ref UriSlices uri)
    {
        if (!IsUriText(text[start..end]) || start == end)
            return false;
        int colon = text[start..end].IndexOf((byte)':');
        uri.UserStart = (ushort)start;
        uri.UserEnd = (ushort)(colon < 0 ? end : start + colon);
        if (colon >= 0)
        {
            uri.PasswordStart = (ushort)(start + colon + 1);
            uri.PasswordEnd = (ushort)end;
        }

        return uri.UserEnd > uri.UserStart;
    }

    private static bool TryScanTel(ReadOnlySpan<byte> text, ref UriSlices uri)
    {
        int start = uri.SchemeEnd + 1;
        int length = text[start..].IndexOf((byte)';');
        int end = length < 0 ? text.Length : start + length;
        if (end == start || !IsUriText(text[start..end]))
            return false;
        uri.UserStart = (ushort)start;
        uri.UserEnd = (ushort)end;
        return TryScanParameters(text, end, ref uri);
    }

    private static bool TryScanOpaque(ReadOnlySpan<byte> text, ref UriSlices uri)
    {
        uri.ParametersStart = uri.ParametersEnd = uri.End;
        foreach (byte b in text[(uri.SchemeEnd + 1)..])
        {
            if (!SipBytes.IsUriText(b) && b != (byte)'%')
                return false;
        }

        return uri.SchemeEnd + 1 < text.Length;
    }

    private static bool TryScanParameters(ReadOnlySpan<byte> text, int at, ref UriSlices uri)
    {
        uri.ParametersStart = (ushort)at;
        int count = 0;
        while (at < text.Length && text[at] == (byte)';')
        {
            int start = ++at;
            int length = text[at..].IndexOfAny((byte)';', (byte)'?');
            at = length < 0 ? text.Length : at + length;
            ReadOnlySpan<byte> parameter = text[start..at];
            if (++count > MostParameters || parameter.IsEmpty || parameter[0] == (byte)'=' || !IsUriText(parameter))
                return false;
            if ((parameter[0] | 0x20) == 'l' && IsLoose(parameter))
                uri.IsLoose = true;
        }

        uri.ParametersEnd = (ushort)at;
        if (at == text.Length)
            return true;
        uri.HeadersStart = (ushort)(at + 1);
        return text[at] == (byte)'?' && IsUriText(text[(at + 1)..]);
    }

    private static bool IsLoose(ReadOnlySpan<byte> parameter) =>
        parameter.Length >= 2 && (parameter[1] | 0x20) == 'r' && (parameter.Length == 2 || parameter[2] == (byte)'=');

    /// <summary>True when all characters may stand in a URI and every '%' is followed by two hexadecimal digits.</summary>
    private static bool IsUriText(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (SipBytes.IsUriText(text[i]))
                continue;
            if (text[i] != (byte)'%' || i + 2 >= text.Length || !SipBytes.IsHex(text[i + 1]) || !SipBytes.IsHex(text[i + 2]))
                return false;
            i += 2;
        }

        return true;
    }
}
