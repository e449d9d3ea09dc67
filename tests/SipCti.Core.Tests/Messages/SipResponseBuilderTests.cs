using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SipResponseBuilderTests
{
    private static readonly SipUri Bob = SipUri.Parse("sip:bob@192.0.2.4");

    [Test]
    public void It_takes_over_what_the_request_has_and_adds_what_is_given()
    {
        SipRequest request = Samples.ReadRequest(Samples.With("Record-Route: <sip:p2;lr>,\r\n <sip:p1;lr>"));
        SipResponse response = new SipResponseBuilder(request, 200).ToTag("8321234356").Contact(Bob).Header(HeaderId.Server, "x").Body("v=0\r\n", "application/sdp").Build();
        Assert.That(response.ToString(), Is.EqualTo(
            "SIP/2.0 200 OK\r\n" +
            "Via: SIP/2.0/TCP pc33.example.com:5060;branch=z9hG4bK776asdhds;rport\r\n" +
            "Record-Route: <sip:p2;lr>,\r\n <sip:p1;lr>\r\n" +
            "From: \"Alice\" <sip:alice@atlanta.example.com>;tag=1928301774\r\n" +
            "To: Bob <sip:bob@biloxi.example.com>;tag=8321234356\r\n" +
            "Call-ID: a84b4c76e66710@pc33\r\n" +
            "CSeq: 314159 INVITE\r\n" +
            "Contact: <sip:bob@192.0.2.4>\r\n" +
            "Server: x\r\n" +
            "Content-Type: application/sdp\r\n" +
            "Content-Length: 5\r\n\r\nv=0\r\n"));
    }

    [Test]
    public void A_tag_is_made_but_not_for_a_100_and_not_where_one_stands()
    {
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        Assert.That(new SipResponseBuilder(request, 486).Build().ToTag, Has.Length.GreaterThanOrEqualTo(8));
        Assert.That(new SipResponseBuilder(request, 100).Build().ToTag, Is.Null);
        SipRequest within = Samples.ReadRequest(Samples.With("To: <sip:bob@biloxi.example.com>;tag=t"));
        Assert.That(new SipResponseBuilder(within, 486).ToTag("other").Build().ToTag, Is.EqualTo("t"));
    }

    [TestCase("INVITE", 200, "Contact", "<sip:b@h>")]
    [TestCase("REFER", 202, "Contact", "<sip:b@h>")]
    [TestCase("INVITE", 401, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\"")]
    [TestCase("INVITE", 405, "Allow", "")]
    [TestCase("INVITE", 407, "Proxy-Authenticate", "Digest realm=\"r\", nonce=\"n\"")]
    [TestCase("INVITE", 420, "Unsupported", "x")]
    [TestCase("INVITE", 421, "Require", "x")]
    [TestCase("INVITE", 422, "Min-SE", "90")]
    [TestCase("REGISTER", 423, "Min-Expires", "60")]
    [TestCase("PUBLISH", 423, "Min-Expires", "60")]
    [TestCase("SUBSCRIBE", 489, "Allow-Events", "presence")]
    [TestCase("NOTIFY", 489, "Allow-Events", "presence")]
    public void A_status_code_demands_its_field(string method, int status, string field, string value)
    {
        SipRequest request = Request(method);
        Assert.That(() => new SipResponseBuilder(request, status).Build(), Throws.InvalidOperationException.With.Message.Contains(field));
        Assert.That(new SipResponseBuilder(request, status).Header(field, value).Build().StatusCode, Is.EqualTo(status));
    }

    [TestCase("CANCEL", 401)]
    [TestCase("CANCEL", 405)]
    [TestCase("CANCEL", 420)]
    [TestCase("BYE", 200)]
    [TestCase("UPDATE", 200)]
    [TestCase("SUBSCRIBE", 423)]
    [TestCase("PUBLISH", 489)]
    [TestCase("INVITE", 494)]
    public void No_field_is_demanded_that_no_standard_demands(string method, int status) =>
        Assert.That(new SipResponseBuilder(Request(method), status).Build().StatusCode, Is.EqualTo(status));

    [Test]
    public void A_timestamp_with_the_delay_stands_in_place_of_the_one_taken_over()
    {
        SipRequest request = Samples.ReadRequest(Samples.With("Timestamp: 54"));
        Assert.That(new SipResponseBuilder(request, 100).Build().Headers.Values(HeaderId.Timestamp), Is.EqualTo(new[] { "54" }));
        Assert.That(new SipResponseBuilder(request, 100).Header(HeaderId.Timestamp, "54 0.5").Build().Headers.Values(HeaderId.Timestamp), Is.EqualTo(new[] { "54 0.5" }));
    }

    [TestCase("Via", "SIP/2.0/TCP h")]
    [TestCase("Record-Route", "<sip:p;lr>")]
    [TestCase("To", "<sip:a@h>")]
    [TestCase("CSeq", "1 INVITE")]
    public void What_is_taken_over_cannot_be_given(string name, string value) =>
        Assert.That(() => new SipResponseBuilder(Samples.ReadRequest(Samples.Invite), 486).Header(name, value), Throws.ArgumentException);

    [Test]
    public void Misuse_is_refused_where_it_happens()
    {
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        SipRequest ack = Samples.ReadRequest(Samples.Invite.Replace("INVITE", "ACK", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            Assert.That(() => new SipResponseBuilder(request, 99), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new SipResponseBuilder(request, 700), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new SipResponseBuilder(request, 200, "a\r\nb"), Throws.ArgumentException);
            Assert.That(() => new SipResponseBuilder(request, 200, "a\u007fb"), Throws.ArgumentException);
            Assert.That(() => new SipResponseBuilder(request, 200, "100%"), Throws.ArgumentException);
            Assert.That(() => new SipResponseBuilder(ack, 200), Throws.ArgumentException);
            Assert.That(() => new SipResponseBuilder(request, 486).ToTag("a b"), Throws.ArgumentException);
        });
    }

    [TestCase("Gr\u00fcn", "Gr\u00fcn")]
    [TestCase("", "")]
    [TestCase(null, "Busy Here")]
    public void The_reason_phrase_is_the_one_given(string? reason, string expected) =>
        Assert.That(new SipResponseBuilder(Samples.ReadRequest(Samples.Invite), 486, reason).Build().ReasonPhrase, Is.EqualTo(expected));

    [TestCaseSource(typeof(Samples), nameof(Samples.Valid))]
    public void What_is_built_is_read_again_byte_for_byte(string text)
    {
        if (Samples.Read(text) is not SipRequest request)
            return;
        SipResponse response = new SipResponseBuilder(request, 500).Header("X-A", "y").Build();
        Assert.That(Samples.Read(response.ToString()).ToArray(), Is.EqualTo(response.ToArray()));
        Assert.That(response.Headers.Values(HeaderId.Via), Is.EqualTo(request.Headers.Values(HeaderId.Via)));
    }

    private static SipRequest Request(string method) => Samples.ReadRequest(Samples.Invite.Replace("INVITE", method, StringComparison.Ordinal));
}
