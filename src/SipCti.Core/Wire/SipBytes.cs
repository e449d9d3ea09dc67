using System.Buffers;
using System.Runtime.CompilerServices;

namespace SipCti.Wire;

/// <summary>The character classes of RFC 3261 section 25.1 as one table over bytes.</summary>
internal static class SipBytes
{
    private const byte Token = 1;
    private const byte Host = 2;
    private const byte Visible = 4;
    private const byte Hex = 8;
    private const byte Digit = 16;
    private const byte Space = 32;
    private const byte Alpha = 64;
    private const byte UriText = 128;

    // More than a token: addresses with colons, branches with '/' or '=' are about.
    private static readonly SearchValues<byte> ValueText =
        SearchValues.Create("!#$%&'()*+-./0123456789:=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private static readonly byte[] Classes = Build();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsToken(byte b) => (Classes[b] & Token) != 0;

    /// <summary>A letter, digit, '-' or '.'; also '_', which is no host name character but stands in many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsHost(byte b) => (Classes[b] & Host) != 0;

    /// <summary>From '!' to '~'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsVisible(byte b) => (Classes[b] & Visible) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsHex(byte b) => (Classes[b] & Hex) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAlpha(byte b) => (Classes[b] & Alpha) != 0;

    /// <summary>SP or HT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t';

    /// <summary>SP, HT, CR or LF: what a folded line may consist of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLinearSpace(byte b) => (Classes[b] & Space) != 0;

    /// <summary>
    /// A character that a URI part is accepted with: visible, but none of <c>&lt; &gt; " % \</c>; also a byte above 127, which is escaped later.
    /// More than RFC 3261 section 25.1 allows, since dialled strings hold '#' and the like unescaped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUriText(byte b) => (Classes[b] & UriText) != 0;

    /// <summary>A character that a parameter value without quotes is accepted with: visible, but none of <c>&lt; &gt; " , ;</c>.</summary>
    public static bool IsValueText(byte b) => ValueText.Contains(b);

    /// <summary>A character of a user part or a password: of a URI, but none of <c>: @</c>.</summary>
    public static bool IsUserText(byte b) => IsUriText(b) && b is not ((byte)':' or (byte)'@');

    /// <summary>A character of a URI parameter: of a URI, but none of <c>; ?</c>.</summary>
    public static bool IsUriParameterText(byte b) => IsUriText(b) && b is not ((byte)';' or (byte)'?');

    public static bool IsTokenText(ReadOnlySpan<byte> text) => ByteRun.IsAll<TokenBytes>(text);

    public static bool IsTokenText(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c > 127 || !IsToken((byte)c))
                return false;
        }

        return text.Length > 0;
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsLinearSpace(text[start]))
            start++;
        while (end > start && IsLinearSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && IsSpace(text[at]))
            at++;
        return at;
    }

    /// <summary>Reads a decimal number that must fill the whole text; false when empty, not decimal or above <paramref name="most"/>.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, uint most, out uint value)
    {
        value = 0;
        ulong sum = 0;
        foreach (byte b in text)
        {
            if (!IsDigit(b))
                return false;
            sum = (sum * 10) + (uint)(b - '0');
            if (sum > most)
                return false;
        }

        value = (uint)sum;
        return text.Length > 0;
    }

    private static byte[] Build()
    {
        byte[] classes = new byte[256];
        for (int b = '!'; b <= '~'; b++)
            classes[b] |= Visible | UriText;
        for (int b = 128; b < 256; b++)
            classes[b] |= UriText;
        foreach (byte b in "<>\"%\\"u8)
            classes[b] &= unchecked((byte)~UriText);
        for (int b = '0'; b <= '9'; b++)
            classes[b] |= Token | Host | Hex | Digit;
        for (int b = 'A'; b <= 'Z'; b++)
        {
            byte hex = b <= 'F' ? Hex : (byte)0;
            classes[b] |= (byte)(Token | Host | Alpha | hex);
            classes[b | 0x20] |= (byte)(Token | Host | Alpha | hex);
        }

        foreach (byte b in "-.!%*_+`'~"u8)
            classes[b] |= Token;
        foreach (byte b in "-._"u8)
            classes[b] |= Host;
        foreach (byte b in " \t\r\n"u8)
            classes[b] |= Space;
        return classes;
    }
}
