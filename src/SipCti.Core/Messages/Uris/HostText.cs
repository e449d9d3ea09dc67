namespace SipCti.Messages;

/// <summary>
/// Compares hosts: names ignoring case (RFC 3261 section 19.1.4), addresses by what they mean, however they are written (RFC 5954
/// section 4.2). An IPv4 address and the IPv6 address that maps it are two addresses. A name is never the address that it resolves to.
/// </summary>
internal static class HostText
{
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Equals(right, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!MayBeAddress(left) || !MayBeAddress(right))
            return false;
        Span<byte> one = stackalloc byte[16];
        Span<byte> other = stackalloc byte[16];
        int length = IpText.Read(left, one);
        return length != 0 && length == IpText.Read(right, other) && one[..length].SequenceEqual(other[..length]);
    }

    public static int Hash(ReadOnlySpan<char> host)
    {
        Span<byte> address = stackalloc byte[16];
        int length = MayBeAddress(host) ? IpText.Read(host, address) : 0;
        if (length == 0)
            return string.GetHashCode(host, StringComparison.OrdinalIgnoreCase);
        var hash = default(HashCode);
        hash.AddBytes(address[..length]);
        return hash.ToHashCode();
    }

    private static bool MayBeAddress(ReadOnlySpan<char> host) => !host.IsEmpty && (host[0] == '[' || char.IsAsciiDigit(host[0]));
}
