using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Where the parts of a name-addr or addr-spec stand in its text.</summary>
internal struct NameAddrSlices
{
    public bool IsQuoted;

    /// <summary>The display name without quotes; empty when there is none.</summary>
    public ushort DisplayStart;
    public ushort DisplayEnd;
    public ushort UriStart;
    public ushort UriEnd;

    /// <summary>Behind the URI or its bracket.</summary>
    public ushort ParametersStart;

    /// <summary>The value of the tag, without quotes; its end is 0 when there is none.</summary>
    public ushort TagStart;
    public ushort TagEnd;
}

/// <summary>Splits <c>"Name" &lt;uri&gt;;parameters</c> and <c>uri;parameters</c> (RFC 3261 section 20.10).</summary>
internal static class NameAddrScanner
{
    /// <summary>Reads all of it: also that the URI is one and that the parameters are well formed.</summary>
    public static bool TryScanAll(ReadOnlySpan<byte> text, out NameAddrSlices slices, out UriSlices uri)
    {
        uri = default;
        if (!TryScan(text, out slices) || !UriScanner.TryScan(text[slices.UriStart..slices.UriEnd], out uri))
            return false;
        if (slices.ParametersStart == text.Length)
            return true;
        var reader = new ParameterReader(text[slices.ParametersStart..]);
        bool isTagSeen = false;
        while (reader.Next())
        {
            if (isTagSeen || !reader.IsNamed("tag"u8))
                continue;
            isTagSeen = true;
            if (!reader.HasValue)
                continue;
            (int start, int end) = reader.PlainValueRange;
            slices.TagStart = (ushort)(slices.ParametersStart + start);
            slices.TagEnd = (ushort)(slices.ParametersStart + end);
        }

        return !reader.IsMalformed;
    }

    private static bool TryScan(ReadOnlySpan<byte> text, out NameAddrSlices slices)
    {
        slices = default;
        if (text.Length is 0 or > ushort.MaxValue)
            return false;
        int open;
        if (text[0] == (byte)'"')
        {
            int close = QuotedText.SkipQuoted(text, 0);
            if (close < 0)
                return false;
            slices.DisplayStart = 1;
            slices.DisplayEnd = (ushort)(close - 1);
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
            slices.DisplayEnd = (ushort)QuotedText.TrimEndSpace(text[..open]).Length;
        }

        if (open >= text.Length || text[open] != (byte)'<')
            return false;
        int length = text[(open + 1)..].IndexOf((byte)'>');
        if (length < 0)
            return false;
        slices.ParametersStart = (ushort)(open + length + 2);

        // Spaces inside the brackets are wrong, but some phones send them; RFC 4475 section 3.1.2.15 lets them be ignored.
        int start = SipBytes.SkipSpace(text, open + 1);
        int end = open + 1 + length;
        while (end > start && SipBytes.IsSpace(text[end - 1]))
            end--;
        slices.UriStart = (ushort)start;
        slices.UriEnd = (ushort)end;
        return true;
    }

    // Without brackets the parameters belong to the header field, and '?' and ',' may not stand in the URI (section 20).
    private static bool IsBare(ReadOnlySpan<byte> text, int end, ref NameAddrSlices slices)
    {
        int length = QuotedText.TrimEndSpace(text[..end]).Length;
        slices.UriEnd = (ushort)length;
        slices.ParametersStart = (ushort)end;
        return text[..length].IndexOfAny((byte)'?', (byte)',') < 0;
    }

    // By the grammar a row of tokens; bytes above 127 and punctuation other than separators of the value are accepted too.
    private static bool IsDisplayName(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (b == (byte)',' || (b < 0x20 && b != (byte)'\t'))
                return false;
        }

        return true;
    }
}
