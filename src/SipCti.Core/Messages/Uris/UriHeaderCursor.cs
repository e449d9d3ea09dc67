namespace SipCti.Messages;

/// <summary>Walks over the headers of a URI, <c>name=value</c> with ampersands between (RFC 3261 section 19.1.1), without making a string.</summary>
internal ref struct UriHeaderCursor(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>As it stands, with its escapes.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>As it stands, with its escapes; empty when there is none.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public bool Next()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOf('&');
            ReadOnlySpan<char> header = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            if (header.IsEmpty)
                continue;
            int equal = header.IndexOf('=');
            Name = equal < 0 ? header : header[..equal];
            Value = equal < 0 ? default : header[(equal + 1)..];
            return true;
        }

        return false;
    }
}
