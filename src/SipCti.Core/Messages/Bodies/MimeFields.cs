using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Where a header field of a part stands in the part's bytes.</summary>
/// <param name="Start">Where its line begins, and its name.</param>
/// <param name="NameLength">Bytes of the name.</param>
/// <param name="ValueStart">Where the value begins, behind the spaces.</param>
/// <param name="ValueLength">Bytes of the value with its folds, without the spaces behind it.</param>
/// <param name="End">The offset behind the line with its end.</param>
internal readonly record struct MimeField(int Start, int NameLength, int ValueStart, int ValueLength, int End);

/// <summary>Finds the header fields of a part of a multipart body (RFC 2046 section 5.1): the lines up to the first empty one, folded ones joined.</summary>
internal static class MimeFields
{
    /// <summary>Fields beyond which a part is refused: senders put four there.</summary>
    public const int MaxCount = 32;

    /// <summary>Bytes of the fields of one part beyond which it is refused: a quarter of what a message may have.</summary>
    public const int MaxBytes = 8192;

    /// <summary>Reads the fields.</summary>
    /// <param name="part">The bytes of the part.</param>
    /// <param name="isLimited">Whether the limits hold: they are those of reading what the network sent.</param>
    /// <param name="fields">The fields in order.</param>
    /// <param name="bodyStart">Where the body of the part begins: behind the empty line, or at the end when there is none.</param>
    /// <returns>False when a line is no field, or there are too many.</returns>
    public static bool TryRead(ReadOnlySpan<byte> part, bool isLimited, out MimeField[] fields, out int bodyStart)
    {
        fields = [];
        bodyStart = part.Length;
        var found = new List<MimeField>(4);
        for (int at = 0; at < part.Length;)
        {
            int feed = part[at..].IndexOf((byte)'\n');
            int next = feed < 0 ? part.Length : at + feed + 1;

            // A last line without an end gets one when the part is changed; that it had none must not make room.
            int missing = feed < 0 ? 2 : 0;
            ReadOnlySpan<byte> line = part[at..(feed < 0 ? next : next - 1)];
            if (feed >= 0 && line.EndsWith("\r"u8))
                line = line[..^1];
            if (line.IsEmpty)
            {
                bodyStart = next;
                break;
            }

            if ((isLimited && next + missing > MaxBytes) || line.ContainsAny((byte)'\r', (byte)0) || !TryAdd(line, at, next, found) || (isLimited && found.Count > MaxCount))
                return false;
            at = next;
        }

        fields = [.. found];
        return true;
    }

    private static bool TryAdd(ReadOnlySpan<byte> line, int at, int end, List<MimeField> found)
    {
        int length = QuotedText.TrimEndSpace(line).Length;
        if (SipBytes.IsSpace(line[0]))
        {
            if (found.Count == 0)
                return false;
            MimeField folded = found[^1];
            found[^1] = folded with { ValueLength = length == 0 ? folded.ValueLength : at + length - folded.ValueStart, End = end };
            return true;
        }

        int name = 0;
        while (name < line.Length && SipBytes.IsToken(line[name]))
            name++;
        int colon = SipBytes.SkipSpace(line, name);
        if (name == 0 || colon == line.Length || line[colon] != (byte)':')
            return false;
        int value = SipBytes.SkipSpace(line, colon + 1);
        found.Add(new MimeField(at, name, at + value, Math.Max(length - value, 0), end));
        return true;
    }
}
