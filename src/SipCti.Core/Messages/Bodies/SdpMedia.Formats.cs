using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <content>Attributes of the section that have a form of their own.</content>
public sealed partial class SdpMedia
{
    // One for each payload type at most: a list of them is searched faster than a table is made.
    private List<SdpRtpMap>? _rtpMaps;

    /// <summary>The name of the section within its description (RFC 5888), by which <see cref="SdpDescription.Groups"/> call it; null when it has none.</summary>
    public string? Mid => GetAttribute("mid");

    /// <summary>How much media a packet should hold (<c>a=ptime</c>), in milliseconds, above zero; null when not said or malformed.</summary>
    public double? PacketTime => Milliseconds("ptime");

    /// <summary>How much media a packet may hold at most (<c>a=maxptime</c>), in milliseconds, above zero; null when not said or malformed.</summary>
    public double? MaxPacketTime => Milliseconds("maxptime");

    /// <summary>The port for RTCP where it is not the one above that of RTP (<c>a=rtcp</c>, RFC 3605), 1 to 65,535; null when not said or malformed.</summary>
    public int? RtcpPort
    {
        get
        {
            int line = Section.IndexOfAttribute("rtcp");
            if (line < 0)
                return null;
            var words = new SdpWords(Section.AttributeValue(line, "rtcp"));
            return words.MoveNextNumber(ushort.MaxValue, out uint port) && port > 0 ? (int)port : null;
        }
    }

    /// <summary>True when RTCP may go over the port of RTP (<c>a=rtcp-mux</c>, RFC 5761).</summary>
    public bool IsRtcpMultiplexed => HasAttribute("rtcp-mux");

    /// <summary>True for a protocol that carries RTP: its formats are payload types.</summary>
    internal bool IsRtp => Protocol.Contains("RTP/", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// What a payload type stands for: as the first well-formed <c>a=rtpmap</c> of it says, or as RFC 3551 assigns it when the
    /// protocol carries RTP; null when neither does.
    /// </summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    public SdpRtpMap? GetRtpMap(string format)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (!byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out byte type))
            return null;
        return Find(_rtpMaps ??= ReadRtpMaps(), type) ?? (IsRtp ? SdpRtpMap.AssignedTo(type) : null);
    }

    /// <summary>The parameters of a format: what stands behind it in its first <c>a=fmtp</c>; null when it has none.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    public string? GetFormatParameters(string format)
    {
        ArgumentNullException.ThrowIfNull(format);
        for (int i = Section.IndexOfAttribute("fmtp"); i >= 0; i = Section.IndexOfAttribute("fmtp", i + 1))
        {
            ReadOnlySpan<byte> value = Section.AttributeValue(i, "fmtp");
            var words = new SdpWords(value);
            if (words.MoveNext() && words.Current.Length == format.Length && Ascii.Equals(words.Current, format))
                return Encoding.UTF8.GetString(SipBytes.Trim(value[words.End..]));
        }

        return null;
    }

    private static SdpRtpMap? Find(List<SdpRtpMap> maps, int type)
    {
        foreach (SdpRtpMap map in maps)
        {
            if (map.PayloadType == type)
                return map;
        }

        return null;
    }

    private List<SdpRtpMap> ReadRtpMaps()
    {
        var maps = new List<SdpRtpMap>(8);
        for (int i = Section.IndexOfAttribute("rtpmap"); i >= 0; i = Section.IndexOfAttribute("rtpmap", i + 1))
        {
            if (SdpRtpMap.Read(Section.AttributeValue(i, "rtpmap")) is SdpRtpMap map && Find(maps, map.PayloadType) is null)
                maps.Add(map);
        }

        return maps;
    }

    private double? Milliseconds(string name) =>
        double.TryParse(GetAttribute(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double time) && time is > 0 and <= double.MaxValue ? time : null;
}
