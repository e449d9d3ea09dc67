using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>The table of a class for the look-up within vectors, made once.</summary>
internal static class ByteRows<TClass>
    where TClass : struct, IByteClass
{
    /// <summary>
    /// For each lower half of a byte the rows of the ASCII table in which it belongs to the set: bit n stands for upper half n;
    /// bit 0 stands for all bytes above 127 (the control characters of rows 0 and 1 are in no set).
    /// </summary>
    public static readonly Vector128<byte> All = Build();

    private static Vector128<byte> Build()
    {
        Span<byte> rows = stackalloc byte[16];
        for (int b = ' '; b < 128; b++)
        {
            if (TClass.Has((byte)b))
                rows[b & 15] |= (byte)(1 << (b >> 4));
        }

        foreach (ref byte row in rows)
            row |= TClass.Has(128) ? (byte)1 : (byte)0;
        return Vector128.Create<byte>(rows);
    }
}
