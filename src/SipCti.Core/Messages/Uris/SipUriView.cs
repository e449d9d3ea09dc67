using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A URI as it stands in the message, split into its parts (RFC 3261 section 19.1, RFC 3966). A view: it allocates nothing, and lives as long
/// as the bytes it looks at. <see cref="SipUri"/> is what may be kept.
/// </summary>
public readonly ref struct SipUriView
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly UriSlices _slices;

    internal SipUriView(ReadOnlySpan<byte> text, scoped in UriSlices slices)
    {
        _text = text;
        _slices = slices;
    }

    /// <summary>The URI as it stands.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>The scheme as it stands, in any case.</summary>
    public ReadOnlySpan<byte> Scheme => _text[.._slices.SchemeEnd];

    /// <summary>True for sip and sips.</summary>
    public bool IsSip => _slices.Scheme is UriScheme.Sip or UriScheme.Sips;

    /// <summary>True for sips.</summary>
    public bool IsSecure => _slices.Scheme == UriScheme.Sips;

    /// <summary>True for tel.</summary>
    public bool IsTel => _slices.Scheme == UriScheme.Tel;

    /// <summary>The user part with its escapes; the number of a tel URI; empty when there is none.</summary>
    public ReadOnlySpan<byte> User => _text[_slices.UserStart.._slices.UserEnd];

    /// <summary>The host, an IPv6 address in brackets; empty for schemes other than sip and sips.</summary>
    public ReadOnlySpan<byte> Host => _text[_slices.HostStart.._slices.HostEnd];

    /// <summary>The port, 0 to 65,535; null when the URI names none.</summary>
    public int? Port => _slices.HasPort ? _slices.Port : null;

    /// <summary>True when the <c>lr</c> parameter is there (RFC 3261 section 16.12).</summary>
    public bool IsLooseRoute => _slices.IsLoose;

    /// <summary>The parameters; none for other schemes than sip, sips and tel.</summary>
    public ParameterView Parameters => new(_text[_slices.ParametersStart.._slices.ParametersEnd], isUri: true);

    /// <summary>The header fields behind the question mark, escaped; empty when there are none.</summary>
    public ReadOnlySpan<byte> Headers => _slices.HasHeaders ? _text[_slices.HeadersStart..] : default;

    /// <summary>True when a question mark is there, even if nothing stands behind it.</summary>
    public bool HasHeaders => _slices.HasHeaders;

    /// <summary>Reads a URI.</summary>
    /// <param name="text">The URI and nothing else.</param>
    /// <param name="uri">The URI read.</param>
    /// <returns>False when the text is no URI.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out SipUriView uri)
    {
        bool isUri = UriScanner.TryScan(text, out UriSlices slices);
        uri = isUri ? new SipUriView(text, slices) : default;
        return isUri;
    }

    /// <summary>The same URI as an object that may be kept.</summary>
    public SipUri ToSipUri() =>
        SipUri.TryParse(_text, out SipUri? uri) ? uri : throw new InvalidOperationException("The view is empty.");

    /// <summary>The URI as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_text);
}
