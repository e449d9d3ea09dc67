using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>Finds where a run of characters of one class ends: 16 bytes at a step by two table look-ups within vectors.</summary>
internal static class ByteRun
{
    private static Vector128<byte> UpperHalves => Vector128.Create((byte)0, 0, 4, 8, 16, 32, 64, 128, 1, 1, 1, 1, 1, 1, 1, 1);

    /// <summary>The first offset from <paramref name="at"/> on whose byte is not of the class; the length of the text when all are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int End<TClass>(ReadOnlySpan<byte> text, int at)
        where TClass : struct, IByteClass
    {
        while (text.Length - at >= Vector128<byte>.Count)
        {
            uint others = Others<TClass>(text, at);
            if (others != 0)
                return at + BitOperations.TrailingZeroCount(others);
            at += Vector128<byte>.Count;
        }

        return EndOfTail<TClass>(text, at);
    }

    /// <summary>True when the text is not empty and all of it is of the class.</summary>
    public static bool IsAll<TClass>(ReadOnlySpan<byte> text)
        where TClass : struct, IByteClass => text.Length > 0 && End<TClass>(text, 0) == text.Length;

    private static int EndOfTail<TClass>(ReadOnlySpan<byte> text, int at)
        where TClass : struct, IByteClass
    {
        // The last 16 bytes of a longer text, without those that were looked at already.
        int last = text.Length - Vector128<byte>.Count;
        if (last >= 0)
            return Math.Min(at + BitOperations.TrailingZeroCount(Others<TClass>(text, last) >> (at - last) | 0x10000), text.Length);
        while ((uint)at < (uint)text.Length && TClass.Has(text[at]))
            at++;
        return at;
    }

    private static uint Others<TClass>(ReadOnlySpan<byte> text, int at)
        where TClass : struct, IByteClass
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);
        Vector128<byte> rows = Vector128.ShuffleNative(ByteRows<TClass>.All, bytes & Vector128.Create((byte)0x0F));
        Vector128<byte> row = Vector128.ShuffleNative(UpperHalves, (bytes.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0F));
        return Vector128.Equals(rows & row, Vector128<byte>.Zero).ExtractMostSignificantBits();
    }
}
