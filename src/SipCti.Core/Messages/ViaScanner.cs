using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Where the parts of one Via value stand in its text.</summary>
internal struct ViaSlices
{
    public Range Transport;
    public Range Host;
    public int Port;
    public int ParametersStart;
    public Range Branch;
    public Range Received;
    public bool HasRPort;
    public int RPort;
}

/// <summary>Splits one Via value: <c>SIP/2.0/TCP host:port;branch=...</c>, with spaces anywhere (RFC 3261 section 20.42).</summary>
internal static class ViaScanner
{
    public static bool TryScan(ReadOnlySpan<byte> text, out ViaSlices via)
    {
        via = default;
        int at = 0;
        if (!TryToken(text, ref at, out Range protocol) || !TrySlash(text, ref at)
            || !TryToken(text, ref at, out Range version) || !TrySlash(text, ref at)
            || !TryToken(text, ref at, out via.Transport))
        {
            return false;
        }

        if (!Ascii.EqualsIgnoreCase(text[protocol], "SIP"u8) || !text[version].SequenceEqual("2.0"u8))
            return false;
        int host = SipBytes.SkipSpace(text, at);
        if (host == at || !TryHostAndPort(text, host, ref via, out at))
            return false;
        via.ParametersStart = at;
        return TryParameters(text, at, ref via);
    }

    private static bool TryHostAndPort(ReadOnlySpan<byte> text, int start, ref ViaSlices via, out int at)
    {
        at = start;
        if (!HostScanner.TryScan(text, ref at, out int hostStart, out int hostEnd))
            return false;
        via.Host = hostStart..hostEnd;
        int colon = SipBytes.SkipSpace(text, at);
        if (colon == text.Length || text[colon] != (byte)':')
            return true;
        int port = at = SipBytes.SkipSpace(text, colon + 1);
        while (at < text.Length && SipBytes.IsDigit(text[at]))
            at++;
        if (!SipBytes.TryReadNumber(text[port..at], ushort.MaxValue, out uint number) || number == 0)
            return false;
        via.Port = (int)number;
        return true;
    }

    private static bool TryParameters(ReadOnlySpan<byte> text, int start, ref ViaSlices via)
    {
        var reader = new ParameterReader(text[start..]);
        while (reader.Next())
        {
            if (reader.IsNamed("branch"u8))
                via.Branch = RangeOf(text, reader.PlainValue);
            else if (reader.IsNamed("received"u8))
                via.Received = RangeOf(text, reader.PlainValue);
            else if (reader.IsNamed("rport"u8) && !TryRPort(reader, ref via))
                return false;
        }

        return !reader.IsMalformed;
    }

    private static bool TryRPort(in ParameterReader reader, ref ViaSlices via)
    {
        via.HasRPort = true;
        if (!reader.HasValue)
            return true;
        bool isPort = SipBytes.TryReadNumber(reader.Value, ushort.MaxValue, out uint port) && port != 0;
        via.RPort = (int)port;
        return isPort;
    }

    private static Range RangeOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty || !text.Overlaps(part, out int offset))
            return default;
        return offset..(offset + part.Length);
    }

    private static bool TryToken(ReadOnlySpan<byte> text, ref int at, out Range token)
    {
        int start = at = SipBytes.SkipSpace(text, at);
        while (at < text.Length && SipBytes.IsToken(text[at]))
            at++;
        token = start..at;
        return at > start;
    }

    private static bool TrySlash(ReadOnlySpan<byte> text, ref int at)
    {
        at = SipBytes.SkipSpace(text, at);
        return at < text.Length && text[at++] == (byte)'/';
    }
}
