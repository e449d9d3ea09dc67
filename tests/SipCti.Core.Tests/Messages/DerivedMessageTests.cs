using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class DerivedMessageTests
{
    private const string Good =
        "INVITE sip:bob@h;x=1 SIP/2.0\r\n" +
        "Via: SIP/2.0/TCP one;branch=z9hG4bK1 , SIP/2.0/TCP two;branch=z9hG4bK2\r\n" +
        "v:SIP/2.0/TCP three;branch=z9hG4bK3\r\n" +
        "Record-Route: <sip:p1;lr>\r\nRoute: <sip:r1;lr>\r\nroute:  <sip:r2;lr>\r\n" +
        "t:   \"B\"  <sip:bob@h>\r\nFrom: <sip:a@h> ;tag=f\r\nCALL-ID: c1\r\nCSeq: 007 INVITE\r\nTimestamp: 54\r\nMax-Forwards: 9\r\nContent-Length: 0\r\n\r\n";

    [Test]
    public void A_response_takes_over_what_identifies_the_transaction_byte_for_byte()
    {
        SipResponse response = Samples.ReadRequest(Good).CreateResponse(486);
        Assert.That(response.ToString(), Is.EqualTo(
            "SIP/2.0 486 Busy Here\r\n" +
            "Via: SIP/2.0/TCP one;branch=z9hG4bK1 , SIP/2.0/TCP two;branch=z9hG4bK2\r\nv:SIP/2.0/TCP three;branch=z9hG4bK3\r\n" +
            "From: <sip:a@h> ;tag=f\r\nt:   \"B\"  <sip:bob@h>\r\nCALL-ID: c1\r\nCSeq: 007 INVITE\r\nContent-Length: 0\r\n\r\n"));
    }

    [TestCase(100, false, true)]
    [TestCase(180, true, false)]
    [TestCase(200, true, false)]
    [TestCase(302, false, false)]
    public void Record_route_goes_into_what_may_form_a_dialog_and_timestamp_into_100(int status, bool hasRecordRoute, bool hasTimestamp)
    {
        SipResponse response = Samples.ReadRequest(Good).CreateResponse(status, "Why", "t1");
        Assert.That((response.Headers.Contains(HeaderId.RecordRoute), response.Headers.Contains(HeaderId.Timestamp)), Is.EqualTo((hasRecordRoute, hasTimestamp)));
        Assert.That((response.StatusCode, response.ReasonPhrase, response.ToTag), Is.EqualTo((status, "Why", "t1")));
    }

    [Test]
    public void Record_route_stays_out_of_the_answer_to_a_bye()
    {
        SipRequest bye = Samples.ReadRequest(Good.Replace("INVITE", "BYE", StringComparison.Ordinal));
        Assert.That(bye.CreateResponse(200).Headers.Contains(HeaderId.RecordRoute), Is.False);
    }

    [Test]
    public void A_to_tag_is_added_only_when_there_is_none()
    {
        SipRequest inDialog = Samples.ReadRequest(Good.Replace("<sip:bob@h>", "<sip:bob@h>;tag=own", StringComparison.Ordinal));
        Assert.That(inDialog.CreateResponse(200, toTag: "new").ToTag, Is.EqualTo("own"));
        Assert.That(Samples.ReadRequest(Good).CreateResponse(200, toTag: "new").Headers.First(HeaderId.To), Is.EqualTo("\"B\"  <sip:bob@h>;tag=new"));
    }

    [Test]
    public void An_ack_has_the_top_via_the_routes_and_the_to_of_the_response()
    {
        SipRequest invite = Samples.ReadRequest(Good);
        Assert.That(invite.CreateAck(invite.CreateResponse(486, toTag: "t9")).ToString(), Is.EqualTo(
            "ACK sip:bob@h;x=1 SIP/2.0\r\nVia: SIP/2.0/TCP one;branch=z9hG4bK1\r\nRoute: <sip:r1;lr>\r\nroute:  <sip:r2;lr>\r\nMax-Forwards: 70\r\n" +
            "From: <sip:a@h> ;tag=f\r\nt:   \"B\"  <sip:bob@h>;tag=t9\r\nCALL-ID: c1\r\nCSeq: 7 ACK\r\nContent-Length: 0\r\n\r\n"));
    }

    [Test]
    public void A_cancel_has_the_top_via_and_the_to_of_the_request()
    {
        SipRequest cancel = Samples.ReadRequest(Good).CreateCancel();
        Assert.That(cancel.ToString(), Is.EqualTo(
            "CANCEL sip:bob@h;x=1 SIP/2.0\r\nVia: SIP/2.0/TCP one;branch=z9hG4bK1\r\nRoute: <sip:r1;lr>\r\nroute:  <sip:r2;lr>\r\nMax-Forwards: 70\r\n" +
            "From: <sip:a@h> ;tag=f\r\nt:   \"B\"  <sip:bob@h>\r\nCALL-ID: c1\r\nCSeq: 7 CANCEL\r\nContent-Length: 0\r\n\r\n"));
        Assert.That((cancel.Method, cancel.RequestUri.Parameters["x"]), Is.EqualTo((SipMethod.Cancel, "1")));
    }

    [Test]
    public void A_made_request_reads_back_once_it_has_a_via()
    {
        SipRequest request = SipRequest.Create(SipMethod.Message, SipUri.Parse("sip:b@h"), new NameAddr(SipUri.Parse("sip:a@h"), "A").WithTag("1"), new NameAddr(SipUri.Parse("sip:b@h")), "id", 3);
        Assert.That(() => request.TopVia, Throws.InvalidOperationException);
        Assert.That(SipMessage.TryParse(request.ToArray(), SipLimits.Default, out _, out _), Is.False);
        request.Headers.Prepend(HeaderId.Via, Via.Create("TCP", "h", 5060, SipTokens.NewBranch()).ToString());
        request.SetBody("hi"u8.ToArray(), "text/plain");
        SipRequest again = Samples.ReadRequest(request.ToString());
        Assert.That((again.Method, again.CSeq, again.CallId, again.FromTag, again.ToTag, again.From.DisplayName), Is.EqualTo((SipMethod.Message, new CSeq(3, SipMethod.Message), "id", "1", (string?)null, "A")));
        Assert.That((again.TryGetMaxForwards(out int? hops) ? hops : 0, again.Body.Length), Is.EqualTo((70, 2)));
    }

    [Test]
    public void A_status_is_changed_in_place()
    {
        SipResponse response = Samples.ReadRequest(Good).CreateResponse(503);
        response.SetStatus(500);
        Assert.That((response.StatusCode, response.ReasonPhrase), Is.EqualTo((500, "Server Internal Error")));
        Assert.That(response.Clone().ToString(), Does.StartWith("SIP/2.0 500 Server Internal Error\r\nVia"));
    }

    [Test]
    public void Misuse_is_told()
    {
        SipRequest request = Samples.ReadRequest(Good);
        Assert.Multiple(() =>
        {
            Assert.That(() => request.CreateResponse(99), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => request.CreateResponse(700), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => request.CreateResponse(200, toTag: "a b"), Throws.ArgumentException);
            Assert.That(() => SipRequest.Create(default, request.RequestUri, request.From, request.To, "c", 1), Throws.ArgumentException);
            Assert.That(() => SipRequest.Create(SipMethod.Bye, request.RequestUri, request.From, request.To, "c d", 1), Throws.ArgumentException);
            Assert.That(() => SipRequest.Create(SipMethod.Bye, request.RequestUri, request.From, request.To, "", 1), Throws.ArgumentException);
            Assert.That(() => new SipMethod("a b"), Throws.ArgumentException);
        });
    }

    [Test]
    public void Tokens_differ_and_are_tokens()
    {
        string[] tokens = [.. Enumerable.Range(0, 200).SelectMany(_ => new[] { SipTokens.NewBranch(), SipTokens.NewTag(), SipTokens.NewCallId() })];
        Assert.That(tokens, Is.Unique);
        Assert.That(tokens, Is.All.Match("^[a-zA-Z0-9]+$"));
        Assert.That(SipTokens.NewBranch(), Does.StartWith("z9hG4bK").And.Length.EqualTo(27));
    }

    [Test]
    public void Methods_are_compared_by_case()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new SipMethod("INVITE"), Is.EqualTo(SipMethod.Invite));
            Assert.That(new SipMethod("invite"), Is.Not.EqualTo(SipMethod.Invite));
            Assert.That(new SipMethod("x!").IsKnown, Is.False);
            Assert.That(SipMethod.Publish.IsKnown);
            Assert.That(SipMethod.Refer.MayFormDialog && !SipMethod.Bye.MayFormDialog);
            Assert.That(default(SipMethod).Name, Is.Empty);
        });
    }

    [TestCase(200, "OK")]
    [TestCase(487, "Request Terminated")]
    [TestCase(199, "Early Dialog Terminated")]
    [TestCase(150, "Progress")]
    [TestCase(299, "Success")]
    [TestCase(399, "Redirection")]
    [TestCase(499, "Request Failure")]
    [TestCase(599, "Server Failure")]
    [TestCase(699, "Global Failure")]
    public void Every_status_has_a_phrase(int status, string phrase) => Assert.That(SipReasonPhrases.For(status), Is.EqualTo(phrase));
}
