using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipCti.Messages;

/// <summary>The value of a <c>c=</c> line: where media is wanted (RFC 8866 section 5.7).</summary>
/// <param name="NetworkType">The network; <c>IN</c> for the Internet.</param>
/// <param name="AddressType"><c>IP4</c> or <c>IP6</c>.</param>
/// <param name="Address">An address or a host name; a multicast address with its <c>/ttl</c> and <c>/count</c> as written.</param>
public sealed record SdpConnection(string NetworkType, string AddressType, string Address)
{
    /// <summary>Makes a connection to an Internet address.</summary>
    /// <param name="address">An IPv4 or IPv6 address; of an IPv4 address mapped to IPv6 the IPv4 address counts, and a zone, which means nothing to others, is left out.</param>
    public static SdpConnection For(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new("IN", "IP6", new IPAddress(address.GetAddressBytes()).ToString())
            : new("IN", "IP4", address.ToString());
    }

    /// <summary>True for <c>0.0.0.0</c>, by which RFC 2543 phones hold a call, and for <c>::</c>.</summary>
    public bool IsUnspecified => Address is "0.0.0.0" or "::";

    /// <summary>The value as it stands in a description.</summary>
    public override string ToString() => $"{NetworkType} {AddressType} {Address}";

    internal static bool IsWellFormed(ReadOnlySpan<byte> value) => SdpWords.Count(value) == 3;

    /// <summary>Reads a well-formed value.</summary>
    internal static SdpConnection Read(ReadOnlySpan<byte> value)
    {
        var words = new SdpWords(value);
        return new SdpConnection(Next(ref words), Next(ref words), Next(ref words));
    }

    /// <summary>The line, when it can be read again.</summary>
    internal string ToLine()
    {
        string value = ToString();
        Guard.NoLineBreak(value);
        return IsWellFormed(Encoding.UTF8.GetBytes(value)) ? "c=" + value : throw new ArgumentException("Each part of a connection is one word.");
    }

    private static string Next(ref SdpWords words)
    {
        words.MoveNext();
        return SdpWords.Text(words.Current);
    }
}
