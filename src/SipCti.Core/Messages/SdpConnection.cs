using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace SipCti.Messages;

/// <summary>The value of a <c>c=</c> line: where media is wanted (RFC 8866 section 5.7).</summary>
/// <param name="NetworkType">The network; <c>IN</c> for the Internet.</param>
/// <param name="AddressType"><c>IP4</c> or <c>IP6</c>.</param>
/// <param name="Address">An address or a host name; a multicast address with its <c>/ttl</c> and <c>/count</c> as written.</param>
public sealed record SdpConnection(string NetworkType, string AddressType, string Address)
{
    /// <summary>Makes a connection to an Internet address.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    public static SdpConnection For(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new("IN", address.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4", address.ToString());
    }

    /// <summary>True for <c>0.0.0.0</c>, by which RFC 2543 phones hold a call, and for <c>::</c>.</summary>
    public bool IsUnspecified => Address is "0.0.0.0" or "::";

    /// <summary>The value as it stands in a description.</summary>
    public override string ToString() => $"{NetworkType} {AddressType} {Address}";

    internal static bool TryParse(string value, [NotNullWhen(true)] out SdpConnection? connection)
    {
        string[] parts = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        connection = parts.Length == 3 ? new SdpConnection(parts[0], parts[1], parts[2]) : null;
        return connection is not null;
    }
}
