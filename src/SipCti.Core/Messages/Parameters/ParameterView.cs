using System.Text;

namespace SipCti.Messages;

/// <summary>
/// The parameters of a header field value or a URI as they stand in the message. A view: it allocates nothing, unless a name is
/// escaped, and lives as long as the bytes it looks at. <see cref="SipParameters"/> is what may be kept.
/// </summary>
public readonly ref struct ParameterView
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly bool _isUri;

    internal ParameterView(ReadOnlySpan<byte> text, bool isUri)
    {
        _text = text;
        _isUri = isUri;
    }

    /// <summary>The parameters as they stand, each with its semicolon; empty for none.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>Looks a parameter up. Of a name that stands twice the first counts.</summary>
    /// <param name="name">The name in UTF-8, in any case.</param>
    /// <param name="value">Its value without quotes, but with the escapes that stand in it; empty when it has none.</param>
    /// <returns>False when there is no such parameter.</returns>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        _isUri ? TryGetOfUri(name, out value) : TryGetOfHeader(name, out value);

    /// <summary>True when there is a parameter with this name, with or without a value.</summary>
    /// <param name="name">The name in UTF-8, in any case.</param>
    public bool Contains(ReadOnlySpan<byte> name) => TryGet(name, out _);

    private bool TryGetOfHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var reader = new ParameterReader(_text);
        while (reader.Next())
        {
            if (!reader.IsNamed(name))
                continue;
            value = reader.HasValue ? reader.PlainValue : default;
            return true;
        }

        return false;
    }

    private bool TryGetOfUri(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        ReadOnlySpan<byte> rest = _text;
        while (!rest.IsEmpty)
        {
            rest = rest[1..];
            int end = rest.IndexOf((byte)';');
            ReadOnlySpan<byte> parameter = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            int equal = parameter.IndexOf((byte)'=');
            if (!IsSame(equal < 0 ? parameter : parameter[..equal], name))
                continue;
            value = equal < 0 ? default : parameter[(equal + 1)..];
            return true;
        }

        return false;
    }

    // Names may be escaped in a URI (RFC 3261 section 19.1.1), though hardly anybody does it.
    private static bool IsSame(ReadOnlySpan<byte> stands, ReadOnlySpan<byte> wanted) =>
        Ascii.EqualsIgnoreCase(stands, wanted)
        || (stands.Contains((byte)'%') && UriEscape.Same(Encoding.UTF8.GetString(stands), Encoding.UTF8.GetString(wanted), ignoreCase: true));
}
