using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Request-Line and Status-Line by the grammar (RFC 3261 section 25.1): single spaces, nothing before or behind.</summary>
internal static class StrictStartLine
{
    public static bool CheckRequest(ReadOnlySpan<byte> line, out SipFault fault)
    {
        fault = default;
        var text = new StrictText(line);
        if (!text.Token() || !text.Take((byte)' '))
            return Fail(SipFaultKind.MethodInvalid, text.At, out fault);
        int length = text.Rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> uri = length < 0 ? text.Rest : text.Rest[..length];
        if (!StrictUri.Check(uri, mayHaveHeaders: false, out int wrong))
            return Fail(SipFaultKind.RequestUriInvalid, text.At + wrong, out fault);
        text.At += uri.Length;
        return (text.Take((byte)' ') && Version(ref text) && text.IsEnd) || Fail(SipFaultKind.StartLineInvalid, text.At, out fault);
    }

    public static bool CheckStatus(ReadOnlySpan<byte> line, out SipFault fault)
    {
        fault = default;
        var text = new StrictText(line);
        if (!Version(ref text) || !text.Take((byte)' '))
            return Fail(SipFaultKind.StartLineInvalid, text.At, out fault);
        int code = text.At;
        if (!text.Digits() || text.At - code != 3)
            return Fail(SipFaultKind.StatusCodeInvalid, code, out fault);

        // The space stands there also before an empty reason phrase (RFC 4475 section 3.1.1.13).
        return (text.Take((byte)' ') && ReasonPhrase(ref text)) || Fail(SipFaultKind.StartLineInvalid, text.At, out fault);
    }

    // The letters may be in any case (section 7.1).
    private static bool Version(ref StrictText text)
    {
        int start = text.At;
        return text.Token() && System.Text.Ascii.EqualsIgnoreCase(text.Since(start), "SIP"u8) && text.Take((byte)'/')
            && text.Take((byte)'2') && text.Take((byte)'.') && text.Take((byte)'0');
    }

    /// <summary>Reserved, unreserved and escaped characters, white space, and UTF-8.</summary>
    private static bool ReasonPhrase(ref StrictText text)
    {
        ReadOnlySpan<byte> phrase = text.Rest;
        for (int i = 0; i < phrase.Length; i++)
        {
            byte b = phrase[i];
            bool isEscape = b == (byte)'%' && i + 2 < phrase.Length && SipBytes.IsHex(phrase[i + 1]) && SipBytes.IsHex(phrase[i + 2]);
            if (isEscape || b > 127 || SipBytes.IsAlpha(b) || SipBytes.IsDigit(b) || "-_.!~*'();/?:@&=+$, \t"u8.Contains(b))
                continue;
            text.At += i;
            return false;
        }

        int length = StrictGrammar.ValidUtf8Length(phrase);
        text.At += length;
        return length == phrase.Length;
    }

    private static bool Fail(SipFaultKind kind, int offset, out SipFault fault)
    {
        fault = new SipFault(kind, null, offset);
        return false;
    }
}
