using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// An address with display name and header field parameters, as From, To, Contact, Route and others hold it
/// (RFC 3261 section 20.10). Immutable; one that was read keeps its text as it came.
/// </summary>
public sealed class NameAddr
{
    private readonly string? _text;
    private readonly NameAddrSlices _slices;
    private string? _displayName;
    private SipParameters? _parameters;
    private string? _tag;

    /// <summary>Makes an address.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="displayName">The plain display name, quoted when written; null for none.</param>
    /// <param name="parameters">Header field parameters; null for none.</param>
    /// <exception cref="ArgumentException">The display name holds CR, LF or NUL.</exception>
    public NameAddr(SipUri uri, string? displayName = null, SipParameters? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (displayName is not null)
            Guard.NoLineBreak(displayName);
        Uri = uri;
        _displayName = displayName;
        _parameters = parameters ?? SipParameters.Empty;
    }

    private NameAddr(string text, SipUri uri, in NameAddrSlices slices)
    {
        _text = text;
        _slices = slices;
        Uri = uri;
    }

    /// <summary>The display name without quotes; null when there is none.</summary>
    public string? DisplayName => _displayName ??= ReadDisplayName();

    /// <summary>The URI.</summary>
    public SipUri Uri { get; }

    /// <summary>The header field parameters, which stand behind the URI.</summary>
    public SipParameters Parameters => _parameters ??= ReadParameters();

    /// <summary>The <c>tag</c> parameter (RFC 3261 section 19.3); null when there is none.</summary>
    public string? Tag => _tag ??= ReadTag();

    /// <summary>Reads an address.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="address">The address read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NameAddr? address)
    {
        address = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out address);
    }

    /// <summary>Reads an address from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="address">The address read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out NameAddr? address)
    {
        address = null;
        text = SipBytes.Trim(text);
        if (text.ContainsAny((byte)'\r', (byte)'\n') || !NameAddrScanner.TryScanAll(text, out NameAddrSlices slices, out UriSlices uri))
            return false;
        if (Ascii.IsValid(text) && !text.Contains((byte)0))
        {
            string all = Encoding.ASCII.GetString(text);
            address = new NameAddr(all, SipUri.FromSlices(all, slices.UriStart, uri), slices);
            return true;
        }

        // Offsets in bytes are no offsets in characters then: each part is read by itself.
        if (!SipUri.TryParse(text[slices.UriStart..slices.UriEnd], out SipUri? separate)
            || !ParameterReader.TryReadAll(text[slices.ParametersStart..], out SipParameters parameters))
        {
            return false;
        }

        string display = QuotedText.Decode(text[slices.DisplayStart..slices.DisplayEnd]);
        address = new NameAddr(QuotedText.Decode(text), separate, default)
        {
            _displayName = Named(slices.IsQuoted ? QuotedText.Unescape(display) : display),
            _parameters = parameters,
        };
        return true;
    }

    /// <summary>The same address with this tag.</summary>
    /// <param name="tag">A token.</param>
    /// <exception cref="ArgumentException">The tag is no token.</exception>
    public NameAddr WithTag(string tag)
    {
        Guard.Token(tag);
        return WithParameter("tag", tag);
    }

    /// <summary>The same address with this parameter replaced where it stands, or added at the end.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The plain value, quoted as needed; null for a parameter without one.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public NameAddr WithParameter(string name, string? value) => new(Uri, DisplayName, Parameters.With(name, value));

    /// <summary>The same address without this parameter.</summary>
    /// <param name="name">The name, in any case.</param>
    public NameAddr WithoutParameter(string name) => Parameters.Contains(name) ? new(Uri, DisplayName, Parameters.Without(name)) : this;

    /// <summary>The text as it came; for a made or changed address the form with angle brackets.</summary>
    public override string ToString()
    {
        if (_text is not null)
            return _text;
        string address = $"<{Uri}>{Parameters}";
        return DisplayName is null ? address : $"{QuotedText.Quote(DisplayName)} {address}";
    }

    private static string? Named(string display) => display.Length == 0 ? null : display;

    private string? ReadDisplayName()
    {
        ReadOnlySpan<char> display = _text.AsSpan(_slices.DisplayStart, _slices.DisplayEnd - _slices.DisplayStart);
        return Named(_slices.IsQuoted ? QuotedText.Unescape(display) : display.ToString());
    }

    // No slices: made, or read part by part.
    private SipParameters ReadParameters() =>
        _slices.UriEnd == 0 ? SipParameters.Empty : SipParameters.FromText(_text!, _slices.ParametersStart, _text!.Length, isUri: false);

    private string? ReadTag()
    {
        if (_slices.UriEnd == 0)
            return Parameters["tag"];
        if (_slices.TagEnd == 0)
            return null;
        string tag = _text![_slices.TagStart.._slices.TagEnd];
        return tag.Contains('\\') ? Parameters["tag"] : tag;
    }
}
