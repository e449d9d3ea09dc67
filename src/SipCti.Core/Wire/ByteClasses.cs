using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>Characters of a token (RFC 3261 section 25.1).</summary>
internal readonly struct TokenBytes : IByteClass
{
    private static readonly Vector128<byte> All = ByteClass.RowsOf(SipBytes.IsToken);

    public static Vector128<byte> Rows => All;

    public static bool Has(byte b) => SipBytes.IsToken(b);
}

/// <summary>Characters of a host name or an IPv4 address, see <see cref="SipBytes.IsHost"/>.</summary>
internal readonly struct HostBytes : IByteClass
{
    private static readonly Vector128<byte> All = ByteClass.RowsOf(SipBytes.IsHost);

    public static Vector128<byte> Rows => All;

    public static bool Has(byte b) => SipBytes.IsHost(b);
}

/// <summary>Characters of a URI part without escapes, see <see cref="SipBytes.IsUriText"/>.</summary>
internal readonly struct UriBytes : IByteClass
{
    private static readonly Vector128<byte> All = ByteClass.RowsOf(SipBytes.IsUriText);

    public static Vector128<byte> Rows => All;

    public static bool Has(byte b) => SipBytes.IsUriText(b);
}

/// <summary>Characters of a user part without escapes, see <see cref="SipBytes.IsUserText"/>.</summary>
internal readonly struct UserBytes : IByteClass
{
    private static readonly Vector128<byte> All = ByteClass.RowsOf(SipBytes.IsUserText);

    public static Vector128<byte> Rows => All;

    public static bool Has(byte b) => SipBytes.IsUserText(b);
}

/// <summary>Characters of a URI parameter without escapes, see <see cref="SipBytes.IsUriParameterText"/>.</summary>
internal readonly struct UriParameterBytes : IByteClass
{
    private static readonly Vector128<byte> All = ByteClass.RowsOf(SipBytes.IsUriParameterText);

    public static Vector128<byte> Rows => All;

    public static bool Has(byte b) => SipBytes.IsUriParameterText(b);
}

/// <summary>Characters that a parameter value without quotes is accepted with, see <see cref="SipBytes.IsValueText"/>.</summary>
internal readonly struct ValueBytes : IByteClass
{
    private static readonly Vector128<byte> All = ByteClass.RowsOf(SipBytes.IsValueText);

    public static Vector128<byte> Rows => All;

    public static bool Has(byte b) => SipBytes.IsValueText(b);
}

/// <summary>Makes the tables of <see cref="IByteClass"/>.</summary>
internal static class ByteClass
{
    public static Vector128<byte> RowsOf(Predicate<byte> has)
    {
        Span<byte> rows = stackalloc byte[16];
        for (int b = ' '; b < 128; b++)
        {
            if (has((byte)b))
                rows[b & 15] |= (byte)(1 << (b >> 4));
        }

        foreach (ref byte row in rows)
            row |= has(128) ? (byte)1 : (byte)0;
        return Vector128.Create<byte>(rows);
    }
}
