using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Reads a host: a name, an IPv4 address or an IPv6 address in brackets (RFC 3261 section 25.1).</summary>
internal static class HostScanner
{
    public static bool TryScan(ReadOnlySpan<byte> text, ref int at, out int start, out int end)
    {
        start = at;
        if ((uint)at < (uint)text.Length && text[at] == (byte)'[')
        {
            bool hasColon = false;
            while (++at < text.Length && text[at] != (byte)']')
            {
                byte b = text[at];
                hasColon |= b == (byte)':';
                if (!SipBytes.IsHex(b) && b is not ((byte)':' or (byte)'.'))
                    break;
            }

            bool isClosed = at < text.Length && text[at] == (byte)']';
            end = ++at;
            return isClosed && hasColon;
        }

        at = end = ByteRun.End<HostBytes>(text, at);
        return end > start;
    }

    /// <summary>True when the text is a host and nothing else.</summary>
    public static bool IsHost(ReadOnlySpan<byte> text)
    {
        int at = 0;
        return TryScan(text, ref at, out _, out _) && at == text.Length;
    }
}
