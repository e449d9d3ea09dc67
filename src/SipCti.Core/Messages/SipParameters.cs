using System.Collections;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// The parameters of a URI or of a header field value, in order (RFC 3261 section 7.3.1). Immutable. Names are compared
/// ignoring case; values are given plain: without the quotes of a quoted string, without the escapes of a URI.
/// </summary>
public sealed class SipParameters : IReadOnlyList<KeyValuePair<string, string?>>
{
    // Values are kept as they stand in the message, so that writing them back changes nothing.
    private readonly KeyValuePair<string, string?>[] _raw;
    private readonly bool _isUri;

    private SipParameters(KeyValuePair<string, string?>[] raw, bool isUri)
    {
        _raw = raw;
        _isUri = isUri;
    }

    /// <summary>No parameters.</summary>
    public static SipParameters Empty { get; } = new([], false);

    /// <inheritdoc/>
    public int Count => _raw.Length;

    /// <summary>The value of the parameter with this name; null when it is absent or has none.</summary>
    /// <param name="name">The name, in any case.</param>
    public string? this[string name] => TryGet(name, out string? value) ? value : null;

    /// <inheritdoc/>
    public KeyValuePair<string, string?> this[int index] => new(_raw[index].Key, Plain(_raw[index].Value));

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
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>Looks a parameter up.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">Its value; null when it has none.</param>
    /// <returns>False when there is no such parameter.</returns>
    public bool TryGet(string name, out string? value)
    {
        int index = IndexOf(name);
        value = index < 0 ? null : Plain(_raw[index].Value);
        return index >= 0;
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
        var entry = new KeyValuePair<string, string?>(name, Raw(value, _isUri));
        int index = IndexOf(name);
        KeyValuePair<string, string?>[] raw = index < 0 ? [.. _raw, entry] : [.. _raw];
        if (index >= 0)
            raw[index] = entry;
        return new SipParameters(raw, _isUri);
    }

    /// <summary>The same parameters without those of this name.</summary>
    /// <param name="name">The name, in any case.</param>
    public SipParameters Without(string name) =>
        Contains(name) ? new SipParameters(Array.FindAll(_raw, p => !IsNamed(p, name)), _isUri) : this;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator()
    {
        for (int i = 0; i < _raw.Length; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The parameters as they stand in a message, each with its semicolon.</summary>
    public override string ToString()
    {
        if (_raw.Length == 0)
            return "";
        var text = new StringBuilder();
        foreach ((string name, string? value) in _raw)
        {
            text.Append(';').Append(name);
            if (value is not null)
                text.Append('=').Append(value);
        }

        return text.ToString();
    }

    /// <summary>Takes entries over; the values as they stand in a message.</summary>
    internal static SipParameters FromRaw(KeyValuePair<string, string?>[] raw, bool isUri) => raw.Length == 0 && !isUri ? Empty : new(raw, isUri);

    /// <summary>The same parameters in the notation of a URI.</summary>
    internal SipParameters ForUri() =>
        _isUri ? this : new(Array.ConvertAll(_raw, p => new KeyValuePair<string, string?>(p.Key, Raw(Plain(p.Value), true))), true);

    private static bool IsNamed(KeyValuePair<string, string?> parameter, string name) =>
        string.Equals(parameter.Key, name, StringComparison.OrdinalIgnoreCase);

    private static string? Raw(string? plain, bool isUri) =>
        plain is null ? null : isUri ? UriEscape.Parameter(plain) : QuotedText.QuoteUnlessToken(plain);

    private int IndexOf(string name) => Array.FindIndex(_raw, p => IsNamed(p, name));

    private string? Plain(string? raw) =>
        raw is null ? null : _isUri ? UriEscape.Unescape(raw) : QuotedText.Unquote(raw);
}
