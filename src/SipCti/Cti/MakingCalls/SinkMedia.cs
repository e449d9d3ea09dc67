using System.Globalization;
using System.Net;
using SipCti.Media;
using SipCti.Messages;

namespace SipCti.Cti;

/// <summary>
/// The media side of a fake inbound call: a live sink, offered as an ordinary two-way audio stream. Phones whose first session is inactive, or leads nowhere,
/// offer unusable sessions afterwards.
/// </summary>
internal sealed class SinkMedia : IDisposable
{
    private static readonly string[] Formats = ["0", "8", "101"];

    private readonly MediaSink _sink;
    private readonly SdpConnection _connection;
    private SdpOrigin _origin;

    public SinkMedia(MediaPort port, IPAddress address)
    {
        _sink = new MediaSink(port);
        _connection = SdpConnection.For(address);
        _origin = new SdpOrigin("-", Random.Shared.NextInt64(1, int.MaxValue).ToString(CultureInfo.InvariantCulture), "0", _connection);
    }

    public int Port => _sink.Port;

    public byte[] Offer() => Describe([
        SdpMedia.Create(
            "audio",
            Port,
            "RTP/AVP",
            Formats,
            "rtpmap:0 PCMU/8000",
            "rtpmap:8 PCMA/8000",
            "rtpmap:101 telephone-event/8000",
            "fmtp:101 0-15",
            // RFC 3605: reports come to the sink too, and no closed port answers them.
            string.Create(CultureInfo.InvariantCulture, $"rtcp:{Port}"),
            "sendrecv"),
    ]);

    /// <summary>Answers an offer of the terminal, for example to put the call on hold; null when it offers nothing that a sink can take.</summary>
    public byte[]? Answer(ReadOnlySpan<byte> offer)
    {
        if (!SdpDescription.TryParse(offer, out var offered)) return null;
        var taken = offered.Media.FirstOrDefault(m => m.Type == "audio" && m.Port != 0 && m.Protocol is "RTP/AVP" or "RTP/AVPF");
        return taken is null ? null : Describe([.. offered.Media.Select(m => m == taken ? Accept(m) : SdpMedia.Create(m.Type, 0, m.Protocol, m.Formats))]);
    }

    public void Dispose() => _sink.Dispose();

    // All formats are taken: what is thrown away need not be understood (RFC 3264 section 6.1).
    private SdpMedia Accept(SdpMedia offered) => SdpMedia.Create(
        offered.Type,
        Port,
        offered.Protocol,
        offered.Formats,
        [
            .. offered.Attributes.Where(static a => a.StartsWith("rtpmap:", StringComparison.Ordinal) || a.StartsWith("fmtp:", StringComparison.Ordinal)),
            string.Create(CultureInfo.InvariantCulture, $"rtcp:{Port}"),
            Facing(offered.Direction),
        ]);

    private byte[] Describe(IReadOnlyList<SdpMedia> media)
    {
        _origin = _origin.NextVersion();
        return SdpDescription.Create(_origin, _connection, media).ToArray();
    }

    private static string Facing(SdpDirection direction) => direction switch
    {
        SdpDirection.SendOnly => "recvonly",
        SdpDirection.RecvOnly => "sendonly",
        SdpDirection.Inactive => "inactive",
        _ => "sendrecv",
    };
}
