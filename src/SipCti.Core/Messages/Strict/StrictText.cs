using System.Buffers;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// A place in a text, and the steps of RFC 3261 section 25.1 that move it on. A step that finds something else answers false and leaves
/// the place where the text went wrong.
/// </summary>
internal ref struct StrictText(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> WordBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~()<>:\\\"/[]?{}"u8);

    private readonly ReadOnlySpan<byte> _text = text;

    public int At { get; set; }

    public readonly bool IsEnd => At == _text.Length;

    /// <summary>The byte at the place; 0 at the end.</summary>
    public readonly byte Next => IsEnd ? (byte)0 : _text[At];

    /// <summary>The text from the place on.</summary>
    public readonly ReadOnlySpan<byte> Rest => _text[At..];

    /// <summary>What lies between an earlier place and this one.</summary>
    public readonly ReadOnlySpan<byte> Since(int start) => _text[start..At];

    public bool Take(byte b)
    {
        if (Next != b || IsEnd)
            return false;
        At++;
        return true;
    }

    /// <summary>SWS: white space or none.</summary>
    public bool Space()
    {
        At = SipBytes.SkipSpace(_text, At);
        return true;
    }

    /// <summary>LWS: white space, at least one.</summary>
    public bool SomeSpace()
    {
        int start = At;
        Space();
        return At > start;
    }

    /// <summary>A separator with white space around it: SEMI, EQUAL, COMMA, SLASH, COLON.</summary>
    public bool Separator(byte b)
    {
        int start = At;
        if (Space() && Take(b) && Space())
            return true;
        At = start;
        return false;
    }

    public bool Token()
    {
        int start = At;
        while (!IsEnd && SipBytes.IsToken(_text[At]))
            At++;
        return At > start;
    }

    public bool Word()
    {
        int length = Rest.IndexOfAnyExcept(WordBytes);
        int start = At;
        At = length < 0 ? _text.Length : At + length;
        return At > start;
    }

    public bool Digits()
    {
        int start = At;
        while (!IsEnd && SipBytes.IsDigit(_text[At]))
            At++;
        return At > start;
    }

    /// <summary>A decimal number within its range.</summary>
    public bool Number(uint most)
    {
        int start = At;
        if (!Digits())
            return false;
        if (SipBytes.TryReadNumber(Since(start), most, out _))
            return true;
        At = start;
        return false;
    }

    public bool QuotedString()
    {
        if (!Take((byte)'"'))
            return false;
        for (; !IsEnd; At++)
        {
            byte b = _text[At];
            if (b == (byte)'"')
                return Take(b);
            if ((b == (byte)'\\' && !QuotedPair()) || (b < ' ' && b != (byte)'\t') || b == 0x7F)
                return false;
        }

        return false;
    }

    /// <summary>Text in parentheses, which may hold more of them.</summary>
    public bool Comment()
    {
        if (Next != (byte)'(')
            return false;
        int depth = 0;
        for (; !IsEnd; At++)
        {
            byte b = _text[At];
            if (b == (byte)'(')
                depth++;
            else if (b == (byte)')' && --depth == 0)
                return Take(b);
            else if (b == (byte)'\\' && !QuotedPair())
                return false;
            else if ((b < ' ' && b != (byte)'\t') || b == 0x7F)
                return false;
        }

        return false;
    }

    /// <summary>callid: a word, or two with an '@' between.</summary>
    public bool CallId() => Word() && (!Take((byte)'@') || Word());

    /// <summary>host: a name, an IPv4 address or an IPv6 reference.</summary>
    public bool Host()
    {
        int length = StrictHost.Length(Rest);
        At += Math.Max(length, 0);
        return length > 0;
    }

    /// <summary>Any number of parameters, each with its semicolon: generic-param.</summary>
    public bool Parameters()
    {
        while (Separator((byte)';'))
        {
            if (!Token() || (Separator((byte)'=') && !GenericValue()))
                return false;
        }

        return true;
    }

    /// <summary>gen-value: a token, a host or a quoted string.</summary>
    public bool GenericValue() => Next switch
    {
        (byte)'"' => QuotedString(),
        (byte)'[' => Host(),
        _ => Token(),
    };

    // Stands at the backslash, and on success at the byte behind it.
    private bool QuotedPair()
    {
        if (At + 1 >= _text.Length || _text[At + 1] is (byte)'\r' or (byte)'\n' or > 0x7F)
            return false;
        At++;
        return true;
    }
}
