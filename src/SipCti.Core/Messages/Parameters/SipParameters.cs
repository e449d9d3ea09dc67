using System.Collections;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// The parameters of a URI or of a header field value, in order (RFC 3261 section 7.3.1). Immutable. Names are compared
/// ignoring case; values are given plain: without the quotes and backslashes of a quoted string, without the escapes of a URI.
/// Of a name that stands twice the first counts. It is a view over the text that they were read from: a lookup searches that text.
/// </summary>
public sealed class SipParameters : IReadOnlyList<KeyValuePair<string, string?>>
{
    // As they stand in the message, each with its semicolon, so that writing them back changes nothing.
    private readonly string _text;
    private readonly int _start;
    private readonly int _end;
    private readonly bool _isUri;
    private int _count = -1;

    private SipParameters(string text, int start, int end, bool isUri)
    {
        _text = text;
        _start = start;
        _end = end;
        _isUri = isUri;
    }

    /// <summary>No parameters.</summary>
    public static SipParameters Empty { get; } = new("", 0, 0, false);

    /// <inheritdoc/>
    public int Count => _count >= 0 ? _count : _count = CountAll();

    /// <summary>The value of the parameter with this name; null when it is absent or has none.</summary>
    /// <param name="name">The name, in any case.</param>
    public string? this[string name] => TryGet(name, out string? value) ? value : null;

    /// <summary>The parameter at this place. Each call searches from the first: to read all of them, enumerate.</summary>
    /// <param name="index">From 0 to less than <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public KeyValuePair<string, string?> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ParameterCursor cursor = All();
            while (cursor.Next())
            {
                if (index-- == 0)
                    return Entry(cursor);
            }

            throw new ArgumentOutOfRangeException(nameof(index), "There are not so many parameters.");
        }
    }

    /// <summary>Reads header field parameters.</summary>
    /// <param name="text">The parameters with their semicolons, e.g. <c>;tag=1;lr</c>; empty for none.</param>
    /// <param name="parameters">The parameters read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(string? text, out SipParameters parameters)
    {
        parameters = Empty;
        return text is not null && !text.AsSpan().ContainsAny('\r', '\n') && ParameterReader.TryReadAll(Encoding.UTF8.GetBytes(text), out parameters);
    }

    /// <summary>True when there is a parameter with this name, with or without a value.</summary>
    /// <param name="name">The name, in any case.</param>
    public bool Contains(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryFind(name, out _);
    }

    /// <summary>Looks a parameter up.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">Its value; null when it has none.</param>
    /// <returns>False when there is no such parameter.</returns>
    public bool TryGet(string name, out string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isFound = TryFind(name, out ParameterCursor cursor);
        value = isFound ? cursor.Plain() : null;
        return isFound;
    }

    /// <summary>
    /// Looks a parameter up without allocating. The quotes around a quoted string are off, but what is escaped stays escaped:
    /// a backslash before a character of a quoted string, and <c>%</c> with two hexadecimal digits in a URI. Only
    /// <see cref="TryGet"/> gives the plain value of text that may hold escapes; numbers, tags, branches, hosts and tokens hold none.
    /// </summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">Its value; empty when it has none, and when it is the empty quoted string.</param>
    /// <returns>False when there is no such parameter.</returns>
    public bool TryGetSpan(ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        bool isFound = TryFind(name, out ParameterCursor cursor);
        value = isFound ? cursor.Unquoted : default;
        return isFound;
    }

    /// <summary>The same parameters with this one replaced where it stands, or added at the end.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The plain value, quoted or escaped as needed; null for a parameter without one.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public SipParameters With(string name, string? value)
    {
        Guard.Token(name, nameof(name));
        if (value is not null)
            Guard.NoLineBreak(value, nameof(value));
        bool isFound = TryFind(name, out ParameterCursor cursor);
        var text = new StringBuilder(_end - _start + 32);
        text.Append(_text, _start, (isFound ? cursor.Start : _end) - _start);
        Append(text, name, value, _isUri);
        if (isFound)
            text.Append(_text, cursor.End, _end - cursor.End);
        return FromText(text.ToString(), _isUri);
    }

    /// <summary>The same parameters without those of this name.</summary>
    /// <param name="name">The name, in any case.</param>
    public SipParameters Without(string name)
    {
        if (!Contains(name))
            return this;
        var text = new StringBuilder(_end - _start);
        ParameterCursor cursor = All();
        while (cursor.Next())
        {
            if (!cursor.IsNamed(name))
                text.Append(_text, cursor.Start, cursor.End - cursor.Start);
        }

        return FromText(text.ToString(), _isUri);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator()
    {
        ParameterCursor cursor = All();
        while (cursor.Next())
            yield return Entry(cursor);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The parameters as they stand in a message, each with its semicolon, without needless spaces.</summary>
    public override string ToString()
    {
        ReadOnlySpan<char> all = _text.AsSpan(_start, _end - _start);
        if (!all.ContainsAny(' ', '\t'))
            return all.Length == _text.Length ? _text : all.ToString();
        var text = new StringBuilder(all.Length);
        ParameterCursor cursor = All();
        while (cursor.Next())
        {
            text.Append(';').Append(cursor.Name);
            if (cursor.HasValue)
                text.Append('=').Append(cursor.Value);
        }

        return text.ToString();
    }

    /// <summary>A view over the part of a text that a scanner accepted as parameters; nothing is copied.</summary>
    /// <param name="source">A text that holds them, in one line.</param>
    /// <param name="start">Where the first semicolon, or space before it, stands.</param>
    /// <param name="end">Behind the last parameter.</param>
    /// <param name="isUri">True for the notation of a URI, false for that of a header field.</param>
    internal static SipParameters FromText(string source, int start, int end, bool isUri) =>
        start == end && !isUri ? Empty : new(source, start, end, isUri);

    /// <summary>Takes entries over; the values as they stand in a message.</summary>
    internal static SipParameters FromRaw(KeyValuePair<string, string?>[] raw, bool isUri)
    {
        var text = new StringBuilder(raw.Length * 16);
        foreach ((string name, string? value) in raw)
        {
            text.Append(';').Append(name);
            if (value is not null)
                text.Append('=').Append(value);
        }

        return FromText(text.ToString(), isUri);
    }

    /// <summary>The same parameters in the notation of a URI.</summary>
    internal SipParameters ForUri()
    {
        if (_isUri)
            return this;
        var text = new StringBuilder(_end - _start);
        ParameterCursor cursor = All();
        while (cursor.Next())
            Append(text, cursor.Name.ToString(), cursor.Plain(), isUri: true);
        return FromText(text.ToString(), isUri: true);
    }

    /// <summary>All parameters one by one, without allocating.</summary>
    internal ParameterCursor All() => new(_text, _start, _end, _isUri);

    private static SipParameters FromText(string text, bool isUri) => FromText(text, 0, text.Length, isUri);

    private static void Append(StringBuilder text, string name, string? value, bool isUri)
    {
        text.Append(';').Append(isUri ? UriEscape.Parameter(name) : name);
        if (value is not null)
            text.Append('=').Append(isUri ? UriEscape.Parameter(value) : QuotedText.QuoteUnlessToken(value));
    }

    private KeyValuePair<string, string?> Entry(in ParameterCursor cursor) =>
        new(_isUri && cursor.Name.Contains('%') ? UriEscape.Unescape(cursor.Name) : ParameterNames.Get(cursor.Name), cursor.Plain());

    private bool TryFind(ReadOnlySpan<char> name, out ParameterCursor cursor)
    {
        cursor = All();
        while (cursor.Next())
        {
            if (cursor.IsNamed(name))
                return true;
        }

        return false;
    }

    private int CountAll()
    {
        int count = 0;
        ParameterCursor cursor = All();
        while (cursor.Next())
            count++;
        return count;
    }
}
