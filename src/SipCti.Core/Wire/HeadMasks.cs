using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>Up to 64 bytes of a head as masks, the first byte in bit 0: where the bytes stand that decide where lines, fields and the head end.</summary>
internal readonly ref struct HeadMasks
{
    public const int Size = 64;
    private readonly Vector512<byte> _bytes;
    private readonly int _shift;

    /// <summary>Takes the bytes from a position on, or those that are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HeadMasks(ReadOnlySpan<byte> bytes, int at)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        if (bytes.Length - at >= Size)
        {
            _bytes = Vector512.LoadUnsafe(ref first, (nuint)at);
        }
        else if (bytes.Length >= Size)
        {
            // The last 64 bytes; those before the position are shifted out of each mask.
            _shift = Size - (bytes.Length - at);
            _bytes = Vector512.LoadUnsafe(ref first, (nuint)(bytes.Length - Size));
        }
        else
        {
            _bytes = LoadShort(bytes[at..]);
        }
    }

    /// <summary>Line feeds.</summary>
    public ulong Feeds => Of(_bytes, (byte)'\n') >> _shift;

    /// <summary>Carriage returns.</summary>
    public ulong Returns => Of(_bytes, (byte)'\r') >> _shift;

    /// <summary>SP and HT: behind a line end they continue the field.</summary>
    public ulong Spaces => (Of(_bytes, (byte)' ') | Of(_bytes, (byte)'\t')) >> _shift;

    /// <summary>The letter C in either case.</summary>
    public ulong Cs => Of(_bytes | Vector512.Create((byte)0x20), (byte)'c') >> _shift;

    /// <summary>The letter L in either case.</summary>
    public ulong Ls => Of(_bytes | Vector512.Create((byte)0x20), (byte)'l') >> _shift;

    /// <summary>Where a byte stands among 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(Vector512<byte> bytes, byte wanted)
    {
        if (Vector512.IsHardwareAccelerated)
            return Vector512.Equals(bytes, Vector512.Create(wanted)).ExtractMostSignificantBits();
        Vector256<byte> all = Vector256.Create(wanted);
        ulong low = Vector256.Equals(bytes.GetLower(), all).ExtractMostSignificantBits();
        ulong high = Vector256.Equals(bytes.GetUpper(), all).ExtractMostSignificantBits();
        return low | (high << 32);
    }

    private static Vector512<byte> LoadShort(ReadOnlySpan<byte> bytes)
    {
        // Padded with what is none of the bytes looked for.
        Span<byte> padded = stackalloc byte[Size];
        padded.Fill(0xff);
        bytes.CopyTo(padded);
        return Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(padded));
    }
}
