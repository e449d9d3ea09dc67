using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Addresses by the grammar: name-addr, addr-spec, Contact, and a URI in brackets.</summary>
internal static class StrictAddress
{
    /// <summary>name-addr or addr-spec, without the parameters behind it.</summary>
    public static bool NameAddrOrAddrSpec(ref StrictText text)
    {
        int start = text.At;
        if (text.Next == (byte)'"' || text.Next == (byte)'<')
            return NameAddr(ref text);
        while (text.Token())
            text.Space();
        if (text.Next == (byte)'<')
            return Bracketed(ref text);

        // A colon: what looked like a name was a scheme. Anything else is no token, and there it is wrong.
        if (text.Next != (byte)':')
            return false;
        text.At = start;
        return AddrSpec(ref text);
    }

    /// <summary>With brackets, as Route, Record-Route and Path demand.</summary>
    public static bool NameAddr(ref StrictText text)
    {
        if (text.Next == (byte)'"')
            return text.QuotedString() && text.Space() && Bracketed(ref text);
        while (text.Token())
            text.Space();
        return Bracketed(ref text);
    }

    /// <summary>A URI in brackets, with nothing between it and them.</summary>
    public static bool Bracketed(ref StrictText text)
    {
        if (!text.Take((byte)'<'))
            return false;
        int length = text.Rest.IndexOf((byte)'>');
        bool isUri = StrictUri.Check(length < 0 ? text.Rest : text.Rest[..length], mayHaveHeaders: true, out int fault);
        text.At += fault;
        return isUri && text.Take((byte)'>');
    }

    public static bool AddressWithParameters(ref StrictText text) => NameAddrOrAddrSpec(ref text) && text.Parameters();

    public static bool NameAddrWithParameters(ref StrictText text) => NameAddr(ref text) && text.Parameters();

    public static bool BracketedWithParameters(ref StrictText text) => Bracketed(ref text) && text.Parameters();

    /// <summary>From and To: the tag is a token (section 25.1).</summary>
    public static bool Tagged(ref StrictText text) => NameAddrOrAddrSpec(ref text) && Parameters(ref text, TagValue);

    public static bool Contact(ref StrictText text) => NameAddrOrAddrSpec(ref text) && Parameters(ref text, ContactValue);

    /// <summary>Parameters of which some have a grammar of their own.</summary>
    public static bool Parameters(ref StrictText text, StrictValue value)
    {
        while (text.Separator((byte)';'))
        {
            int name = text.At;
            if (!text.Token())
                return false;
            ReadOnlySpan<byte> known = text.Since(name);
            bool hasValue = text.Separator((byte)'=');
            if (!value(known, hasValue, ref text))
                return false;
        }

        return true;
    }

    // Without brackets the parameters belong to the header field, and ',' and '?' may not stand in the URI (section 20).
    private static bool AddrSpec(ref StrictText text)
    {
        int length = text.Rest.IndexOfAny(";, \t?"u8);
        bool isUri = StrictUri.Check(length < 0 ? text.Rest : text.Rest[..length], mayHaveHeaders: false, out int fault);
        text.At += fault;
        return isUri && text.Next != (byte)'?';
    }

    private static bool TagValue(ReadOnlySpan<byte> name, bool hasValue, ref StrictText text) =>
        Ascii.EqualsIgnoreCase(name, "tag"u8) ? hasValue && text.Token() : !hasValue || text.GenericValue();

    private static bool ContactValue(ReadOnlySpan<byte> name, bool hasValue, ref StrictText text)
    {
        if (Ascii.EqualsIgnoreCase(name, "q"u8))
            return hasValue && Preference(ref text);
        if (Ascii.EqualsIgnoreCase(name, "expires"u8))
            return hasValue && text.Number(uint.MaxValue);
        return !hasValue || text.GenericValue();
    }

    /// <summary>qvalue: 0 to 1, with three decimals at most.</summary>
    private static bool Preference(ref StrictText text)
    {
        bool isOne = text.Next == (byte)'1';
        if (text.Next is not ((byte)'0' or (byte)'1'))
            return false;
        text.At++;
        if (!text.Take((byte)'.'))
            return true;
        for (int i = 0; i < 3 && SipBytes.IsDigit(text.Next) && (!isOne || text.Next == (byte)'0'); i++)
            text.At++;
        return !SipBytes.IsDigit(text.Next);
    }
}

/// <summary>Checks the value of a parameter; stands behind the equals sign when there is one.</summary>
internal delegate bool StrictValue(ReadOnlySpan<byte> name, bool hasValue, ref StrictText text);
