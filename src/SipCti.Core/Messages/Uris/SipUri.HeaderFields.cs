namespace SipCti.Messages;

/// <content>Headers of a URI (RFC 3261 section 19.1.1): what a request made from it shall hold. Refer-To and History-Info use them.</content>
public sealed partial class SipUri
{
    /// <summary>
    /// The headers behind the question mark in their order, names and values without escapes; <c>body</c> is the body. What is escaped may
    /// be anything, also line breaks: the one who made the URI wrote it, so judge each before it goes into a request (section 19.1.5).
    /// </summary>
    /// <returns>An empty list when there are none.</returns>
    public IReadOnlyList<KeyValuePair<string, string>> GetHeaderFields()
    {
        if (!_slices.HasHeaders)
            return [];
        var fields = new List<KeyValuePair<string, string>>();
        var cursor = new UriHeaderCursor(HeaderText);
        while (cursor.Next())
            fields.Add(new(UriEscape.Unescape(cursor.Name), UriEscape.Unescape(cursor.Value)));
        return fields;
    }

    /// <summary>The first header of this name, without escapes; null when there is none.</summary>
    /// <param name="name">The name as it is in the URI, in any case.</param>
    public string? GetHeaderField(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var cursor = new UriHeaderCursor(HeaderText);
        while (cursor.Next())
        {
            if (UriEscape.Same(cursor.Name, name, ignoreCase: true))
                return UriEscape.Unescape(cursor.Value);
        }

        return null;
    }

    /// <summary>The same URI with one more header at the end.</summary>
    /// <param name="name">A token; <c>body</c> for the body.</param>
    /// <param name="value">The plain value; escaped as needed.</param>
    /// <exception cref="InvalidOperationException">The scheme is neither sip nor sips.</exception>
    /// <exception cref="ArgumentException">The name is no token, or the value of a header other than <c>body</c> holds CR, LF or NUL.</exception>
    public SipUri WithHeaderField(string name, string value)
    {
        RequireSip();
        Guard.Token(name);
        ArgumentNullException.ThrowIfNull(value);
        if (!string.Equals(name, "body", StringComparison.OrdinalIgnoreCase))
            Guard.NoLineBreak(value);
        string header = $"{UriEscape.Header(name)}={UriEscape.Header(value)}";
        return Parse(_slices.HasHeaders ? $"{this}&{header}" : $"{this}?{header}");
    }
}
