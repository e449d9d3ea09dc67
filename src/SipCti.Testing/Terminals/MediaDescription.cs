using System.Globalization;
using System.Net;
using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>
/// A call's SDP: one audio stream, G.711 and telephone events (RFC 3264). No media flows; the addresses are there for those who look at them.
/// </summary>
internal sealed class MediaDescription
{
    private const int Port = 40000;
    private const string Rtp = "RTP/AVP";
    private const string Events = "101";
    private static readonly string[] Known = ["0", "8", Events];

    private readonly SdpConnection _connection;
    private SdpOrigin _origin;

    /// <summary>Begins a session.</summary>
    /// <param name="host">The terminal's address; a name is described as the loopback address, since nothing is sent there.</param>
    public MediaDescription(string host)
    {
        _connection = SdpConnection.For(IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) ? address : IPAddress.Loopback);
        _origin = new SdpOrigin("-", Random.Shared.Next(1, int.MaxValue).ToString(CultureInfo.InvariantCulture), "0", _connection);
    }

    /// <summary>Whether the other side's last description holds the call: it does not want to hear, or it has no address to send to.</summary>
    public bool IsHeldByRemote { get; private set; }

    public byte[] Offer(SdpDirection direction = SdpDirection.SendRecv) => Write([Audio(Known, direction)]);

    /// <summary>Answers an offer; false when it cannot be read or holds nothing that this terminal can do.</summary>
    public bool TryAnswer(ReadOnlyMemory<byte> offer, out byte[] answer)
    {
        answer = [];
        if (!SdpDescription.TryParse(offer.Span, out var remote)) return false;
        var streams = new List<SdpMedia>();
        var accepted = false;
        foreach (var media in remote.Media)
        {
            string[] common = [.. media.Formats.Where(Known.Contains)];
            var usable = !accepted && media.Type == "audio" && media.Port != 0 && media.Protocol == Rtp && common.Any(f => f != Events);
            // RFC 3264 6: every stream of the offer has its place in the answer; a refused one has port 0.
            streams.Add(usable ? Audio(common, Reverse(media.Direction)) : SdpMedia.Create(media.Type, 0, media.Protocol, media.Formats));
            accepted |= usable;
        }

        if (!accepted) return false;
        Notice(remote);
        answer = Write(streams);
        return true;
    }

    /// <summary>Takes note of an answer.</summary>
    public void Accept(ReadOnlyMemory<byte> answer)
    {
        if (SdpDescription.TryParse(answer.Span, out var remote)) Notice(remote);
    }

    private void Notice(SdpDescription remote) =>
        IsHeldByRemote = remote.Media.FirstOrDefault(m => m.Type == "audio") is { } audio
            && (audio.Direction is SdpDirection.SendOnly or SdpDirection.Inactive || audio.Connection is { IsUnspecified: true });

    private static SdpDirection Reverse(SdpDirection direction) => direction switch
    {
        SdpDirection.SendOnly => SdpDirection.RecvOnly,
        SdpDirection.RecvOnly => SdpDirection.SendOnly,
        var same => same,
    };

    private static SdpMedia Audio(string[] formats, SdpDirection direction) =>
        SdpMedia.Create("audio", Port, Rtp, formats, formats.SelectMany(Describe)).WithDirection(direction);

    private static string[] Describe(string format) => format switch
    {
        "0" => ["rtpmap:0 PCMU/8000"],
        "8" => ["rtpmap:8 PCMA/8000"],
        _ => ["rtpmap:101 telephone-event/8000", "fmtp:101 0-15"],
    };

    private byte[] Write(IEnumerable<SdpMedia> streams)
    {
        _origin = _origin.NextVersion();
        return SdpDescription.Create(_origin, _connection, streams).ToArray();
    }
}
