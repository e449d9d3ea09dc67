using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SdpMediaTests
{
    // What a browser sends, in little: one transport for all media, keys and candidates as attributes.
    private const string Browser =
        "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=group:LS  0\r\na=group:\r\na=fingerprint:sha-256 AA:BB\r\na=ice-options:trickle\r\n" +
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 101\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:4ZcD\r\na=ice-pwd:2/1muCWoOi3uLifh0NuRHlig\r\n" +
        "a=fingerprint:sha-256 CC:DD\r\na=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n" +
        "a=fmtp:111  minptime=10;useinbandfec=1\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:1010 x\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=maxptime:62.5\r\n" +
        "a=candidate:1 1 udp 2122260223 192.0.2.7 49203 typ host\r\na=candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active\r\na=end-of-candidates\r\n" +
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\nb=AS:512\r\nb=TIAS:512000\r\nb=bad\r\nb=AS:\r\na=mid:1\r\na=recvonly\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n" +
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4\r\n";

    [Test]
    public void Attributes_are_found_by_name()
    {
        SdpDescription sdp = Read(Browser);
        SdpMedia audio = sdp.Media[0];
        Assert.Multiple(() =>
        {
            Assert.That(audio.GetAttribute("ice-ufrag"), Is.EqualTo("4ZcD"));
            Assert.That(audio.GetAttribute("ice"), Is.Null);
            Assert.That(audio.GetAttribute("Ice-ufrag"), Is.Null);
            Assert.That(audio.GetAttribute("rtcp-mux"), Is.Empty);
            Assert.That(audio.GetAttribute("fingerprint"), Is.EqualTo("sha-256 CC:DD"));
            Assert.That(audio.GetEffectiveAttribute("fingerprint"), Is.EqualTo("sha-256 CC:DD"));
            Assert.That(sdp.Media[1].GetAttribute("fingerprint"), Is.Null);
            Assert.That(sdp.Media[1].GetEffectiveAttribute("fingerprint"), Is.EqualTo("sha-256 AA:BB"));
            Assert.That(sdp.Media[1].GetEffectiveAttribute("setup"), Is.Null);
            Assert.That(sdp.Media[1].GetAttribute("crypto"), Does.StartWith("1 AES_CM_128_HMAC_SHA1_80 inline:").And.EndsWith("|2^20|1:4"));
            Assert.That(audio.GetAttributes("candidate").Select(c => c.Split(' ')[2]), Is.EqualTo(new[] { "udp", "tcp" }));
            Assert.That(audio.GetAttributes("x"), Is.Empty);
            Assert.That((audio.HasAttribute("end-of-candidates"), audio.HasAttribute("end-of"), sdp.HasAttribute("ice-options"), sdp.HasAttribute("mid")), Is.EqualTo((true, false, true, false)));
            Assert.That(sdp.GetAttribute("ice-options"), Is.EqualTo("trickle"));
            Assert.That(sdp.GetAttributes("group"), Has.Count.EqualTo(3));
        });
    }

    [Test]
    public void Attributes_with_a_form_of_their_own_are_read()
    {
        SdpDescription sdp = Read(Browser);
        SdpMedia audio = sdp.Media[0];
        SdpMedia video = sdp.Media[1];
        Assert.Multiple(() =>
        {
            Assert.That(sdp.Groups.Select(g => g.ToString()), Is.EqualTo(new[] { "BUNDLE 0 1", "LS 0" }));
            Assert.That((sdp.Groups[0].Semantics, sdp.Groups[0].Mids), Is.EqualTo(("BUNDLE", new[] { "0", "1" })));
            Assert.That((audio.Mid, video.Mid, audio.IsRtcpMultiplexed, video.IsRtcpMultiplexed, audio.RtcpPort, video.RtcpPort), Is.EqualTo(("0", "1", true, false, 9, (int?)null)));
            Assert.That(audio.GetRtpMap("111"), Is.EqualTo(new SdpRtpMap(111, "opus", 48000, 2)));
            Assert.That(audio.GetRtpMap("0"), Is.EqualTo(new SdpRtpMap(0, "PCMU", 8000)));
            Assert.That(audio.GetRtpMap("112"), Is.Null);
            Assert.That(audio.GetRtpMap("1"), Is.Null);
            Assert.That(audio.GetRtpMap("x"), Is.Null);
            Assert.That((audio.GetFormatParameters("111"), audio.GetFormatParameters("101"), audio.GetFormatParameters("0")), Is.EqualTo(("minptime=10;useinbandfec=1", "0-16", (string?)null)));
            Assert.That((audio.PacketTime, audio.MaxPacketTime, video.PacketTime), Is.EqualTo((20.0, 62.5, (double?)null)));
            Assert.That(video.Bandwidths, Is.EqualTo(new[] { new SdpBandwidth("AS", 512), new SdpBandwidth("TIAS", 512000) }));
            Assert.That(sdp.Bandwidths, Is.Empty);
        });
    }

    [TestCase("rtpmap:96 L16/8000/2", 96, "L16", 8000, 2)]
    [TestCase("rtpmap: 96  opus/48000  x", 96, "opus", 48000, 1)]
    public void An_rtpmap_is_read(string attribute, int type, string encoding, int rate, int channels) =>
        Assert.That(Media(attribute).GetRtpMap("96"), Is.EqualTo(new SdpRtpMap(type, encoding, rate, channels)));

    [Test]
    public void The_first_well_formed_rtpmap_counts() =>
        Assert.That(Media("rtpmap:96", "rtpmap:96 opus/48000", "rtpmap:96 G722/8000", "rtpmap:97 L16/8000").GetRtpMap("96")!.Encoding, Is.EqualTo("opus"));

    [TestCase("rtpmap:96")]
    [TestCase("rtpmap:x opus/48000")]
    [TestCase("rtpmap:96 opus")]
    [TestCase("rtpmap:96 /8000")]
    [TestCase("rtpmap:96 opus/0")]
    [TestCase("rtpmap:96 opus/x")]
    [TestCase("rtpmap:96 opus/48000/0")]
    [TestCase("rtpmap:96 opus/48000/256")]
    [TestCase("rtpmap:96 opus/4294967296")]
    [TestCase("rtpmap:128 opus/48000")]
    [TestCase("rtpmap")]
    [TestCase("rtpmap:")]
    public void A_malformed_rtpmap_is_passed_over(string attribute) => Assert.That(Media(attribute).GetRtpMap("96"), Is.Null);

    [TestCase("ptime:0")]
    [TestCase("ptime:-1")]
    [TestCase("ptime:x")]
    [TestCase("ptime")]
    [TestCase("ptime:1e2")]
    public void A_malformed_packet_time_is_none(string attribute) => Assert.That(Media(attribute).PacketTime, Is.Null);

    [Test]
    public void A_packet_time_beyond_all_numbers_is_none() => Assert.That(Media("ptime:" + new string('9', 400)).PacketTime, Is.Null);

    [TestCase("rtcp:0", null)]
    [TestCase("rtcp:65536", null)]
    [TestCase("rtcp", null)]
    [TestCase("rtcp:53020 IN IP4 192.0.2.1", 53020)]
    public void The_port_of_rtcp_is_read(string attribute, int? port) => Assert.That(Media(attribute).RtcpPort, Is.EqualTo(port));

    [Test]
    public void A_static_payload_type_means_something_in_rtp_only() =>
        Assert.That(SdpMedia.Create("application", 9, "UDP/BFCP", ["0"]).GetRtpMap("0"), Is.Null);

    [Test]
    public void A_medium_may_have_several_connections()
    {
        SdpMedia media = Read("v=0\no=- 1 1 IN IP4 h\nc=IN IP4 192.0.2.1\nm=video 1 RTP/AVP 31\nc=IN IP4 233.252.0.1/127\nc=IN  IP4 233.252.0.2/127 \n").Media[0];
        Assert.That(media.Connections.Select(c => c.Address), Is.EqualTo(new[] { "233.252.0.1/127", "233.252.0.2/127" }));
        Assert.That(media.Connection!.Address, Is.EqualTo("233.252.0.1/127"));
    }

    [Test]
    public void Other_formats_take_their_attributes_away()
    {
        SdpMedia audio = Read(Browser).Media[0].WithFormats(["0", "111"]);
        Assert.Multiple(() =>
        {
            Assert.That(audio.ToString(), Is.EqualTo("audio 9 UDP/TLS/RTP/SAVPF 0 111"));
            Assert.That(audio.Formats, Is.EqualTo(new[] { "0", "111" }));
            Assert.That(audio.GetAttributes("rtpmap"), Is.EqualTo(new[] { "111 opus/48000/2" }));
            Assert.That(audio.GetAttributes("fmtp"), Is.EqualTo(new[] { "111  minptime=10;useinbandfec=1", "1010 x" }));
            Assert.That(audio.GetAttributes("rtcp-fb"), Has.Count.EqualTo(1));
        });
    }

    [Test]
    public void An_edit_changes_one_line_and_no_other_byte()
    {
        const string Odd = "\n\nv=0\r\no=-  1 1 IN IP4 h \r\n\r\nc=IN IP4 h\ns=\u00ff\r\nt=0 0\nm=audio  7/2  RTP/AVP 0  8 \nb=AS:1\n\na=\u00fe\r\r\na=x:1\n\n\na=x:2";
        SdpDescription sdp = ReadLatin(Odd);
        SdpMedia media = sdp.Media[0];
        Assert.Multiple(() =>
        {
            Check(sdp.WithMedia(0, media.WithPort(65535)), "m=audio  7/", "m=audio  65535/");
            Check(sdp.WithMedia(0, media.WithFormats(["0"])), "0  8 \n", "0 \n");
            Check(sdp.WithMedia(0, media.WithBandwidth(new("AS", 2))), "AS:1", "AS:2");
            Check(sdp.WithMedia(0, media.WithBandwidth(new("CT", 3))), "b=AS:1\n", "b=AS:1\nb=CT:3\n");
            Check(sdp.WithMedia(0, media.WithConnection(new("IN", "IP6", "::1"))), "b=AS:1", "c=IN IP6 ::1\nb=AS:1");
            Check(sdp.WithMedia(0, media.WithAttribute("x", "3")), "a=x:1", "a=x:3");
            Check(sdp.WithMedia(0, media.WithAttribute("x", null)), "a=x:1", "a=x");
            Check(sdp.WithMedia(0, media.WithAttribute("y", "4")), "a=x:2", "a=x:2\na=y:4");
            Check(sdp.WithMedia(0, media.WithAddedAttribute("x", null)), "a=x:2", "a=x:2\na=x");
            Check(sdp.WithMedia(0, media.WithoutAttributes("x")), "a=x:1\n\n\na=x:2", "\n\n");
            Check(sdp.WithMedia(0, media.WithDirection(SdpDirection.RecvOnly)), "a=x:2", "a=x:2\na=recvonly");
            Check(sdp.WithAttribute("y", null), "t=0 0\n", "t=0 0\na=y\r\n");
            Check(sdp.WithAddedAttribute("y", "z").WithAddedAttribute("w", null).WithoutAttributes("y"), "t=0 0\n", "t=0 0\na=w\r\n");
            Check(sdp.WithBandwidth(new("AS", 4294967295)), "t=0 0\n", "b=AS:4294967295\r\nt=0 0\n");
            Check(sdp.WithConnection(new("IN", "IP4", "g")), "c=IN IP4 h", "c=IN IP4 g");
            Check(sdp.WithOrigin(new("a", "1", "2", new("IN", "IP4", "h"))), "o=-  1 1 IN IP4 h ", "o=a 1 2 IN IP4 h");
            Check(sdp.WithMedia(media, media), "a=x:2", "a=x:2\r\n" + Odd[Odd.IndexOf("m=", StringComparison.Ordinal)..]);
            Check(sdp.WithMedia(), Odd[Odd.IndexOf("m=", StringComparison.Ordinal)..], "");
        });

        void Check(SdpDescription changed, string before, string after) =>
            Assert.That(Encoding.Latin1.GetString(changed.ToMemory().Span), Is.EqualTo(Odd.Replace(before, after, StringComparison.Ordinal)));
    }

    [Test]
    public void All_directions_but_the_first_go_with_it()
    {
        SdpMedia media = Media("sendonly", "x", "inactive", "recvonly");
        Assert.That(media.WithDirection(SdpDirection.RecvOnly).Attributes, Is.EqualTo(new[] { "recvonly", "x" }));
        Assert.That(media.WithDirection(SdpDirection.SendOnly).Attributes, Is.EqualTo(new[] { "sendonly", "x" }));
        Assert.That(media.WithDirection(SdpDirection.SendOnly).Direction, Is.EqualTo(SdpDirection.SendOnly));
    }

    [Test]
    public void A_section_of_rtp_is_made()
    {
        SdpMedia media = SdpMedia.CreateRtp("audio", 4000, "RTP/AVP", [new(96, "opus", 48000, 2), new(8, "PCMA", 8000)], "fmtp:96 useinbandfec=1", "ptime:20");
        Assert.That((media.ToString(), media.Attributes), Is.EqualTo(("audio 4000 RTP/AVP 96 8", new[] { "rtpmap:96 opus/48000/2", "rtpmap:8 PCMA/8000", "fmtp:96 useinbandfec=1", "ptime:20" })));
        Assert.That((media.Type, media.Port, media.PortCount, media.Protocol), Is.EqualTo(("audio", 4000, 1, "RTP/AVP")));
    }

    [Test]
    public void Misuse_is_told()
    {
        SdpMedia media = Media("x");
        Assert.Multiple(() =>
        {
            Assert.That(() => SdpMedia.Create("audio", 1, "RTP AVP", ["0"]), Throws.ArgumentException);
            Assert.That(() => SdpMedia.Create("audio", 1, "RTP/AVP", ["0 8"]), Throws.ArgumentException);
            Assert.That(() => SdpMedia.Create("audio", 1, "RTP/AVP", [""]), Throws.ArgumentException);
            Assert.That(() => SdpMedia.CreateRtp("audio", 1, "RTP/AVP", [new(128, "x", 1)]), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => SdpMedia.CreateRtp("audio", 1, "RTP/AVP", [new(1, "x", 0)]), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => SdpMedia.CreateRtp("audio", 1, "RTP/AVP", [new(1, "x y", 8000)]), Throws.ArgumentException);
            Assert.That(() => SdpMedia.CreateRtp("audio", 1, "RTP/AVP", []), Throws.ArgumentException);
            Assert.That(() => media.WithAttribute("a b", null), Throws.ArgumentException);
            Assert.That(() => media.WithAttribute("a", "b\r\nc=IN IP4 h"), Throws.ArgumentException);
            Assert.That(() => media.WithAddedAttribute("a", "\0"), Throws.ArgumentException);
            Assert.That(() => media.WithBandwidth(new("A S", 1)), Throws.ArgumentException);
            Assert.That(() => media.WithConnection(new("IN", "IP4", "a b")), Throws.ArgumentException);
            Assert.That(() => media.WithConnection(new("IN", "IP4", "")), Throws.ArgumentException);
            Assert.That(() => media.WithFormats([]), Throws.ArgumentException);
            Assert.That(() => media.WithFormats(["a\n"]), Throws.ArgumentException);
            Assert.That(() => media.WithPort(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => media.WithDirection((SdpDirection)4), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Read(Browser).WithMedia(2, media), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Read(Browser).WithOrigin(new("a b", "", "1", new("IN", "IP4", "h"))), Throws.ArgumentException);
            Assert.That(() => Read(Browser).WithOrigin(new("a", "1", "1", new("IN", "IP4", "h\r\n"))), Throws.ArgumentException);
        });
    }

    [TestCase(256, true)]
    [TestCase(257, false)]
    public void Formats_are_limited(int count, bool isRead)
    {
        string formats = string.Concat(Enumerable.Repeat(" 0", count));
        Assert.That(SdpDescription.TryParse(Encoding.ASCII.GetBytes("v=0\no=- 1 1 IN IP4 h\nm=audio 1 RTP/AVP" + formats), out _), Is.EqualTo(isRead));
        Assert.That(() => SdpMedia.Create("audio", 1, "RTP/AVP", [.. Enumerable.Repeat("0", count)]), isRead ? Throws.Nothing : Throws.ArgumentException);
    }

    [Test]
    public void A_description_read_at_its_limit_is_changed_all_the_same()
    {
        SdpDescription sdp = Read("v=0\no=- 1 1 IN IP4 h\n" + string.Concat(Enumerable.Repeat("m={}\u00ff 1 RTP/AVP 0\n", 4094)));
        SdpDescription answer = sdp.CreateAnswer(sdp.Origin, new("IN", "IP4", "h"), SdpMedia.Create("audio", 1, "RTP/AVP", ["0"]));
        Assert.Multiple(() =>
        {
            Assert.That(sdp.WithDirection(SdpDirection.Inactive).Media[4093].Lines, Has.Count.EqualTo(1));
            Assert.That(sdp.WithAttribute("a", null).WithConnection(new("IN", "IP4", "h")).Lines, Has.Count.EqualTo(4));
            Assert.That(answer.Media, Has.Count.EqualTo(4094));
            Assert.That(sdp.WithMedia(sdp.Media.Select(m => SdpMedia.Create(m.Type, 0, m.Protocol, m.Formats))).Media[0].Type, Is.EqualTo("{}\ufffd"));
        });
    }

    private static SdpMedia Media(params string[] attributes) => SdpMedia.Create("audio", 4000, "RTP/AVP", ["96"], attributes);

    private static SdpDescription Read(string text) => ReadLatin(text);

    private static SdpDescription ReadLatin(string text) =>
        SdpDescription.TryParse(Encoding.Latin1.GetBytes(text), out SdpDescription? description) ? description : throw new AssertionException(text);
}
