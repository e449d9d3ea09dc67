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
        DisplayName = displayName;
        Parameters = parameters ?? SipParameters.Empty;
    }

    private NameAddr(string text, SipUri uri, string? displayName, SipParameters parameters)
        : this(uri, displayName, parameters) => _text = text;

    /// <summary>The display name without quotes; null when there is none.</summary>
    public string? DisplayName { get; }

    /// <summary>The URI.</summary>
    public SipUri Uri { get; }

    /// <summary>The header field parameters, which stand behind the URI.</summary>
    public SipParameters Parameters { get; }

    /// <summary>The <c>tag</c> parameter (RFC 3261 section 19.3); null when there is none.</summary>
    public string? Tag => Parameters["tag"];

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
        if (text.ContainsAny((byte)'\r', (byte)'\n')
            || !NameAddrScanner.TryScan(text, out NameAddrSlices slices)
            || !SipUri.TryParse(text[slices.Uri], out SipUri? uri)
            || !ParameterReader.TryReadAll(text[slices.ParametersStart..], out SipParameters parameters))
        {
            return false;
        }

        string display = QuotedText.Decode(text[slices.Display]);
        if (slices.IsQuoted)
            display = QuotedText.Unescape(display);
        address = new NameAddr(QuotedText.Decode(text), uri, display.Length == 0 ? null : display, parameters);
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
}
