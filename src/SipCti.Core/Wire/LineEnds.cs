using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>
/// Finds the ends of all lines up to the blank line, 64 bytes at a step: one mask of line feeds, one of carriage returns,
/// one of NUL, and a glance at each line feed.
/// </summary>
internal static class LineEnds
{
    /// <summary>Collects the offset behind each line; the last is that of the blank line.</summary>
    /// <param name="bytes">A message from its first byte.</param>
    /// <param name="ends">Room for the offsets; replaced by a larger one when it is too small.</param>
    /// <param name="most">The offset beyond which no more lines are looked for.</param>
    /// <param name="fault">What is wrong when the blank line is not reached.</param>
    /// <returns>How many lines, the blank one included; -1 when the blank line is not reached.</returns>
    public static int Find(ReadOnlySpan<byte> bytes, ref Span<int> ends, int most, out SipFault fault)
    {
        Span<byte> tail = stackalloc byte[64];
        int count = 0;
        int lineStart = 0;
        ulong carry = 0;
        for (int block = 0; block < bytes.Length && lineStart <= most; block += 64)
        {
            scoped ReadOnlySpan<byte> step = bytes[block..];
            if (step.Length < 64)
            {
                tail.Fill((byte)' ');
                step.CopyTo(tail);
                step = tail;
            }

            Masks(step, out ulong feeds, out ulong returns, out ulong nuls);
            ulong behindReturns = (returns << 1) | carry;
            carry = returns >> 63;
            ulong odd = (feeds ^ behindReturns) | nuls;
            int good = odd == 0 ? 64 : FirstFault(bytes, block, odd, feeds ^ behindReturns);
            if (good < 64)
                feeds &= (1UL << good) - 1;
            for (; feeds != 0; feeds &= feeds - 1)
            {
                int end = block + BitOperations.TrailingZeroCount(feeds) + 1;
                if (count == ends.Length)
                    ends = Grow(ends);
                ends[count++] = end;
                if (end - lineStart == 2)
                {
                    fault = default;
                    return count;
                }

                lineStart = end;
            }

            if (good < 64)
            {
                fault = new SipFault(SipFaultKind.ControlCharacter, null, block + good);
                return -1;
            }
        }

        fault = new SipFault(lineStart > most ? SipFaultKind.HeaderBlockTooLarge : SipFaultKind.HeaderBlockUnterminated, null, lineStart);
        return -1;
    }

    /// <summary>The offset behind the next line feed; -1 when there is none.</summary>
    public static int Next(ReadOnlySpan<byte> bytes, int at)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        for (; at + Vector256<byte>.Count <= bytes.Length; at += Vector256<byte>.Count)
        {
            uint feeds = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.Create((byte)'\n')).ExtractMostSignificantBits();
            if (feeds != 0)
                return at + BitOperations.TrailingZeroCount(feeds) + 1;
        }

        int feed = bytes[at..].IndexOf((byte)'\n');
        return feed < 0 ? -1 : at + feed + 1;
    }

    private static void Masks(ReadOnlySpan<byte> step, out ulong feeds, out ulong returns, out ulong nuls)
    {
        ref byte first = ref MemoryMarshal.GetReference(step);
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<byte> all = Vector512.LoadUnsafe(ref first);
            feeds = Vector512.Equals(all, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            returns = Vector512.Equals(all, Vector512.Create((byte)'\r')).ExtractMostSignificantBits();
            nuls = Vector512.Equals(all, Vector512<byte>.Zero).ExtractMostSignificantBits();
            return;
        }

        Vector256<byte> low = Vector256.LoadUnsafe(ref first);
        Vector256<byte> high = Vector256.LoadUnsafe(ref first, 32);
        feeds = Mask(low, high, (byte)'\n');
        returns = Mask(low, high, (byte)'\r');
        nuls = Mask(low, high, 0);
    }

    private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte wanted)
    {
        Vector256<byte> all = Vector256.Create(wanted);
        return Vector256.Equals(low, all).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, all).ExtractMostSignificantBits() << 32);
    }

    /// <summary>The first position of the step that is at fault; 64 when each odd one is a NUL in a quoted pair (RFC 3261 section 25.1).</summary>
    private static int FirstFault(ReadOnlySpan<byte> bytes, int block, ulong odd, ulong unpaired)
    {
        for (; odd != 0; odd &= odd - 1)
        {
            int bit = BitOperations.TrailingZeroCount(odd);
            int at = block + bit;
            bool isQuotedNul = (unpaired & (1UL << bit)) == 0 && at > 0 && bytes[at - 1] == (byte)'\\';
            if (!isQuotedNul && at < bytes.Length)
                return bit;
        }

        return 64;
    }

    private static Span<int> Grow(Span<int> ends)
    {
        int[] more = new int[ends.Length * 2];
        ends.CopyTo(more);
        return more;
    }
}
