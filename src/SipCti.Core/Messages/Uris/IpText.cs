using System.Buffers.Binary;

namespace SipCti.Messages;

/// <summary>
/// Addresses as text (RFC 3261 section 25.1 with the correction of RFC 5954 section 4.1). An IPv6 reference has no zone: the grammar of
/// SIP knows none, and a zone means something on its own machine only (RFC 4007 section 6).
/// </summary>
internal static class IpText
{
    private const int Groups = 8;

    /// <summary>Reads an IPv4 address, or an IPv6 address in brackets.</summary>
    /// <param name="host">A host.</param>
    /// <param name="address">Room for 16 bytes.</param>
    /// <returns>4 or 16, the bytes of the address; 0 when the host is a name.</returns>
    public static int Read(ReadOnlySpan<char> host, Span<byte> address)
    {
        if (host is ['[', .., ']'])
            return TryReadIpv6(host[1..^1], address) ? 16 : 0;
        return TryReadIpv4(host, address) ? 4 : 0;
    }

    /// <summary>Four decimal numbers of one to three digits; leading zeros are no octal.</summary>
    public static bool TryReadIpv4(ReadOnlySpan<char> text, Span<byte> address)
    {
        int at = 0;
        for (int i = 0; i < 4; i++)
        {
            if (i > 0 && (at >= text.Length || text[at++] != '.'))
                return false;
            int start = at;
            int value = 0;
            while (at < text.Length && char.IsAsciiDigit(text[at]) && at - start < 3)
                value = (value * 10) + (text[at++] - '0');
            if (at == start || value > 255)
                return false;
            address[i] = (byte)value;
        }

        return at == text.Length;
    }

    /// <summary>An IPv6 address without brackets.</summary>
    public static bool TryReadIpv6(ReadOnlySpan<char> text, Span<byte> address)
    {
        Span<ushort> groups = stackalloc ushort[Groups];
        int count = 0;
        int gap = -1;
        if (text is [':', ':', ..])
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            int length = text.IndexOf(':');
            ReadOnlySpan<char> group = length < 0 ? text : text[..length];
            if (length < 0 && group.Contains('.'))
                return count <= Groups - 2 && TryReadIpv4(group, address) && Take(address, groups, ref count) && Fill(groups, count, gap, address);
            if (count == Groups || !TryReadGroup(group, out groups[count++]))
                return false;
            if (length < 0)
                break;
            text = text[(length + 1)..];
            if (text.IsEmpty)
                return false;
            if (text[0] != ':')
                continue;
            if (gap >= 0)
                return false;
            gap = count;
            text = text[1..];
        }

        return Fill(groups, count, gap, address);
    }

    private static bool TryReadGroup(ReadOnlySpan<char> text, out ushort value)
    {
        int sum = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                value = 0;
                return false;
            }

            sum = (sum << 4) + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }

        value = (ushort)sum;
        return text.Length is >= 1 and <= 4;
    }

    private static bool Take(ReadOnlySpan<byte> ipv4, Span<ushort> groups, ref int count)
    {
        groups[count++] = BinaryPrimitives.ReadUInt16BigEndian(ipv4);
        groups[count++] = BinaryPrimitives.ReadUInt16BigEndian(ipv4[2..]);
        return true;
    }

    /// <summary>Puts zeros where the two colons stand; they stand for one group at least.</summary>
    private static bool Fill(ReadOnlySpan<ushort> groups, int count, int gap, Span<byte> address)
    {
        if (gap < 0 ? count != Groups : count == Groups)
            return false;
        int zeros = Groups - count;
        address[..16].Clear();
        for (int i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(address[(2 * (gap < 0 || i < gap ? i : i + zeros))..], groups[i]);
        return true;
    }
}
