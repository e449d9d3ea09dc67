using System.Buffers;

namespace SipCti.Messages;

/// <summary>
/// Walks over the parameters in a text that a scanner accepted, without making a string. It checks nothing: at what no scanner
/// would have accepted it ends.
/// </summary>
internal struct ParameterCursor(string text, int start, int end, bool isUri)
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(";= \t");
    private int _at = start;

    /// <summary>Where the semicolon of the present parameter stands.</summary>
    public int Start { get; private set; }

    /// <summary>Behind the value, or behind the name when there is none.</summary>
    public readonly int End => HasValue ? ValueEnd : NameEnd;

    public bool HasValue { get; private set; }

    /// <summary>The name as it stands.</summary>
    public readonly ReadOnlySpan<char> Name => text.AsSpan(NameStart, NameEnd - NameStart);

    /// <summary>The value as it stands, with quotes and escapes.</summary>
    public readonly ReadOnlySpan<char> Value => HasValue ? text.AsSpan(ValueStart, ValueEnd - ValueStart) : default;

    /// <summary>The value without the quotes around it; escapes as they stand.</summary>
    public readonly ReadOnlySpan<char> Unquoted => IsQuoted ? Value[1..^1] : Value;

    /// <summary>True for a quoted string, which the parameters of a URI do not know.</summary>
    public readonly bool IsQuoted => !isUri && Value is ['"', .., '"'];

    private int NameStart { get; set; }

    private int NameEnd { get; set; }

    private int ValueStart { get; set; }

    private int ValueEnd { get; set; }

    public bool Next()
    {
        int at = SkipSpace(_at);
        if (at >= end || text[at] != ';')
            return false;
        Start = at;
        return isUri ? NextOfUri(at + 1) : NextOfField(SkipSpace(at + 1));
    }

    /// <summary>Ignoring case; in a URI the name may be escaped (RFC 3261 section 19.1.4).</summary>
    public readonly bool IsNamed(ReadOnlySpan<char> name) => isUri ? UriEscape.Same(Name, name, ignoreCase: true) : Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value without quotes and escapes; null when there is none.</summary>
    public readonly string? Plain()
    {
        if (!HasValue)
            return null;
        if (isUri)
            return UriEscape.Unescape(Value);
        return IsQuoted ? QuotedText.Unescape(Unquoted) : Value.ToString();
    }

    private bool NextOfUri(int at)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at, end - at);
        int length = rest.IndexOf(';');
        _at = length < 0 ? end : at + length;
        int equal = text.AsSpan(at, _at - at).IndexOf('=');
        HasValue = equal >= 0;
        NameStart = at;
        NameEnd = HasValue ? at + equal : _at;
        ValueStart = NameEnd + 1;
        ValueEnd = _at;
        return true;
    }

    private bool NextOfField(int at)
    {
        NameStart = at;
        int length = text.AsSpan(at, end - at).IndexOfAny(NameEnds);
        NameEnd = length < 0 ? end : at + length;
        at = SkipSpace(NameEnd);
        HasValue = at < end && text[at] == '=';
        if (HasValue)
        {
            ValueStart = SkipSpace(at + 1);
            at = ValueEnd = SkipValue(ValueStart);
        }

        _at = at;
        return true;
    }

    private readonly int SkipValue(int at)
    {
        bool isQuoted = at < end && text[at] == '"';
        if (!isQuoted)
        {
            int length = text.AsSpan(at, end - at).IndexOfAny(';', ' ', '\t');
            return length < 0 ? end : at + length;
        }

        for (at++; at < end && text[at] != '"'; at++)
        {
            if (text[at] == '\\')
                at++;
        }

        return Math.Min(at + 1, end);
    }

    private readonly int SkipSpace(int at)
    {
        while (at < end && text[at] is ' ' or '\t')
            at++;
        return at;
    }
}
