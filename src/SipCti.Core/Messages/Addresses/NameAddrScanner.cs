using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Where the parts of a name-addr or addr-spec stand in its text.</summary>
internal struct NameAddrSlices
{
    public bool IsQuoted;

    /// <summary>True when a tag is there, but not its value.</summary>
    public bool IsTagEmpty;

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
    /// <summary>Reads one value that fills the whole text: also that the URI is one and that the parameters are well formed.</summary>
    public static bool TryScanAll(ReadOnlySpan<byte> text, out NameAddrSlices slices, out UriSlices uri) =>
        TryScanPrefix(text, out slices, out uri, out int end) && end == text.Length;

    /// <summary>Reads the value that the text begins with.</summary>
    /// <param name="text">One value or a list, without spaces before it.</param>
    /// <param name="slices">Where its parts stand.</param>
    /// <param name="uri">Where the parts of the URI stand, counted from its beginning.</param>
    /// <param name="end">The comma behind it, or the length of the text.</param>
    public static bool TryScanPrefix(ReadOnlySpan<byte> text, out NameAddrSlices slices, out UriSlices uri, out int end)
    {
        slices = default;
        uri = default;
        end = 0;
        if (text.Length is 0 or > ushort.MaxValue || !TryScanAddress(text, ref slices, ref uri))
            return false;
        end = slices.ParametersStart;
        return end == text.Length || TryScanParameters(text, ref slices, out end);
    }

    private static bool TryScanAddress(ReadOnlySpan<byte> text, ref NameAddrSlices slices, ref UriSlices uri)
    {
        int open = 0;
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
        else if (text[0] != (byte)'<')
        {
            open = text.IndexOfAny("<;\","u8);
            if (open < 0 || text[open] is (byte)';' or (byte)',')
                return TryScanBare(text, open < 0 ? text.Length : open, ref slices, ref uri);
            if (!IsDisplayName(text[..open]))
                return false;
            slices.DisplayEnd = (ushort)QuotedText.TrimEndSpace(text[..open]).Length;
        }

        if (open >= text.Length || text[open] != (byte)'<')
            return false;

        // Spaces inside the brackets are wrong, but some phones send them; RFC 4475 section 3.1.2.14 lets them be ignored.
        int start = SipBytes.SkipSpace(text, open + 1);
        if (!UriScanner.TryScanPrefix(text[start..], out uri))
            return false;
        slices.UriStart = (ushort)start;
        slices.UriEnd = (ushort)(start + uri.End);
        int end = SipBytes.SkipSpace(text, slices.UriEnd);
        slices.ParametersStart = (ushort)(end + 1);
        return end < text.Length && text[end] == (byte)'>';
    }

    // Without brackets the parameters belong to the header field, and '?' and ',' may not stand in the URI (section 20).
    private static bool TryScanBare(ReadOnlySpan<byte> text, int end, ref NameAddrSlices slices, ref UriSlices uri)
    {
        int length = QuotedText.TrimEndSpace(text[..end]).Length;
        slices.UriEnd = (ushort)length;
        slices.ParametersStart = (ushort)end;
        return UriScanner.TryScan(text[..length], out uri) && !text[..length].Contains((byte)'?');
    }

    private static bool TryScanParameters(ReadOnlySpan<byte> text, ref NameAddrSlices slices, out int end)
    {
        var reader = new ParameterReader(text[slices.ParametersStart..], isInList: true);
        bool isTagSeen = false;
        while (reader.Next())
        {
            if (isTagSeen || !reader.IsNamed("tag"u8))
                continue;
            isTagSeen = true;
            slices.IsTagEmpty = !reader.HasValue;
            if (!reader.HasValue)
                continue;
            (int tagStart, int tagEnd) = reader.PlainValueRange;
            slices.TagStart = (ushort)(slices.ParametersStart + tagStart);
            slices.TagEnd = (ushort)(slices.ParametersStart + tagEnd);
        }

        end = slices.ParametersStart + reader.End;
        return !reader.IsMalformed;
    }

    // By the grammar a row of tokens; bytes above 127 and punctuation other than separators of the value are accepted too.
    private static bool IsDisplayName(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (b < 0x20 && b != (byte)'\t')
                return false;
        }

        return true;
    }
}
