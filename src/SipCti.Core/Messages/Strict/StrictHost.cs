using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>host by the grammar (RFC 3261 section 25.1, RFC 5954 section 4.1): labels of letters, digits and hyphens, the last one begins with a letter.</summary>
internal static class StrictHost
{
    /// <summary>How many bytes from the beginning are a host; 0 when there is none.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'[', ..])
        {
            int close = text.IndexOf((byte)']');
            return close > 0 && IsAddress(text[..(close + 1)]) ? close + 1 : 0;
        }

        int length = 0;
        while (length < text.Length && SipBytes.IsHost(text[length]))
            length++;
        ReadOnlySpan<byte> host = text[..length];
        return IsName(host) || IsAddress(host) ? length : 0;
    }

    /// <summary>An IPv4 address, or an IPv6 address in brackets.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> host)
    {
        Span<char> text = stackalloc char[48];
        Span<byte> address = stackalloc byte[16];
        return host.Length < text.Length && Ascii.IsValid(host) && IpText.Read(text[..Encoding.ASCII.GetChars(host, text)], address) != 0;
    }

    /// <summary>An IPv6 address without brackets.</summary>
    public static bool IsBareIpv6(ReadOnlySpan<byte> host)
    {
        Span<char> text = stackalloc char[48];
        Span<byte> address = stackalloc byte[16];
        return host.Length < text.Length && Ascii.IsValid(host) && IpText.TryReadIpv6(text[..Encoding.ASCII.GetChars(host, text)], address);
    }

    private static bool IsName(ReadOnlySpan<byte> host)
    {
        if (host.EndsWith("."u8))
            host = host[..^1];
        while (true)
        {
            int dot = host.IndexOf((byte)'.');
            ReadOnlySpan<byte> label = dot < 0 ? host : host[..dot];
            if (label.IsEmpty || label[0] == (byte)'-' || label[^1] == (byte)'-' || label.Contains((byte)'_'))
                return false;
            if (dot < 0)
                return SipBytes.IsAlpha(label[0]);
            host = host[(dot + 1)..];
        }
    }
}
