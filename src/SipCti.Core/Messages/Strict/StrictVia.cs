using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Via by the grammar (RFC 3261 sections 20.42 and 25.1, RFC 3581).</summary>
internal static class StrictVia
{
    public static bool Check(ref StrictText text)
    {
        bool isSent = text.Token() && text.Separator((byte)'/') && text.Token() && text.Separator((byte)'/') && text.Token()
            && text.SomeSpace() && text.Host() && (!text.Separator((byte)':') || text.Number(ushort.MaxValue));
        return isSent && StrictAddress.Parameters(ref text, Value);
    }

    private static bool Value(ReadOnlySpan<byte> name, bool hasValue, ref StrictText text)
    {
        if (Ascii.EqualsIgnoreCase(name, "branch"u8))
            return hasValue && Branch(ref text);
        if (Ascii.EqualsIgnoreCase(name, "received"u8))
            return hasValue && Received(ref text);
        if (Ascii.EqualsIgnoreCase(name, "ttl"u8))
            return hasValue && text.Number(byte.MaxValue);
        if (Ascii.EqualsIgnoreCase(name, "maddr"u8))
            return hasValue && text.Host();
        if (Ascii.EqualsIgnoreCase(name, "rport"u8))
            return !hasValue || text.Number(ushort.MaxValue);
        return !hasValue || text.GenericValue();
    }

    // A bare cookie promises an identifier and gives none (section 8.1.1.7; RFC 4475 section 3.2.1).
    private static bool Branch(ref StrictText text)
    {
        int start = text.At;
        if (!text.Token())
            return false;
        if (!Ascii.EqualsIgnoreCase(text.Since(start), SipTokens.MagicCookie))
            return true;
        text.At = start;
        return false;
    }

    // The grammar has an IPv6 address without brackets here; RFC 5118 section 4.5 has them accepted, too.
    private static bool Received(ref StrictText text)
    {
        if (text.Next == (byte)'[')
            return text.Host();
        int start = text.At;
        while (SipBytes.IsHex(text.Next) || text.Next is (byte)':' or (byte)'.')
            text.At++;
        bool isAddress = StrictHost.IsAddress(text.Since(start)) || StrictHost.IsBareIpv6(text.Since(start));
        text.At = isAddress ? text.At : start;
        return isAddress;
    }
}
