using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// One Via value as it stands in the message (RFC 3261 section 20.42). A view: it allocates nothing, and lives as long as the bytes it looks
/// at. <see cref="Via"/> is what may be kept.
/// </summary>
public readonly ref struct ViaView
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly ViaSlices _slices;

    private ViaView(ReadOnlySpan<byte> text, scoped in ViaSlices slices)
    {
        _text = text;
        _slices = slices;
    }

    /// <summary>The value as it stands.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>The transport as it stands, in any case.</summary>
    public ReadOnlySpan<byte> Transport => _text[_slices.TransportStart.._slices.TransportEnd];

    /// <summary>The host that the sender claims; an IPv6 address in brackets.</summary>
    public ReadOnlySpan<byte> Host => _text[_slices.HostStart.._slices.HostEnd];

    /// <summary>The port that the sender claims, 1 to 65,535; null when it names none.</summary>
    public int? Port => _slices.Port == 0 ? null : _slices.Port;

    /// <summary>The transaction identifier; empty in messages of RFC 2543.</summary>
    public ReadOnlySpan<byte> Branch => _text[_slices.BranchStart.._slices.BranchEnd];

    /// <summary>The address that the request came from, as the next hop saw it (section 18.2.1); empty when not told.</summary>
    public ReadOnlySpan<byte> Received => _text[_slices.ReceivedStart.._slices.ReceivedEnd];

    /// <summary>True when <c>rport</c> is there, with or without a value (RFC 3581).</summary>
    public bool HasRPort => _slices.HasRPort;

    /// <summary>The port that the request came from, as the next hop saw it; null when not told.</summary>
    public int? RPort => _slices.RPort == 0 ? null : _slices.RPort;

    /// <summary>All parameters.</summary>
    public ParameterView Parameters => new(_text[_slices.ParametersStart..], isUri: false);

    /// <summary>Reads one Via value.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="via">The Via read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out ViaView via)
    {
        text = SipBytes.Trim(text);
        return TryParsePrefix(text, out via, out int end) && end == text.Length;
    }

    /// <summary>The same Via as an object that may be kept.</summary>
    public Via ToVia() => Via.TryParse(_text, out Via? via) ? via : throw new InvalidOperationException("The view is empty.");

    /// <summary>The value as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_text);

    internal static bool TryParsePrefix(ReadOnlySpan<byte> list, out ViaView via, out int end)
    {
        bool isRead = ViaScanner.TryScanPrefix(list, out ViaSlices slices, out end);
        via = isRead ? new ViaView(list[..end], slices) : default;
        return isRead;
    }
}
