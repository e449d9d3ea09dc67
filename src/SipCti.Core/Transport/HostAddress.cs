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

        // IPAddress also takes "1" and "0x7f.1", which are host names here.
        if (!host.Contains(':') && host.Count('.') != 3)
            return false;
        return IPAddress.TryParse(host, out address);
    }

    /// <summary>The address as the host part of a URI or a Via.</summary>
    public static string Format(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{WithoutScope(address)}]" : address.ToString();

    // A scope id means something on this machine only.
    private static IPAddress WithoutScope(IPAddress address) =>
        address.ScopeId == 0 ? address : new IPAddress(address.GetAddressBytes());
}
