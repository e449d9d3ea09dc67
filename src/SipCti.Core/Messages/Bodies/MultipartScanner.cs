using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// Finds the delimiter lines of a multipart body (RFC 2046 section 5.1.1): at the start of a line, two hyphens, the boundary, two
/// more at the end of the last part, spaces, end of line. A line that goes on otherwise is content, also when it begins with the
/// boundary: nested bodies may have boundaries that begin alike. Linear: no byte is compared with the boundary twice, since a
/// boundary holds no line feed.
/// </summary>
internal ref struct MultipartScanner
{
    /// <summary>RFC 2046 section 5.1.1: a boundary has 70 characters at most.</summary>
    public const int MaxBoundary = 70;

    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _boundary;
    private int _at;

    public MultipartScanner(ReadOnlySpan<byte> text, ReadOnlySpan<byte> boundary)
    {
        _text = text;
        _boundary = boundary;
    }

    /// <summary>Where the delimiter found begins: with the line end before it, which belongs to it (section 5.1.1).</summary>
    public int Start { get; private set; }

    /// <summary>The offset behind the delimiter and its line end.</summary>
    public int End { get; private set; }

    /// <summary>True when the delimiter found ends the last part.</summary>
    public bool IsClose { get; private set; }

    /// <summary>True for what a delimiter line can be made of: visible ASCII and spaces inside, 1 to 70 of them. More than section 5.1.1 allows.</summary>
    public static bool IsBoundary(string? text)
    {
        if (text is null || text.Length is 0 or > MaxBoundary || text[^1] == ' ')
            return false;
        foreach (char c in text)
        {
            if (c is < ' ' or > '~')
                return false;
        }

        return true;
    }

    /// <summary>True when one of the lines would be taken for a delimiter.</summary>
    public static bool Occurs(string boundary, ReadOnlySpan<byte> text) =>
        new MultipartScanner(text, Encoding.ASCII.GetBytes(boundary)).Next();

    public bool Next()
    {
        while (_at < _text.Length)
        {
            int line = _at;
            if (line > 0 || !_text.StartsWith("--"u8))
            {
                // From the line feed before: the last delimiter's own may be the one that this line begins behind.
                int from = Math.Max(line - 1, 0);
                int found = _text[from..].IndexOf("\n--"u8);
                if (found < 0)
                    break;
                line = from + found + 1;
            }

            _at = line + 2;
            if (_text[_at..].StartsWith(_boundary) && IsDelimiter(line, _at + _boundary.Length))
                return true;
        }

        _at = _text.Length;
        return false;
    }

    private bool IsDelimiter(int line, int at)
    {
        bool isClose = _text[at..].StartsWith("--"u8);
        at = SipBytes.SkipSpace(_text, isClose ? at + 2 : at);
        if (at < _text.Length && _text[at] == (byte)'\r')
            at++;
        if (at < _text.Length && _text[at++] != (byte)'\n')
            return false;
        Start = line >= 2 && _text[line - 2] == (byte)'\r' ? line - 2 : Math.Max(line - 1, 0);
        End = at;
        IsClose = isClose;
        _at = at;
        return true;
    }
}
