using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>
/// The rules of a stream once more, written down without any thought of speed: the whole stream is there, and each rule looks at it
/// for itself. What the framer answers is compared with it.
/// </summary>
public static class FramingModel
{
    public static List<Framed> Frame(string stream, SipLimits limits)
    {
        var results = new List<Framed>();
        int at = 0;
        while (SkipBlankLines(stream, ref at, results))
        {
            string rest = stream[at..];
            string seen = rest[..Math.Min(rest.Length, limits.MaxHeaderBlockBytes + 1)];
            List<int> fields = FieldStarts(seen, out int headLength);
            SipFault fault = FirstFault(seen, fields, headLength, limits, out int length);
            bool isCutOff = seen.Length > limits.MaxHeaderBlockBytes && headLength > limits.MaxHeaderBlockBytes;
            if (headLength > rest.Length && !isCutOff)
                break;
            if (fault.IsFault)
            {
                int whole = isCutOff ? fields[^1] : headLength;
                results.Add(new Framed(FrameStatus.Lost, rest[..whole], fault));
                break;
            }

            if (headLength + length > rest.Length)
                break;
            results.Add(new Framed(FrameStatus.Message, rest[..(headLength + length)], default));
            at += headLength + length;
        }

        return results;
    }

    private static bool SkipBlankLines(string stream, ref int at, List<Framed> results)
    {
        string run = "";
        for (; at < stream.Length && stream[at] is '\r' or '\n'; at++)
        {
            run += stream[at];
            if (!run.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                continue;
            results.Add(new Framed(FrameStatus.KeepAlive, "", default));
            run = "";
        }

        return at < stream.Length;
    }

    /// <summary>Where the start line and each field begin; the head ends behind the blank line, or nowhere.</summary>
    private static List<int> FieldStarts(string text, out int headLength)
    {
        List<int> starts = [0];
        headLength = int.MaxValue;
        for (int feed = text.IndexOf('\n', StringComparison.Ordinal); feed >= 0; feed = text.IndexOf('\n', feed + 1))
        {
            string line = text[(feed + 1)..];
            if (line.StartsWith('\n') || line.StartsWith("\r\n", StringComparison.Ordinal))
            {
                headLength = text.IndexOf('\n', feed + 1) + 1;
                break;
            }

            // Whether a carriage return at the very end is the blank line is not known yet.
            if (line.Length > 0 && line != "\r" && line[0] is not (' ' or '\t'))
                starts.Add(feed + 1);
        }

        return starts;
    }

    /// <summary>The fault that shows first when the bytes come one by one.</summary>
    private static SipFault FirstFault(string text, List<int> fields, int headLength, SipLimits limits, out int length)
    {
        var found = new List<(int At, int Order, SipFault Fault)>();
        int? known = null;
        int most = limits.MaxHeaderBlockBytes + 1;
        if (Math.Min(headLength, text.Length) >= most)
            found.Add((most, 3, new SipFault(SipFaultKind.HeaderBlockTooLarge, null, fields[^1])));
        for (int i = 0; i < fields.Count; i++)
        {
            int start = fields[i];
            int end = i + 1 < fields.Count ? fields[i + 1] : headLength <= text.Length ? EndOfLast(text, headLength) : text.Length;
            bool isUnsure = i + 1 == fields.Count && headLength > text.Length && text.EndsWith("\n\r", StringComparison.Ordinal);
            end -= isUnsure ? 1 : 0;
            if (end - start > limits.MaxHeaderLineBytes)
                found.Add((start + limits.MaxHeaderLineBytes + 1, 0, new SipFault(i == 0 ? SipFaultKind.StartLineTooLong : SipFaultKind.HeaderLineTooLong, null, start)));
            if (i == limits.MaxHeaderCount + 1)
                found.Add((start + 1, 2, new SipFault(SipFaultKind.TooManyHeaders, null, start)));
            if (i > 0 && LengthFault(text[start..end], i + 1 < fields.Count || headLength <= text.Length, limits, ref known) is { } fault)
                found.Add((start + fault.At + 1, 1, new SipFault(fault.Kind, "Content-Length", start)));
        }

        length = known ?? 0;
        return found.OrderBy(f => f.At).ThenBy(f => f.Order).Select(f => f.Fault).FirstOrDefault();
    }

    private static int EndOfLast(string text, int headLength) => text[headLength - 2] == '\r' ? headLength - 2 : headLength - 1;

    private static (int At, SipFaultKind Kind)? LengthFault(string field, bool isWhole, SipLimits limits, ref int? known)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? "" : field[..colon].TrimEnd(' ', '\t').ToLowerInvariant();
        if (name is not ("l" or "content-length"))
            return null;
        long value = 0;
        bool hasDigit = false;
        for (int at = colon + 1; at < field.Length; at++)
        {
            bool isDigit = field[at] is >= '0' and <= '9';
            bool isSpace = field[at] is ' ' or '\t' or '\r' or '\n';
            if (isDigit && hasDigit && field[at - 1] is not (>= '0' and <= '9'))
                return (at, SipFaultKind.ContentLengthInvalid);
            if (!isDigit && !isSpace)
                return (at, SipFaultKind.ContentLengthInvalid);
            hasDigit |= isDigit;
            value = isDigit ? (value * 10) + (field[at] - '0') : value;
            if (value > limits.MaxBodyBytes)
                return (at, SipFaultKind.BodyTooLarge);
        }

        if (!isWhole)
            return null;
        if (!hasDigit)
            return (field.Length, SipFaultKind.ContentLengthInvalid);
        if (known is not null && known != value)
            return (field.Length, SipFaultKind.ContentLengthConflict);
        known = (int)value;
        return null;
    }
}
