using System.Globalization;

namespace SipCti.Messages;

/// <content>The parameters that RFC 3261 section 19.1.1 knows, found in the text without making the others.</content>
public sealed partial class SipUri
{
    private static readonly string[] KnownTransports = ["tcp", "TCP", "udp", "UDP", "tls", "TLS", "ws", "wss", "WS", "WSS", "sctp"];

    /// <summary>The <c>transport</c> parameter as it stands; null when there is none. Compare ignoring case.</summary>
    public string? Transport => TryGetParameter("transport", out ReadOnlySpan<char> value) ? Known(value) : null;

    /// <summary>True when the <c>lr</c> parameter says that this proxy routes loosely (RFC 3261 section 16.12).</summary>
    public bool IsLooseRoute => _slices.IsLoose;

    /// <summary>The <c>maddr</c> parameter: the address to send to instead of the host; null when there is none.</summary>
    public string? Maddr => TryGetParameter("maddr", out ReadOnlySpan<char> value) ? UriEscape.Unescape(value) : null;

    /// <summary>The <c>ttl</c> parameter: the time-to-live of a multicast packet, 0 to 255; null when there is none, or one out of range.</summary>
    public int? Ttl =>
        TryGetParameter("ttl", out ReadOnlySpan<char> value) && byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out byte ttl) ? ttl : null;

    /// <summary>The <c>method</c> parameter: the method of a request made from this URI; null when there is none, or no token.</summary>
    public SipMethod? Method
    {
        get
        {
            if (!TryGetParameter("method", out ReadOnlySpan<char> value))
                return null;
            string name = UriEscape.Unescape(value);
            return Wire.SipBytes.IsTokenText(name) ? new SipMethod(name) : null;
        }
    }

    /// <summary>Looks a parameter up without allocating.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">Its value as it stands, with its escapes; empty when it has none.</param>
    /// <returns>False when there is no such parameter.</returns>
    public bool TryGetParameter(ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        ParameterCursor cursor = AllParameters;
        while (cursor.Next())
        {
            if (!cursor.IsNamed(name))
                continue;
            value = cursor.Value;
            return true;
        }

        value = default;
        return false;
    }

    private static string? Known(ReadOnlySpan<char> value)
    {
        foreach (string known in KnownTransports)
        {
            if (value.SequenceEqual(known))
                return known;
        }

        return value.IsEmpty ? null : UriEscape.Unescape(value);
    }
}
