using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// An address with display name and header field parameters as it stands in the message (RFC 3261 section 20.10). A view: it allocates
/// nothing, and lives as long as the bytes it looks at. <see cref="NameAddr"/> is what may be kept.
/// </summary>
public readonly ref struct NameAddrView
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly NameAddrSlices _slices;
    private readonly UriSlices _uri;

    private NameAddrView(ReadOnlySpan<byte> text, scoped in NameAddrSlices slices, scoped in UriSlices uri)
    {
        _text = text;
        _slices = slices;
        _uri = uri;
    }

    /// <summary>The value as it stands.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>The display name as it stands, without quotes but with the backslashes in it; empty when there is none.</summary>
    public ReadOnlySpan<byte> DisplayName => _text[_slices.DisplayStart.._slices.DisplayEnd];

    /// <summary>The URI.</summary>
    public SipUriView Uri => new(_text[_slices.UriStart.._slices.UriEnd], _uri);

    /// <summary>The header field parameters, which stand behind the URI.</summary>
    public ParameterView Parameters => new(_text[_slices.ParametersStart..], isUri: false);

    /// <summary>The <c>tag</c> parameter (RFC 3261 section 19.3), without quotes but with the backslashes in it, which a token has none of; empty when there is none.</summary>
    public ReadOnlySpan<byte> Tag => _text[_slices.TagStart.._slices.TagEnd];

    /// <summary>Reads an address.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="address">The address read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out NameAddrView address)
    {
        text = SipBytes.Trim(text);
        return TryParsePrefix(text, out address, out int end) && end == text.Length;
    }

    /// <summary>The same address as an object that may be kept.</summary>
    public NameAddr ToNameAddr() =>
        NameAddr.TryParse(_text, out NameAddr? address) ? address : throw new InvalidOperationException("The view is empty.");

    /// <summary>The value as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_text);

    internal static bool TryParsePrefix(ReadOnlySpan<byte> list, out NameAddrView address, out int end)
    {
        bool isRead = NameAddrScanner.TryScanPrefix(list, out NameAddrSlices slices, out UriSlices uri, out end);
        address = isRead ? new NameAddrView(list[..end], slices, uri) : default;
        return isRead;
    }
}
