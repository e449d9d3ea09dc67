using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Checks of what a programmer hands in: text that would break out of its place in a message is refused.</summary>
internal static class Guard
{
    private static readonly SearchValues<char> Breaking = SearchValues.Create("\r\n\0");

    public static void NoLineBreak(string value, [CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        if (value.AsSpan().ContainsAny(Breaking))
            throw new ArgumentException("The text holds a carriage return, a line feed or a NUL.", parameter);
    }

    public static void NoLineBreak(ReadOnlySpan<byte> value, string parameter)
    {
        if (value.ContainsAny((byte)'\r', (byte)'\n', (byte)0))
            throw new ArgumentException("The text holds a carriage return, a line feed or a NUL.", parameter);
    }

    public static void Token(string value, [CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        if (!SipBytes.IsTokenText(value))
            throw new ArgumentException($"'{value}' is no token (RFC 3261 section 25.1).", parameter);
    }

    /// <summary>A host name or address. What is made here is held to the grammar of RFC 5954: of IPv6 references the scanner looks at the characters alone.</summary>
    public static void Host(string value, [CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        Span<byte> address = stackalloc byte[16];
        bool isHost = Ascii.IsValid(value) && HostScanner.IsHost(Encoding.ASCII.GetBytes(value)) && (value[0] != '[' || IpText.Read(value, address) != 0);
        if (!isHost)
            throw new ArgumentException($"'{value}' is no host (RFC 3261 section 25.1).", parameter);
    }

    public static void Port(int? value, [CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        if (value is < 1 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(parameter, value, "A port is from 1 to 65535.");
    }
}
