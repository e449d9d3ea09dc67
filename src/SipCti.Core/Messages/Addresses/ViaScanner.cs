using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Where the parts of one Via value stand in its text. An absent part has its end at zero.</summary>
internal struct ViaSlices
{
    public bool HasRPort;
    public ushort TransportStart;
    public ushort TransportEnd;
    public ushort HostStart;
    public ushort HostEnd;

    /// <summary>0 when there is none.</summary>
    public ushort Port;

    /// <summary>0 when there is none, or without a value.</summary>
    public ushort RPort;

    /// <summary>Behind host and port.</summary>
    public ushort ParametersStart;
    public ushort BranchStart;
    public ushort BranchEnd;
    public ushort ReceivedStart;
    public ushort ReceivedEnd;
}

/// <summary>Splits one Via value, which is ASCII: <c>SIP/2.0/TCP host:port;branch=...</c>, with spaces anywhere (RFC 3261 section 20.42).</summary>
internal static class ViaScanner
{
    /// <summary>Reads one value that fills the whole text.</summary>
    public static bool TryScan(ReadOnlySpan<byte> text, out ViaSlices via) => TryScanPrefix(text, out via, out int end) && end == text.Length;

    /// <summary>Reads the value that the text begins with.</summary>
    /// <param name="text">One value or a list.</param>
    /// <param name="via">Where its parts stand.</param>
    /// <param name="end">The comma behind it, or the length of the text.</param>
    public static bool TryScanPrefix(ReadOnlySpan<byte> text, out ViaSlices via, out int end)
    {
        via = default;
        end = 0;
        if (text.Length > ushort.MaxValue || !TryProtocol(text, out int at))
            return false;
        int start = SipBytes.SkipSpace(text, at);
        at = text[start..] is [_, _, _, (byte)' ', ..] && text.Slice(start, 3) is var name && (name.SequenceEqual("TCP"u8) || name.SequenceEqual("UDP"u8) || name.SequenceEqual("TLS"u8))
            ? start + 3
            : ByteRun.End<TokenBytes>(text, start);
        via.TransportStart = (ushort)start;
        via.TransportEnd = (ushort)at;
        int host = SipBytes.SkipSpace(text, at);
        if (at == start || host == at || !TryHostAndPort(text, host, ref via, out at))
            return false;
        via.ParametersStart = (ushort)at;
        return TryParameters(text, at, ref via, out end);
    }

    /// <summary>Protocol and version with both slashes: nearly always without spaces.</summary>
    private static bool TryProtocol(ReadOnlySpan<byte> text, out int at)
    {
        at = "SIP/2.0/".Length;
        if (text.StartsWith("SIP/2.0/"u8))
            return true;
        at = SipBytes.SkipSpace(text, 0);
        return TryWord(text, "SIP"u8, ref at) && TryWord(text, "/"u8, ref at) && TryWord(text, "2.0"u8, ref at) && TryWord(text, "/"u8, ref at);
    }

    private static bool TryWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word, ref int at)
    {
        if (text.Length - at < word.Length || !Ascii.EqualsIgnoreCase(text.Slice(at, word.Length), word))
            return false;
        at = SipBytes.SkipSpace(text, at + word.Length);
        return true;
    }

    private static bool TryHostAndPort(ReadOnlySpan<byte> text, int start, ref ViaSlices via, out int at)
    {
        at = start;
        if (!HostScanner.TryScan(text, ref at, out int hostStart, out int hostEnd))
            return false;
        via.HostStart = (ushort)hostStart;
        via.HostEnd = (ushort)hostEnd;
        int colon = SipBytes.SkipSpace(text, at);
        if (colon == text.Length || text[colon] != (byte)':')
            return true;
        int port = at = SipBytes.SkipSpace(text, colon + 1);
        while ((uint)at < (uint)text.Length && SipBytes.IsDigit(text[at]))
            at++;
        bool isPort = SipBytes.TryReadNumber(text[port..at], ushort.MaxValue, out uint number) && number != 0;
        via.Port = (ushort)number;
        return isPort;
    }

    // A parameter that stands twice counts the first time, as everywhere.
    private static bool TryParameters(ReadOnlySpan<byte> text, int offset, ref ViaSlices via, out int end)
    {
        end = 0;
        var reader = new ParameterReader(text[offset..], isInList: true);
        while (reader.Next())
        {
            // Beyond ASCII there is nothing but what a quoted string holds.
            if (reader.HasValue && reader.Value[0] == (byte)'"' && !Ascii.IsValid(reader.Value))
                return false;
            if (reader.IsNamed("branch"u8))
                Take(reader, offset, ref via.BranchStart, ref via.BranchEnd);
            else if (reader.IsNamed("received"u8))
                Take(reader, offset, ref via.ReceivedStart, ref via.ReceivedEnd);
            else if (!via.HasRPort && reader.IsNamed("rport"u8) && !TryRPort(reader, ref via))
                return false;
        }

        end = offset + reader.End;
        return !reader.IsMalformed;
    }

    private static void Take(in ParameterReader reader, int offset, ref ushort start, ref ushort end)
    {
        if (!reader.HasValue || end != 0)
            return;
        (int valueStart, int valueEnd) = reader.PlainValueRange;
        start = (ushort)(offset + valueStart);
        end = (ushort)(offset + valueEnd);
    }

    private static bool TryRPort(in ParameterReader reader, ref ViaSlices via)
    {
        via.HasRPort = true;
        if (!reader.HasValue)
            return true;
        bool isPort = SipBytes.TryReadNumber(reader.Value, ushort.MaxValue, out uint port) && port != 0;
        via.RPort = (ushort)port;
        return isPort;
    }
}
