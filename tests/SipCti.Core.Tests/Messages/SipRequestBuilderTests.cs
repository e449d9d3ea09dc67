using System.Text;
using CsCheck;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SipRequestBuilderTests
{
    private static readonly SipUri Bob = SipUri.Parse("sip:bob@biloxi.example.com");
    private static readonly SipUri Alice = SipUri.Parse("sip:alice@atlanta.example.com");

    // What attackers put into names, and what hosts put there by mistake.
    private static readonly Gen<string> Hostile = Gen.Frequency(
        (3, Gen.Char["\r\n\0\t \"\\<>;,:=@%?&#\u00fc\u20ac\ud800\udc00\u0001\u007f\u2028abcSIP/2.0019*"].Array[0, 24].Select(chars => new string(chars))),
        (2, Gen.OneOf("a\r\nVia: SIP/2.0/TCP evil", "a\r\n\r\nbody", "x\nRoute: <sip:evil;lr>", "\"<sip:evil>", "> ;tag=1", "a,b", "", " ", "*", "tag=1;tag=2", "sip:a@b?Subject=x", "1 INVITE", "SIP/2.0/TCP h;branch=z9hG4bK", "<sip:a@b>;q=2", "text/plain", "70")),
        (1, Gen.Int[1, 9_000].Select(length => new string('x', length))));

    private static readonly Gen<string> Name = Gen.Frequency((3, Gen.OneOf(Enum.GetValues<HeaderId>()).Select(id => HeaderTable.Name(id))), (1, Gen.OneOf("v", "f", "X-Mine", "l", "Q")), (1, Hostile));

    [Test]
    public void What_is_not_given_is_made()
    {
        SipRequest request = new SipRequestBuilder(SipMethod.Options, Bob).From(Alice, "Alice \"A\"").To(Bob).Build();
        SipRequest second = new SipRequestBuilder(SipMethod.Options, Bob).From(Alice, "Alice \"A\"").To(Bob).Build();
        Assert.Multiple(() =>
        {
            Assert.That(request.ToString(), Is.EqualTo(
                "OPTIONS sip:bob@biloxi.example.com SIP/2.0\r\n" +
                "Max-Forwards: 70\r\n" +
                $"From: \"Alice \\\"A\\\"\" <sip:alice@atlanta.example.com>;tag={request.FromTag}\r\n" +
                "To: <sip:bob@biloxi.example.com>\r\n" +
                $"Call-ID: {request.CallId}\r\n" +
                "CSeq: 1 OPTIONS\r\n" +
                "Content-Length: 0\r\n\r\n"));
            Assert.That(request.FromTag, Has.Length.GreaterThanOrEqualTo(8));
            Assert.That(request.ToTag, Is.Null);
            Assert.That((second.CallId, second.FromTag), Is.Not.EqualTo((request.CallId, request.FromTag)));
            Assert.That(request.Headers.Contains(HeaderId.Via), Is.False, "the client transaction adds it");
        });
    }

    [Test]
    public void Everything_that_is_given_stands_where_it_belongs()
    {
        SipRequest request = Invite()
            .Header("X-First", "1")
            .Route(Address("<sip:p1;lr>"), Address("sip:p2"))
            .Via("tcp", "192.0.2.1", 5060)
            .Via(Via.Create("UDP", "[2001:db8::1]", null, "z9hG4bKx"))
            .Header(HeaderId.Supported, " path , gruu ")
            .CallId("a@b").CSeq(7).MaxForwards(3)
            .Body("v=0\r\n", "application/sdp")
            .Build();
        string branch = request.TopVia.Branch!;
        Assert.That(branch, Does.StartWith(SipTokens.MagicCookie));
        Assert.That(request.ToString(), Is.EqualTo(
            "INVITE sip:bob@biloxi.example.com SIP/2.0\r\n" +
            $"Via: SIP/2.0/TCP 192.0.2.1:5060;branch={branch}\r\n" +
            "Via: SIP/2.0/UDP [2001:db8::1];branch=z9hG4bKx\r\n" +
            "Route: <sip:p1;lr>\r\n" +
            "Route: <sip:p2>\r\n" +
            "Max-Forwards: 3\r\n" +
            "From: <sip:alice@atlanta.example.com>;tag=1\r\n" +
            "To: <sip:bob@biloxi.example.com>\r\n" +
            "Call-ID: a@b\r\n" +
            "CSeq: 7 INVITE\r\n" +
            "Contact: <sip:alice@192.0.2.1>\r\n" +
            "X-First: 1\r\n" +
            "Supported: path , gruu\r\n" +
            "Content-Type: application/sdp\r\n" +
            "Content-Length: 5\r\n\r\nv=0\r\n"));
    }

    [TestCase("From", "INVITE")]
    [TestCase("To", "INVITE")]
    [TestCase("Contact", "INVITE")]
    [TestCase("Contact", "SUBSCRIBE")]
    [TestCase("Contact", "UPDATE")]
    [TestCase("Event", "SUBSCRIBE")]
    [TestCase("Event", "NOTIFY")]
    [TestCase("Event", "PUBLISH")]
    [TestCase("Subscription-State", "NOTIFY")]
    [TestCase("Refer-To", "REFER")]
    [TestCase("RAck", "PRACK")]
    [TestCase("Call-ID", "ACK")]
    [TestCase("CSeq", "ACK")]
    [TestCase("From tag", "ACK")]
    [TestCase("Call-ID", "CANCEL")]
    [TestCase("CSeq", "CANCEL")]
    [TestCase("From tag", "CANCEL")]
    public void A_field_that_is_missing_is_named(string missing, string method)
    {
        Assert.That(Complete(method, "").Build().Method.Name, Is.EqualTo(method));
        var thrown = Assert.Throws<InvalidOperationException>(() => Complete(method, missing).Build());
        Assert.That(thrown!.Message, Does.Contain(missing).And.Contain(method).And.Contain("RFC"));
    }

    [TestCase("CANCEL", "Require")]
    [TestCase("CANCEL", "Proxy-Require")]
    [TestCase("MESSAGE", "Contact")]
    public void A_field_that_must_not_stand_is_named(string method, string field)
    {
        SipRequestBuilder builder = Complete(method, "").Header(field, field == "Contact" ? "<sip:a@h>" : "x");
        Assert.That(() => builder.Build(), Throws.InvalidOperationException.With.Message.Contains(field));
    }

    [Test]
    public void A_dialog_is_formed_with_one_contact_of_the_same_security()
    {
        Assert.That(() => Invite().Contact(Alice).Build(), Throws.InvalidOperationException, "two");
        Assert.That(() => Complete("INVITE", "Contact").Header(HeaderId.Contact, "*").Build(), Throws.InvalidOperationException, "the wildcard");
        Assert.That(() => Complete("INVITE", "Contact").Contact(SipUri.Parse("tel:+1")).Build(), Throws.InvalidOperationException, "tel");
        Assert.That(() => Invite().Route(Address("<sips:p;lr>")).Build(), Throws.InvalidOperationException, "a SIPS route");
        Assert.That(() => Invite().Header("Route", "<sips:p;lr>, <sip:q;lr>").Build(), Throws.InvalidOperationException, "a SIPS route in a line");
        Assert.That(() => Invite().Route(Address("<sip:p;lr>"), Address("<sips:p;lr>")).Build(), Throws.Nothing, "a SIPS route that is not the first");
        Assert.That(() => new SipRequestBuilder(SipMethod.Invite, SipUri.Parse("sips:b@h")).From(Alice).To(Bob).Contact(Alice).Build(), Throws.InvalidOperationException, "a SIPS Request-URI");
    }

    [TestCase("From")]
    [TestCase("t")]
    [TestCase("call-id")]
    [TestCase("CSeq")]
    [TestCase("Max-Forwards")]
    [TestCase("l")]
    [TestCase("Content-Type")]
    public void A_line_that_the_builder_writes_itself_cannot_be_given(string name) =>
        Assert.That(() => Invite().Header(name, name switch { "call-id" => "a", "CSeq" => "1 INVITE", "Max-Forwards" or "l" => "1", "Content-Type" => "a/b", _ => "<sip:a@h>" }), Throws.ArgumentException.With.Message.Contains("builder"));

    [Test]
    public void A_field_that_may_stand_once_stands_once() =>
        Assert.That(() => Invite().Header(HeaderId.Expires, "1").Header("expires", "1"), Throws.ArgumentException.With.Message.Contains("once"));

    [Test]
    public void Misuse_is_refused_where_it_happens()
    {
        SipRequestBuilder builder = Invite();
        Assert.Multiple(() =>
        {
            Assert.That(() => new SipRequestBuilder(default, Bob), Throws.ArgumentException, "no method");
            Assert.That(() => new SipRequestBuilder(SipMethod.Bye, SipUri.Parse("sip:a@h?Subject=x")), Throws.ArgumentException, "headers in the Request-URI");
            Assert.That(() => new SipRequestBuilder(SipMethod.Bye, SipUri.Parse("sip:1#2@h")), Throws.ArgumentException, "a character that must be escaped");
            Assert.That(() => builder.Header(HeaderId.Warning, "399 h text"), Throws.ArgumentException, "what only a lenient reader takes");
            Assert.That(() => Complete("REGISTER", "").Header(HeaderId.Contact, "*").Contact(Alice), Throws.ArgumentException, "beside the wildcard");
            Assert.That(() => Complete("REGISTER", "").Contact(Alice).Header(HeaderId.Contact, "*"), Throws.ArgumentException, "the wildcard beside another");
            Assert.That(() => Complete("REGISTER", "").Header(HeaderId.Date, "Sat, 13 Nov 2010 23:29:00 GMT").Header(HeaderId.Date, "Sat, 13 Nov 2010 23:29:00 GMT"), Throws.ArgumentException, "two dates");
            Assert.That(() => builder.CallId("a b"), Throws.ArgumentException);
            Assert.That(() => builder.CallId("a@b@c"), Throws.ArgumentException);
            Assert.That(() => builder.CallId("@b"), Throws.ArgumentException);
            Assert.That(() => builder.CallId(""), Throws.ArgumentException);
            Assert.That(() => builder.CSeq(0x80000000), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => builder.CSeq(int.MaxValue), Throws.Nothing);
            Assert.That(() => builder.MaxForwards(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => builder.MaxForwards(256), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => builder.Body("x", "text"), Throws.ArgumentException);
            Assert.That(() => builder.Header(HeaderId.Unknown, "x"), Throws.ArgumentException);
            Assert.That(() => builder.Header("X Y", "x"), Throws.ArgumentException);
            Assert.That(() => builder.Header("X-A", "half \ud800"), Throws.ArgumentException);
            Assert.That(() => builder.From(Alice, "a\r\nb"), Throws.ArgumentException);
            Assert.That(() => builder.From(Alice, "a\u0001b"), Throws.ArgumentException);
        });
    }

    [Test]
    public void A_message_beyond_a_limit_is_not_built()
    {
        var limits = new SipLimits { MaxBodyBytes = 4, MaxHeaderBlockBytes = 600, MaxHeaderLineBytes = 200, MaxHeaderCount = 12 };
        Assert.That(() => Invite().Body("1234", "a/b").Build(limits), Throws.Nothing);
        Assert.That(() => Invite().Body("12345", "a/b").Build(limits), Throws.InvalidOperationException.With.Message.Contains("413"));
        Assert.That(() => Invite().Header("X-A", new string('x', 200)).Build(limits), Throws.InvalidOperationException.With.Message.Contains("513"));
        Assert.That(() => Enumerable.Range(0, 8).Aggregate(Invite(), (builder, _) => builder.Header("X-A", "x")).Build(limits), Throws.InvalidOperationException.With.Message.Contains("513"));
        Assert.That(() => Enumerable.Range(0, 4).Aggregate(Invite(), (builder, _) => builder.Header("X-A", new string('x', 120))).Build(limits with { MaxBodyBytes = 400 }), Throws.InvalidOperationException.With.Message.Contains("513"));
    }

    [Test]
    public void Whatever_is_given_it_is_refused_or_it_is_the_message_that_was_asked_for() =>
        Gen.Select(Hostile, Hostile, Gen.Select(Name, Hostile).Array[0, 4], Hostile, Gen.Bool).Sample(
            (display, callId, fields, body, hasVia) =>
            {
                List<(string Name, string Value)> asked = [];
                var builder = new SipRequestBuilder(SipMethod.Options, Bob).To(Bob);
                bool isNamed = Try(() => builder.From(Alice, display));
                if (!isNamed)
                    builder.From(Alice);
                bool isCall = Try(() => builder.CallId(callId));
                if (hasVia)
                    builder.Via("TCP", "h");
                foreach ((string name, string value) in fields)
                {
                    if (Try(() => builder.Header(name, value)))
                        asked.Add((name, value.Trim(' ', '\t')));
                }

                bool hasBody = Try(() => builder.Body(body, fields.Length > 0 ? fields[0].Item2 : "text/plain"));
                SipRequest request;
                try
                {
                    request = builder.Build();
                }
                catch (InvalidOperationException refused)
                {
                    Assert.That(refused.Message, Does.Contain("513"), "only the limits are left to be crossed");
                    return;
                }

                Assert.That(isNamed ? request.From.DisplayName ?? "" : "", Is.EqualTo(isNamed ? display : ""));
                Assert.That(!isCall || request.CallId == callId.Trim(' ', '\t'));
                AssertIs(request, asked, hasVia, hasBody ? body : "");
            },
            iter: 5_000);

    private static void AssertIs(SipRequest request, List<(string Name, string Value)> asked, bool hasVia, string body)
    {
        if (!hasVia && !request.Headers.Contains(HeaderId.Via))
            request.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP h");
        byte[] bytes = request.ToArray();
        Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? again, out SipCti.Wire.SipFault fault), Is.True, fault.ToString());
        Assert.That(again!.ToArray(), Is.EqualTo(bytes));
        Assert.That(StrictGrammar.TryCheck(again, out fault), Is.True, fault.ToString());
        int own = 6 + (again.Headers.Contains(HeaderId.ContentType) ? 1 : 0) + (asked.Any(a => HeaderTable.Find(a.Name) == HeaderId.Via) && !hasVia ? 0 : 1);
        Assert.That(again.Headers, Has.Count.EqualTo(asked.Count + own));
        string[] lines = [.. again.Headers.Select(h => $"{h.Name}: {h.Value}")];
        Assert.That(asked.Select(a => $"{a.Name}: {a.Value}"), Is.SubsetOf(lines));
        Assert.That(again.Body.ToArray(), Is.EqualTo(Encoding.UTF8.GetBytes(body)));
    }

    private static bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static NameAddr Address(string text) => NameAddr.TryParse(text, out NameAddr? address) ? address : throw new FormatException(text);

    private static SipRequestBuilder Invite() => Complete("INVITE", "");

    /// <summary>A builder with all that a request of this method needs, but one.</summary>
    private static SipRequestBuilder Complete(string method, string but)
    {
        var builder = new SipRequestBuilder(new SipMethod(method), Bob);
        if (but != "From")
            builder.From(but == "From tag" ? new NameAddr(Alice) : new NameAddr(Alice).WithTag("1"));
        if (but != "To")
            builder.To(Bob);
        if (but != "Contact" && method is "INVITE" or "SUBSCRIBE" or "REFER" or "UPDATE" or "NOTIFY")
            builder.Contact(SipUri.Parse("sip:alice@192.0.2.1"));
        if (but != "Event" && method is "SUBSCRIBE" or "NOTIFY" or "PUBLISH")
            builder.Header(HeaderId.Event, "presence");
        if (but != "Subscription-State" && method == "NOTIFY")
            builder.Header(HeaderId.SubscriptionState, "active");
        if (but != "Refer-To" && method == "REFER")
            builder.Header(HeaderId.ReferTo, "<sip:c@h>");
        if (but != "RAck" && method == "PRACK")
            builder.Header(HeaderId.RAck, "1 1 INVITE");
        if (but != "Call-ID" && method is "ACK" or "CANCEL")
            builder.CallId("a");
        if (but != "CSeq" && method is "ACK" or "CANCEL")
            builder.CSeq(1);
        return builder;
    }
}
