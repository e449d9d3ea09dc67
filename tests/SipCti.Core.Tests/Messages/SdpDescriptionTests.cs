using System.Net;
using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SdpDescriptionTests
{
    private const string Offer =
        "v=0\r\no=alice 2890844526 9 IN IP4 192.0.2.101\r\ns=-\r\ni=what\r\nc=IN IP4 192.0.2.101\r\nb=AS:64\r\nt=0 0\r\nk=clear:x\r\nZ=unknown\r\na=recvonly\r\n" +
        "m=audio 49170 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=sendonly\r\na=x\r\n" +
        "m=video 49172/2 RTP/AVPF 31\r\nc=IN IP6 ::1\r\ny=unknown\r\n";

    [TestCase("9", "10")]
    [TestCase("1099", "1100")]
    [TestCase("18446744073709551615", "18446744073709551616")]
    [TestCase("99999999999999999999999999", "100000000000000000000000000")]
    [TestCase("x", "1")]
    [TestCase("-1", "1")]
    public void The_next_version_is_one_higher_whatever_its_size(string version, string next) =>
        Assert.That(new SdpOrigin("-", "1", version, SdpConnection.For(IPAddress.Loopback)).NextVersion().SessionVersion, Is.EqualTo(next));

    [TestCase("fe80::1%3", "IN IP6 fe80::1")]
    [TestCase("::ffff:192.0.2.1", "IN IP4 192.0.2.1")]
    [TestCase("2001:db8::1", "IN IP6 2001:db8::1")]
    public void A_connection_tells_an_address_that_others_can_use(string address, string connection) =>
        Assert.That(SdpConnection.For(IPAddress.Parse(address)).ToString(), Is.EqualTo(connection));

    [Test]
    public void Session_and_media_are_read()
    {
        SdpDescription sdp = Read(Offer);
        Assert.Multiple(() =>
        {
            Assert.That(sdp.Version, Is.Zero);
            Assert.That(sdp.Origin, Is.EqualTo(new SdpOrigin("alice", "2890844526", "9", new SdpConnection("IN", "IP4", "192.0.2.101"))));
            Assert.That(sdp.SessionName, Is.EqualTo("-"));
            Assert.That(sdp.Connection!.Address, Is.EqualTo("192.0.2.101"));
            Assert.That(sdp.Times, Is.EqualTo(new[] { "0 0" }));
            Assert.That(sdp.Attributes, Is.EqualTo(new[] { "recvonly" }));
            Assert.That(sdp.Direction, Is.EqualTo(SdpDirection.RecvOnly));
            Assert.That(sdp.Media.Select(m => (m.Type, m.Port, m.PortCount, m.Protocol, string.Join(' ', m.Formats))), Is.EqualTo(new[] { ("audio", 49170, 1, "RTP/AVP", "0 8 101"), ("video", 49172, 2, "RTP/AVPF", "31") }));
            Assert.That(sdp.Media.Select(m => (m.Direction, m.Connection!.Address)), Is.EqualTo(new[] { (SdpDirection.SendOnly, "192.0.2.101"), (SdpDirection.RecvOnly, "::1") }));
            Assert.That(sdp.Media[0].Attributes, Is.EqualTo(new[] { "rtpmap:0 PCMU/8000", "sendonly", "x" }));
        });
    }

    [Test]
    public void Every_line_is_written_back_in_its_place() => Assert.That(Encoding.UTF8.GetString(Read(Offer).ToArray()), Is.EqualTo(Offer));

    [Test]
    public void Bare_line_feeds_are_accepted_and_kept()
    {
        SdpDescription sdp = Read(Offer.Replace("\r", "", StringComparison.Ordinal));
        Assert.That(sdp.Media[1].Lines.Select(l => l.ToString()), Is.EqualTo(new[] { "c=IN IP6 ::1", "y=unknown" }));
        Assert.That(sdp.ToString(), Is.EqualTo(Offer.Replace("\r", "", StringComparison.Ordinal)));
    }

    [Test]
    public void Without_a_direction_media_flows_both_ways() =>
        Assert.That(Read("v=0\no=- 1 1 IN IP4 h\ns=x\nm=audio 1 RTP/AVP 0").Media[0].Direction, Is.EqualTo(SdpDirection.SendRecv));

    [Test]
    public void An_edit_touches_only_what_it_edits()
    {
        SdpDescription sdp = Read(Offer);
        Assert.Multiple(() =>
        {
            Assert.That(sdp.WithOrigin(sdp.Origin.NextVersion()).ToString(), Is.EqualTo(Offer.Replace(" 9 IN", " 10 IN", StringComparison.Ordinal)));
            Assert.That(sdp.WithConnection(SdpConnection.For(IPAddress.IPv6Loopback)).ToString(), Is.EqualTo(Offer.Replace("c=IN IP4 192.0.2.101", "c=IN IP6 ::1", StringComparison.Ordinal)));
            Assert.That(sdp.WithConnection(SdpConnection.For(IPAddress.Any)).Media[0].Connection!.IsUnspecified);
            Assert.That(sdp.WithDirection(SdpDirection.Inactive).ToString(), Is.EqualTo(
                Offer.Replace("a=recvonly\r\n", "", StringComparison.Ordinal).Replace("a=sendonly", "a=inactive", StringComparison.Ordinal) + "a=inactive\r\n"));
            Assert.That(sdp.WithMedia(sdp.Media[0].WithPort(0)).ToString(), Is.EqualTo(Offer[..Offer.IndexOf("m=video", StringComparison.Ordinal)].Replace("49170", "0", StringComparison.Ordinal)));
            Assert.That(sdp.Media[0].WithConnection(SdpConnection.For(IPAddress.Loopback)).Lines[0].ToString(), Is.EqualTo("c=IN IP4 127.0.0.1"));
        });
    }

    [Test]
    public void A_session_without_connection_gets_one_at_its_place() =>
        Assert.That(Read("v=0\no=- 1 x IN IP4 h\ns=x\nt=0 0\n").WithConnection(SdpConnection.For(IPAddress.Loopback)).ToString(), Is.EqualTo("v=0\no=- 1 x IN IP4 h\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"));

    [Test]
    public void A_description_is_made()
    {
        SdpConnection here = SdpConnection.For(IPAddress.Loopback);
        SdpDescription sdp = SdpDescription.Create(new SdpOrigin("-", "1", "x", here).NextVersion(), here, SdpMedia.Create("audio", 4000, "RTP/AVP", ["0", "8"], "rtpmap:0 PCMU/8000"));
        Assert.That(sdp.ToString(), Is.EqualTo("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\n"));
        Assert.That(sdp.Media[0].Connection, Is.EqualTo(here));
    }

    [TestCase("")]
    [TestCase("v=1\r\no=- 1 1 IN IP4 h\r\n")]
    [TestCase("o=- 1 1 IN IP4 h\r\nv=0\r\n")]
    [TestCase("v=0\r\ns=-\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP4\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 1 RTP/AVP\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 65536 RTP/AVP 0\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 1/2147483648 RTP/AVP 0\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 1/0 RTP/AVP 0\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\nm =audio 1 RTP/AVP 0\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 1 RTP/AVP 0\r\nc=x\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\na\r\n")]
    [TestCase("v=0\r\no=- 1 1 IN IP4 h\r\na=b\rc\r\n")]
    public void What_is_no_description_is_refused(string text) => Assert.That(SdpDescription.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False);

    [TestCase(4094, true)]
    [TestCase(4095, false)]
    public void Lines_are_limited(int more, bool isRead)
    {
        string text = "v=0\no=- 1 1 IN IP4 h\n" + string.Concat(Enumerable.Repeat("a=x\n", more));
        Assert.That(SdpDescription.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.EqualTo(isRead));
    }

    [Test]
    public void Misuse_is_told()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SdpMedia.Create("audio", 70000, "RTP/AVP", ["0"]), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => SdpMedia.Create("audio", 1, "RTP/AVP", []), Throws.ArgumentException);
            Assert.That(() => SdpMedia.Create("audio", 1, "RTP/AVP", ["0"], "a\r\nb"), Throws.ArgumentException);
            Assert.That(() => Read(Offer).WithConnection(new SdpConnection("IN", "IP4", "h\r\n")), Throws.ArgumentException);
        });
    }

    private static SdpDescription Read(string text)
    {
        Assert.That(SdpDescription.TryParse(Encoding.UTF8.GetBytes(text), out SdpDescription? description), Is.True);
        return description!;
    }
}
