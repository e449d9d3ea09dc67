using System.Globalization;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>What an RTP payload type stands for: the value of an <c>a=rtpmap</c> attribute (RFC 8866 section 6.6), or an assignment of RFC 3551.</summary>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="Encoding">The name of the encoding, e.g. <c>PCMU</c>; compare it ignoring case.</param>
/// <param name="ClockRate">Ticks of its time stamps in a second, above zero.</param>
/// <param name="Channels">Channels of audio, 1 or more.</param>
public sealed record SdpRtpMap(int PayloadType, string Encoding, int ClockRate, int Channels = 1)
{
    private const int FirstDynamic = 35;

    // RFC 3551 section 6, tables 4 and 5.
    private static readonly SdpRtpMap?[] Assigned = BuildAssigned();

    /// <summary>True when both stand for the same encoding, whatever the payload types.</summary>
    /// <param name="other">The other one.</param>
    public bool IsSameEncoding(SdpRtpMap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ClockRate == other.ClockRate && Channels == other.Channels && Encoding.Equals(other.Encoding, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The value as it stands in a description.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PayloadType} {Encoding}/{ClockRate}") + (Channels == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{Channels}"));

    /// <summary>True for what needs some other encoding with it: telephone events (RFC 4733), comfort noise (RFC 3389), error correction (RFC 5109).</summary>
    internal bool IsAuxiliary => Is("telephone-event") || Is("CN") || Is("ulpfec");

    /// <summary>True for what names other payload types in its parameters: retransmission (RFC 4588), redundancy (RFC 2198). In an answer those may have other numbers.</summary>
    internal bool NamesPayloadTypes => Is("rtx") || Is("red");

    /// <summary>What RFC 3551 assigns a payload type to; null for those it assigns to nothing.</summary>
    internal static SdpRtpMap? AssignedTo(int payloadType) => payloadType < FirstDynamic ? Assigned[payloadType] : null;

    internal static SdpRtpMap? Read(ReadOnlySpan<byte> value)
    {
        var words = new SdpWords(value);
        if (!words.MoveNextNumber(127, out uint type) || !words.MoveNext())
            return null;
        ReadOnlySpan<byte> text = words.Current;
        int slash = text.IndexOf((byte)'/');
        if (slash <= 0 || !SipBytes.IsTokenText(text[..slash]))
            return null;
        ReadOnlySpan<byte> clock = text[(slash + 1)..];
        int second = clock.IndexOf((byte)'/');
        uint channels = 1;
        if (second >= 0 && (!SipBytes.TryReadNumber(clock[(second + 1)..], 255, out channels) || channels == 0))
            return null;
        return SipBytes.TryReadNumber(second < 0 ? clock : clock[..second], int.MaxValue, out uint rate) && rate > 0
            ? new SdpRtpMap((int)type, SdpWords.Text(text[..slash]), (int)rate, (int)channels)
            : null;
    }

    /// <summary>The same one, when every member is within its range.</summary>
    internal SdpRtpMap Checked()
    {
        Guard.Token(Encoding);
        if (PayloadType is < 0 or > 127 || ClockRate < 1 || Channels is < 1 or > 255)
            throw new ArgumentOutOfRangeException(nameof(PayloadType), ToString(), "A payload type is from 0 to 127, a clock rate above zero, channels from 1 to 255.");
        return this;
    }

    private bool Is(string encoding) => Encoding.Equals(encoding, StringComparison.OrdinalIgnoreCase);

    private static SdpRtpMap?[] BuildAssigned()
    {
        var assigned = new SdpRtpMap?[FirstDynamic];
        foreach ((int type, string encoding) in new[] { (0, "PCMU"), (3, "GSM"), (4, "G723"), (5, "DVI4"), (7, "LPC"), (8, "PCMA"), (9, "G722"), (12, "QCELP"), (13, "CN"), (15, "G728"), (18, "G729") })
            assigned[type] = new SdpRtpMap(type, encoding, 8000);
        foreach ((int type, string encoding) in new[] { (14, "MPA"), (25, "CelB"), (26, "JPEG"), (28, "nv"), (31, "H261"), (32, "MPV"), (33, "MP2T"), (34, "H263") })
            assigned[type] = new SdpRtpMap(type, encoding, 90000);
        assigned[6] = new SdpRtpMap(6, "DVI4", 16000);
        assigned[10] = new SdpRtpMap(10, "L16", 44100, 2);
        assigned[11] = new SdpRtpMap(11, "L16", 44100);
        assigned[16] = new SdpRtpMap(16, "DVI4", 11025);
        assigned[17] = new SdpRtpMap(17, "DVI4", 22050);
        return assigned;
    }
}
