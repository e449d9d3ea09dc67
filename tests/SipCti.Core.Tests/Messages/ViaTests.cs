using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class ViaTests
{
    [TestCase("SIP/2.0/UDP h", "UDP", "h", null, null)]
    [TestCase("SIP/2.0/TCP h:5060;branch=z9hG4bK1", "TCP", "h:5060", "z9hG4bK1", null)]
    [TestCase("sip / 2.0 / tls  h : 5061 ; received = 1.2.3.4 ; branch = \"z9hG4bK1\"", "TLS", "h:5061", "z9hG4bK1", "1.2.3.4")]
    [TestCase("SIP/2.0/UNKNOWN [2001:db8::1]:1;received=[2001:db8::2];x=a/b=c", "UNKNOWN", "[2001:db8::1]:1", null, "[2001:db8::2]")]
    public void A_via_is_split_into_its_parts(string text, string transport, string sentBy, string? branch, string? received)
    {
        Assert.That(Via.TryParse(text, out Via? via), Is.True);
        Assert.That((via!.Transport, via.SentBy, via.Branch, via.Received, via.HasRPort), Is.EqualTo((transport, sentBy, branch, received, false)));
        Assert.That(via.ToString(), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("SIP/2.0/UDP")]
    [TestCase("SIP/2.0/UDP ;x")]
    [TestCase("SIP/2.0 UDP h")]
    [TestCase("SIP/3.0/UDP h")]
    [TestCase("HTTP/2.0/UDP h")]
    [TestCase("SIP/2.0/UDP h:")]
    [TestCase("SIP/2.0/UDP h:0")]
    [TestCase("SIP/2.0/UDP h:65536")]
    [TestCase("SIP/2.0/UDP h;;")]
    [TestCase("SIP/2.0/UDP h;rport=x")]
    [TestCase("SIP/2.0/UDP h;branch=")]
    [TestCase("SIP/2.0/UDP h, SIP/2.0/UDP g")]
    [TestCase("SIP/2.0/UDP \u00fc")]
    [TestCase("SIP/2.0/UDP h\r\n;x")]
    public void What_is_no_via_is_refused(string text) => Assert.That(Via.TryParse(text, out _), Is.False);

    [TestCase("z9hG4bK1", true)]
    [TestCase("Z9HG4BK1", true)]
    [TestCase("z9hG4bK", false)]
    [TestCase("1", false)]
    public void A_branch_of_rfc_3261_is_told(string branch, bool hasCookie) =>
        Assert.That(Via.Create("TCP", "h", null, branch).HasMagicCookie, Is.EqualTo(hasCookie));

    [Test]
    public void Received_and_rport_are_added()
    {
        Assert.That(Via.TryParse("SIP/2.0/TCP h:5060;rport;branch=z9hG4bK1;alias", out Via? via), Is.True);
        Assert.That((via!.HasRPort, via.RPort), Is.EqualTo((true, (int?)null)));
        Via seen = via.WithParameter("received", "2001:db8::7").WithParameter("rport", "4711");
        Assert.That(seen.ToString(), Is.EqualTo("SIP/2.0/TCP h:5060;rport=4711;branch=z9hG4bK1;alias;received=2001:db8::7"));
        Assert.That((seen.HasRPort, seen.RPort, seen.Received, seen.Branch, seen.Port), Is.EqualTo((true, 4711, "2001:db8::7", "z9hG4bK1", 5060)));
    }

    [TestCase("rport;rport=9", null)]
    [TestCase("rport=8;rport=9", 8)]
    [TestCase("rport=8;rport", 8)]
    public void Of_an_rport_that_stands_twice_the_first_counts(string parameters, int? port)
    {
        Assert.That(Via.TryParse($"SIP/2.0/TCP h;{parameters}", out Via? via), Is.True);
        Assert.That((via!.RPort, via.Parameters["rport"]), Is.EqualTo((port, port?.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        Assert.That(Via.TryParse(via.WithParameter("rport", "7").ToString(), out Via? stamped), Is.True);
        Assert.That(stamped!.RPort, Is.EqualTo(7));
    }

    [Test]
    public void A_made_via_has_its_branch_first() =>
        Assert.That(Via.Create("tcp", "[::1]", 5060, "z9hG4bKx", SipParameters.Empty.With("rport", null).With("alias", null)).ToString(), Is.EqualTo("SIP/2.0/TCP [::1]:5060;branch=z9hG4bKx;rport;alias"));

    [Test]
    public void Misuse_is_told()
    {
        Via via = Via.Create("TCP", "h", null, "b");
        Assert.Multiple(() =>
        {
            Assert.That(() => Via.Create("T CP", "h", null, "b"), Throws.ArgumentException);
            Assert.That(() => Via.Create("TCP", "h;x", null, "b"), Throws.ArgumentException);
            Assert.That(() => Via.Create("TCP", "[:::1]", null, "b"), Throws.ArgumentException);
            Assert.That(() => Via.Create("TCP", "h", 0, "b"), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Via.Create("TCP", "h", 1, "b b"), Throws.ArgumentException);
            Assert.That(() => Via.Create("TCP", "h", 1, "b", SipParameters.Empty.With("rport", "x")), Throws.ArgumentException);
            Assert.That(() => via.WithParameter("rport", "0"), Throws.ArgumentException);
            Assert.That(() => via.WithParameter("x", "a\r\n"), Throws.ArgumentException);
        });
    }
}
