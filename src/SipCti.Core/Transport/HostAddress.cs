using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace SipCti.Transport;

/// <summary>Addresses in the host part of a URI or a Via: an IPv6 address stands in brackets (RFC 3261 section 25.1).</summary>
internal static class HostAddress
{
    /// <summary>Reads an IPv4 address in four decimal parts, or an IPv6 address with or without brackets.</summary>
    public static bool TryParse(ReadOnlySpan<char> host, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (host.IsEmpty)
            return false;
        if (host[0] == '[')
            return host[^1] == ']' && IPAddress.TryParse(host[1..^1], out address) && address.AddressFamily == AddressFamily.InterNetworkV6;

        if (!IPAddress.TryParse(host, out address))
            return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return true;

        // IPAddress also takes "1", "0x7f.1" and octal parts, which RFC 3261 does not: what it would write is what counts.
        Span<char> canonical = stackalloc char[15];
        return address.TryFormat(canonical, out var length) && canonical[..length].SequenceEqual(host);
    }

    /// <summary>The address as the host part of a URI or a Via.</summary>
    public static string Format(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{WithoutScope(address)}]" : address.ToString();

    // A scope id means something on this machine only.
    private static IPAddress WithoutScope(IPAddress address) =>
        address.ScopeId == 0 ? address : new IPAddress(address.GetAddressBytes());
}
