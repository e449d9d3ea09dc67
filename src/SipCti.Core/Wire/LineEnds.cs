using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>
/// Finds the ends of all lines up to the blank line, 64 bytes at a step: one mask of line feeds, one of carriage returns, one of NUL.
/// Whether all is well is asked once at the end, and only then what is not.
/// </summary>
internal static class LineEnds
{
    /// <summary>Bytes that must be readable behind the text, so that no step needs a copy of its end. What they hold does not matter.</summary>
    public const int Slack = 64;

    /// <summary>Collects the offset behind each line; the last is that of the blank line.</summary>
    /// <param name="bytes">A message from its first byte, and <see cref="Slack"/> bytes more.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="ends">Room for the offsets; replaced by a larger one when it is too small.</param>
    /// <param name="most">The most bytes that the lines may have together.</param>
    /// <param name="fault">What is wrong when the result is -1.</param>
    /// <returns>How many lines, the blank one included; -1 when the blank line is not reached, or a line holds what it may not.</returns>
    public static int Find(ReadOnlySpan<byte> bytes, int length, ref Span<int> ends, int most, out SipFault fault)
    {
        if (length + Slack > bytes.Length)
            throw new ArgumentOutOfRangeException(nameof(length));
        int within = Math.Min(length, most);
        int count;
        bool isOdd;
        while ((count = Collect(ref MemoryMarshal.GetReference(bytes), within, ends, out isOdd)) < 0)
            ends = new int[ends.Length * 4];

        while (count > 0 && ends[count - 1] > within)
            count--;
        int end = count == 0 ? 0 : ends[count - 1];
        bool isEnded = end - (count < 2 ? 0 : ends[count - 2]) == 2;
        if (isOdd && FirstFault(bytes[..(isEnded ? end : within)]) is int at and >= 0)
            fault = new SipFault(SipFaultKind.ControlCharacter, null, at);
        else if (isEnded)
            fault = default;
        else
            fault = new SipFault(length > most ? SipFaultKind.HeaderBlockTooLarge : SipFaultKind.HeaderBlockUnterminated, null, end);
        return fault.IsFault ? -1 : count;
    }

    /// <summary>The offsets behind all line feeds up to that of the blank line; behind the text there may be more of them. -1 when there is too little room.</summary>
    private static int Collect(ref byte first, int within, Span<int> ends, out bool isOdd)
    {
        int count = 0;
        ulong odd = 0;

        // As if a line had ended before the text: an empty first line is the blank line.
        ulong feedsBefore = 2;
        ulong returnBefore = 0;
        for (int block = 0; block < within; block += 64)
        {
            Masks(ref Unsafe.Add(ref first, block), out ulong feeds, out ulong returns, out ulong nuls);
            ulong here = (feeds ^ ((returns << 1) | returnBefore)) | nuls;

            // A line feed two bytes behind another ends the blank line.
            ulong blank = feeds & ((feeds << 2) | feedsBefore);
            ulong head = blank ^ (blank - 1);
            odd |= here & head;
            if (ends.Length - count < 64)
            {
                isOdd = false;
                return -1;
            }

            for (ulong rest = feeds & head; rest != 0; rest &= rest - 1)
                ends[count++] = block + BitOperations.TrailingZeroCount(rest) + 1;
            if (blank != 0)
                break;
            feedsBefore = feeds >> 62;
            returnBefore = returns >> 63;
        }

        isOdd = odd != 0;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Masks(ref byte first, out ulong feeds, out ulong returns, out ulong nuls)
    {
        Vector512<byte> all = Vector512.LoadUnsafe(ref first);
        feeds = Vector512.Equals(all, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
        returns = Vector512.Equals(all, Vector512.Create((byte)'\r')).ExtractMostSignificantBits();
        nuls = Vector512.Equals(all, Vector512<byte>.Zero).ExtractMostSignificantBits();
    }

    /// <summary>The first carriage return or line feed without the other, or NUL outside a quoted pair (RFC 3261 section 25.1); -1 when there is none.</summary>
    private static int FirstFault(ReadOnlySpan<byte> text)
    {
        for (int i = text.IndexOfAny((byte)'\r', (byte)'\n', (byte)0); i >= 0 && i < text.Length;)
        {
            bool isGood = text[i] switch
            {
                (byte)'\r' => i + 1 == text.Length || text[i + 1] == (byte)'\n',
                (byte)'\n' => i > 0 && text[i - 1] == (byte)'\r',
                _ => i > 0 && text[i - 1] == (byte)'\\',
            };
            if (!isGood)
                return i;
            int next = text[(i + 1)..].IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            i = next < 0 ? -1 : i + 1 + next;
        }

        return -1;
    }
}
