using System.Text;

namespace SipCti.Benchmarks;

/// <summary>Session descriptions: what a desk phone offers, and what a browser does (audio, two videos and a data channel over one transport).</summary>
public static class SampleOffers
{
    public static string[] Names => ["phone", "browser"];

    public static byte[] Load(string name) => Encoding.ASCII.GetBytes(name == "phone" ? Phone : Browser());

    private const string Phone =
        "v=0\r\no=desk 20518 20518 IN IP4 192.0.2.55\r\ns=A call\r\nc=IN IP4 192.0.2.55\r\nt=0 0\r\n" +
        "m=audio 11794 RTP/AVP 9 8 0 18 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:18 G729/8000\r\n" +
        "a=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";

    private static string Browser()
    {
        var text = new StringBuilder("v=0\r\no=- 7614219274584779017 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1 2 3\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS stream\r\n");
        Section(text, 0, "audio", "UDP/TLS/RTP/SAVPF", [(111, "opus/48000/2"), (63, "red/48000/2"), (9, "G722/8000"), (0, "PCMU/8000"), (8, "PCMA/8000"), (13, "CN/8000"), (110, "telephone-event/48000"), (126, "telephone-event/8000")]);
        foreach (int mid in new[] { 1, 2 })
            Section(text, mid, "video", "UDP/TLS/RTP/SAVPF", [(96, "VP8/90000"), (97, "rtx/90000"), (102, "H264/90000"), (103, "rtx/90000"), (104, "H264/90000"), (105, "rtx/90000"), (45, "AV1/90000"), (46, "rtx/90000"), (98, "VP9/90000"), (99, "rtx/90000")]);
        Section(text, 3, "application", "UDP/DTLS/SCTP", []);
        return text.ToString();
    }

    private static void Section(StringBuilder text, int mid, string type, string protocol, (int Type, string Encoding)[] formats)
    {
        string list = formats.Length == 0 ? "webrtc-datachannel" : string.Join(' ', formats.Select(f => f.Type));
        Line($"m={type} 51472 {protocol} {list}");
        Line("c=IN IP4 192.0.2.55");
        Line("a=rtcp:9 IN IP4 0.0.0.0");
        for (int i = 1; i <= 4; i++)
            Line($"a=candidate:{38471 * i} 1 udp {2122260223 - i} 192.0.2.{i} {51470 + i} typ host generation 0 network-id {i} network-cost 10");
        Line("a=ice-ufrag:Qm7e");
        Line("a=ice-pwd:u2yKp0R3mVbN8sTqXcD5wZgL");
        Line("a=ice-options:trickle");
        Line("a=fingerprint:sha-256 " + string.Join(':', Enumerable.Range(16, 32).Select(i => i.ToString("X2", null))));
        Line("a=setup:actpass");
        Line($"a=mid:{mid}");
        if (formats.Length == 0)
        {
            Line("a=sctp-port:5000");
            Line("a=max-message-size:262144");
            return;
        }

        for (int i = 1; i <= 6; i++)
            Line($"a=extmap:{i} urn:ietf:params:rtp-hdrext:sample-extension-{i}");
        Line("a=sendrecv");
        Line($"a=msid:stream track{mid}");
        Line("a=rtcp-mux");
        Line("a=rtcp-rsize");
        foreach ((int payload, string encoding) in formats)
        {
            Line($"a=rtpmap:{payload} {encoding}");
            Line($"a=rtcp-fb:{payload} transport-cc");
            Line($"a=fmtp:{payload} level-asymmetry-allowed=1;packetization-mode=1");
        }

        Line($"a=ssrc:{2918471 + mid} cname:p7WmXk2s");

        void Line(string line) => text.Append(line).Append("\r\n");
    }
}
