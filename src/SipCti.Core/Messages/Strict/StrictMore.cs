namespace SipCti.Messages;

/// <summary>Grammars of single header fields (RFC 3261 section 25.1).</summary>
internal static class StrictMore
{
    /// <summary>TEXT-UTF8: no control characters.</summary>
    public static bool Text(ref StrictText text)
    {
        for (; !text.IsEnd; text.At++)
        {
            if ((text.Next < ' ' && text.Next != (byte)'\t') || text.Next == 0x7F)
                return false;
        }

        return true;
    }

    /// <summary>Type and subtype with parameters; either may be <c>*</c> in Accept, which is a token.</summary>
    public static bool MediaType(ref StrictText text) => text.Token() && text.Separator((byte)'/') && text.Token() && text.Parameters();

    public static bool AuthParameter(ref StrictText text) =>
        text.Token() && text.Separator((byte)'=') && (text.Next == (byte)'"' ? text.QuotedString() : text.Token());

    /// <summary>Products with versions, and comments, with white space between.</summary>
    public static bool Products(ref StrictText text)
    {
        do
        {
            bool isRead = text.Next == (byte)'(' ? text.Comment() : text.Token() && (!text.Separator((byte)'/') || text.Token());
            if (!isRead)
                return false;
        }
        while ((text.SomeSpace() || text.Next == (byte)'(') && !text.IsEnd);
        return true;
    }

    public static bool Warning(ref StrictText text)
    {
        int code = text.At;
        if (!text.Digits() || text.At - code != 3)
            return false;
        if (!text.Take((byte)' '))
            return false;

        // A host with a port, or a token as a pseudonym; a host without a port is one, too.
        bool isAgent = text.Next == (byte)'[' ? text.Host() : text.Token();
        return isAgent && (!text.Take((byte)':') || text.Number(ushort.MaxValue)) && text.Take((byte)' ') && text.QuotedString();
    }

    public static bool Timestamp(ref StrictText text) => text.Digits() && Fraction(ref text) && (!text.SomeSpace() || (Whole(ref text) && Fraction(ref text)));

    private static bool Whole(ref StrictText text) => text.Digits() || text.Next == (byte)'.';

    private static bool Fraction(ref StrictText text)
    {
        if (text.Take((byte)'.'))
            text.Digits();
        return true;
    }
}
