using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Where the parts of a name-addr or addr-spec stand in its text.</summary>
internal struct NameAddrSlices
{
    /// <summary>The display name without quotes; empty when there is none.</summary>
    public Range Display;
    public bool IsQuoted;
    public Range Uri;

    /// <summary>From behind the URI to the end: the parameters.</summary>
    public int ParametersStart;
}

/// <summary>Splits <c>"Name" &lt;uri&gt;;parameters</c> and <c>uri;parameters</c> (RFC 3261 section 20.10).</summary>
internal static class NameAddrScanner
{
    public static bool TryScan(ReadOnlySpan<byte> text, out NameAddrSlices slices)
    {
        slices = default;
        if (text.IsEmpty)
            return false;
        int open;
        if (text[0] == (byte)'"')
        {
            int close = QuotedText.SkipQuoted(text, 0);
            if (close < 0)
                return false;
            slices.Display = 1..(close - 1);
            slices.IsQuoted = true;
            open = SipBytes.SkipSpace(text, close);
        }
        else
        {
            open = text.IndexOfAny((byte)'<', (byte)';', (byte)'"');
            if (open < 0 || text[open] == (byte)';')
                return IsBare(text, open < 0 ? text.Length : open, ref slices);
            if (!IsDisplayName(text[..open]))
                return false;
            slices.Display = 0..QuotedText.TrimEndSpace(text[..open]).Length;
        }

        if (open >= text.Length || text[open] != (byte)'<')
            return false;
        int length = text[(open + 1)..].IndexOf((byte)'>');
        if (length < 0)
            return false;
        slices.ParametersStart = open + length + 2;

        // Spaces inside the brackets are wrong, but some phones send them; RFC 4475 section 3.1.2.15 lets them be ignored.
        int start = SipBytes.SkipSpace(text, open + 1);
        int end = slices.ParametersStart - 1;
        while (end > start && SipBytes.IsSpace(text[end - 1]))
            end--;
        slices.Uri = start..end;
        return true;
    }

    /// <summary>Checks all of it; also that the URI is one and that the parameters are well formed.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text, out bool hasTag)
    {
        hasTag = false;
        if (!TryScan(text, out NameAddrSlices slices) || !UriScanner.TryScan(text[slices.Uri], out _))
            return false;
        var reader = new ParameterReader(text[slices.ParametersStart..]);
        while (reader.Next())
        {
            if (reader.IsNamed("tag"u8))
                hasTag = true;
        }

        return !reader.IsMalformed;
    }

    // Without brackets the parameters belong to the header field, and '?' and ',' may not stand in the URI (section 20).
    private static bool IsBare(ReadOnlySpan<byte> text, int end, ref NameAddrSlices slices)
    {
        int length = QuotedText.TrimEndSpace(text[..end]).Length;
        slices.Uri = 0..length;
        slices.ParametersStart = end;
        return text[..length].IndexOfAny((byte)'?', (byte)',') < 0;
    }

    // By the grammar a row of tokens; bytes above 127 and punctuation other than separators of the value are accepted too.
    private static bool IsDisplayName(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (b == (byte)',' || b < 0x20 && b != (byte)'\t')
                return false;
        }

        return true;
    }
}
