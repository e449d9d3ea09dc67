using System.Buffers;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The grammar of URIs: sip and sips (RFC 3261 section 25.1), tel (RFC 3966 section 3), absoluteURI for the others.</summary>
internal static class StrictUri
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    private static readonly SearchValues<byte> User = Bytes("&=+$,;?/");
    private static readonly SearchValues<byte> Password = Bytes("&=+$,");
    private static readonly SearchValues<byte> Parameter = Bytes("[]/:&+$");
    private static readonly SearchValues<byte> Header = Bytes("[]/?:+$");
    private static readonly SearchValues<byte> Uric = Bytes(";/?:@&=+$,");

    /// <summary>True when the whole text is a URI.</summary>
    /// <param name="text">The URI and nothing else.</param>
    /// <param name="mayHaveHeaders">False for a Request-URI (section 19.1.1, table 1).</param>
    /// <param name="fault">Where it goes wrong.</param>
    public static bool Check(ReadOnlySpan<byte> text, bool mayHaveHeaders, out int fault)
    {
        fault = Scheme(text);
        if (fault >= text.Length || text[fault] != (byte)':')
            return false;
        ReadOnlySpan<byte> scheme = text[..fault++];
        bool isRead = scheme.Length switch
        {
            3 when Ascii.EqualsIgnoreCase(scheme, "sip"u8) => Sip(text, mayHaveHeaders, ref fault),
            4 when Ascii.EqualsIgnoreCase(scheme, "sips"u8) => Sip(text, mayHaveHeaders, ref fault),
            3 when Ascii.EqualsIgnoreCase(scheme, "tel"u8) => Tel(text, ref fault),
            _ => Run(text, Uric, ref fault),
        };
        return isRead && fault == text.Length;
    }

    private static SearchValues<byte> Bytes(string more) => SearchValues.Create(Encoding.ASCII.GetBytes(Unreserved + more));

    private static int Scheme(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length && (SipBytes.IsAlpha(text[at]) || (at > 0 && (SipBytes.IsDigit(text[at]) || text[at] is (byte)'+' or (byte)'-' or (byte)'.'))))
            at++;
        return at;
    }

    /// <summary>One or more of the characters or of escapes.</summary>
    private static bool Run(ReadOnlySpan<byte> text, SearchValues<byte> allowed, ref int at)
    {
        int start = at;
        while (at < text.Length)
        {
            if (allowed.Contains(text[at]))
                at++;
            else if (text[at] == (byte)'%' && at + 2 < text.Length && SipBytes.IsHex(text[at + 1]) && SipBytes.IsHex(text[at + 2]))
                at += 3;
            else
                break;
        }

        return at > start;
    }

    private static bool Sip(ReadOnlySpan<byte> text, bool mayHaveHeaders, ref int at)
    {
        if (text[at..].Contains((byte)'@') && !UserInfo(text, ref at))
            return false;
        int host = StrictHost.Length(text[at..]);
        at += host;
        if (host == 0 || (Take(text, (byte)':', ref at) && !Port(text, ref at)))
            return false;
        while (Take(text, (byte)';', ref at))
        {
            if (!Run(text, Parameter, ref at) || (Take(text, (byte)'=', ref at) && !Run(text, Parameter, ref at)))
                return false;
        }

        return !mayHaveHeaders || !Take(text, (byte)'?', ref at) || Headers(text, ref at);
    }

    // The password may be empty, the user may not.
    private static bool UserInfo(ReadOnlySpan<byte> text, ref int at)
    {
        if (!Run(text, User, ref at))
            return false;
        if (Take(text, (byte)':', ref at))
            Run(text, Password, ref at);
        return Take(text, (byte)'@', ref at);
    }

    private static bool Port(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at;
        while (at < text.Length && SipBytes.IsDigit(text[at]))
            at++;
        return SipBytes.TryReadNumber(text[start..at], ushort.MaxValue, out _);
    }

    private static bool Headers(ReadOnlySpan<byte> text, ref int at)
    {
        do
        {
            if (!Run(text, Header, ref at) || !Take(text, (byte)'=', ref at))
                return false;
            Run(text, Header, ref at);
        }
        while (Take(text, (byte)'&', ref at));
        return true;
    }

    private static bool Tel(ReadOnlySpan<byte> text, ref int at)
    {
        bool isGlobal = Take(text, (byte)'+', ref at);
        bool hasDigit = false;
        bool hasContext = false;
        while (at < text.Length && text[at] != (byte)';')
        {
            byte b = text[at];
            bool isDigit = SipBytes.IsDigit(b) || (!isGlobal && (SipBytes.IsHex(b) || b is (byte)'*' or (byte)'#'));
            if (!isDigit && !TelephoneText.IsSeparator((char)b))
                return false;
            hasDigit |= isDigit;
            at++;
        }

        while (hasDigit && Take(text, (byte)';', ref at))
        {
            int name = at;
            if (!Run(text, Parameter, ref at))
                return false;
            hasContext |= Ascii.EqualsIgnoreCase(text[name..at], "phone-context"u8);
            if (Take(text, (byte)'=', ref at) && !Run(text, Parameter, ref at))
                return false;
        }

        // A local number means nothing without its context (RFC 3966 section 5.1.5).
        return hasDigit && (isGlobal || hasContext);
    }

    private static bool Take(ReadOnlySpan<byte> text, byte b, ref int at)
    {
        if (at >= text.Length || text[at] != b)
            return false;
        at++;
        return true;
    }
}
