using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>Each rule of the grammar, kept and broken.</summary>
public sealed class StrictGrammarTests
{
    [TestCase("INVITE sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d@h.example SIP/2.0")]
    [TestCase("INVITE sips:%C3%BC@[2001:db8::1]:5061;transport=tls;lr SIP/2.0")]
    [TestCase("INVITE sip:b:@192.0.2.1;x=[/:&+$] SIP/2.0")]
    [TestCase("INVITE sip:h.example. SIP/2.0")]
    [TestCase("INVITE tel:+1-(201)-555.0123;ext=12;x SIP/2.0")]
    [TestCase("INVITE tel:*1A#;phone-context=example.com SIP/2.0")]
    [TestCase("INVITE urn:service:sos SIP/2.0")]
    [TestCase("INVITE soap.beep://192.0.2.103:3002/a?b SIP/2.0")]
    [TestCase("SIP/2.0 200 = 2**3 * 5**2 \u00D0\u00BD;%20\t(ok)")]
    [TestCase("SIP/2.0 699 ")]
    [TestCase("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;ttl=16;maddr=239.0.0.1;received=2001:db8::9:255, XIP/1/SCTP [::1]:5060;x=\"a;b\";y=[::2];z")]
    [TestCase("Via: SIP/2.0/UDP h.example;received=192.0.2.1;rport=5060;branch=1")]
    [TestCase("From: \"A \\\"B\\\\ \\\t\" <sip:a@h.example>;tag=1;x=\"y\"")]
    [TestCase("From: A B\tC<sip:a@h.example;lr?x=&y=1>;tag=1")]
    [TestCase("From: sip:a@h.example;tag=1")]
    [TestCase("From: <http://h.example/?a,b;c>;tag=1")]
    [TestCase("Contact: *")]
    [TestCase("Contact: <sip:a@h.example>;q=1.000;expires=0, sip:b@h.example;q=0.333, sip:c@h.example;q=0., sip:d@h.example;q=1")]
    [TestCase("Route: A <sip:p.example;lr>;x=y, <sip:q.example;lr>")]
    [TestCase("Reply-To: sip:a@h.example")]
    [TestCase("P-Asserted-Identity: \"A\" <sip:a@h.example>, tel:+1")]
    [TestCase("Call-Info: <http://h.example/a.jpg> ;purpose=icon, <cid:x@y>")]
    [TestCase("Call-ID: a<b>(c):\\\"/[]?{}@d")]
    [TestCase("In-Reply-To: 1@h, 2")]
    [TestCase("Replaces: 1@h;to-tag=2;from-tag=3;early-only")]
    [TestCase("Supported:")]
    [TestCase("Allow:")]
    [TestCase("Accept:")]
    [TestCase("Subject:")]
    [TestCase("Organization:")]
    [TestCase("X-Custom:")]
    [TestCase("Identity:")]
    [TestCase("Accept: application/sdp;level=1, */*;q=0.1, text/*")]
    [TestCase("Accept-Language: da, en-gb;q=0.8")]
    [TestCase("Accept-Encoding: gzip;q=1.0, *")]
    [TestCase("Content-Type: multipart / mixed ; boundary = \"a b\"")]
    [TestCase("Event: presence.winfo;id=1")]
    [TestCase("Privacy: id;critical")]
    [TestCase("Reason: SIP;cause=200;text=\"x\", Q.850;cause=16")]
    [TestCase("Priority: non-urgent")]
    [TestCase("SIP-ETag: a1")]
    [TestCase("WWW-Authenticate: Digest realm=\"a\", nonce = \"b\",algorithm=MD5")]
    [TestCase("Authentication-Info: nextnonce=\"a\"")]
    [TestCase("User-Agent: A/1.0 (x (y) \\) z) B (c)(d)")]
    [TestCase("Server: A / 1")]
    [TestCase("Warning: 307 isi.edu \"x\", 301 [::1]:5060 \"y\", 399 me:1 \"z\"")]
    [TestCase("Date: Sat, 13 Nov 2010 23:29:00 GMT")]
    [TestCase("RAck: 1 2 INVITE")]
    [TestCase("Session-Expires: 4000;refresher=uac")]
    [TestCase("Retry-After: 120 (I'm in a meeting);duration=60")]
    [TestCase("Retry-After: 120;x")]
    [TestCase("Timestamp: 54.7 1.5")]
    [TestCase("Timestamp: 54. .5")]
    [TestCase("Timestamp: 54")]
    [TestCase("MIME-Version: 1.0")]
    public void What_is_by_the_grammar_is_accepted(string row)
    {
        SipMessage message = Read(row, out _);
        Assert.That(StrictRows.IsStrict(message, out SipFault fault), Is.True, fault.ToString());
    }

    // baddn of RFC 4475 section 3.1.2.15, whole.
    [TestCase("Reply-To: Bell¦, Alexander <sip:a.g.bell@example.com>")]
    [TestCase("Reply-To: \"A¦")]
    [TestCase("Reply-To: \"A¦\\\u00C3\u00BC\" <sip:a@h.example>")]
    [TestCase("Reply-To: \"A\" ¦sip:a@h.example")]
    [TestCase("Reply-To: A¦")]
    [TestCase("Reply-To: <sip:a@h.example¦")]
    [TestCase("Reply-To: <sip:¦@h.example>")]
    [TestCase("Reply-To: <sip:a@¦>")]
    [TestCase("Reply-To: <sip:a¦%4@h.example>")]
    [TestCase("Reply-To: <sip:a@h.example:¦>")]
    [TestCase("Reply-To: <sip:a@h.example;¦;x>")]
    [TestCase("Reply-To: <sip:a@h.example?x=1&¦>")]
    [TestCase("Reply-To: <¦1ip:a@h.example>")]
    [TestCase("Reply-To: <tel:+¦>")]
    [TestCase("Reply-To: <tel:+1;¦=x>")]
    [TestCase("Reply-To: <tel:1;x=¦>")]
    [TestCase("Reply-To: <mailto:¦>")]
    [TestCase("Reply-To: sip:a@h.example¦?x=y")]
    [TestCase("Reply-To: sip:a@h.example¦,b")]
    [TestCase("Reply-To: <sip:a@h.example>;¦=x")]
    [TestCase("Reply-To: <sip:a@h.example>;x=¦")]
    [TestCase("Reply-To: <sip:a@h.example>;x=a¦/b")]
    [TestCase("Reply-To: <sip:a@h.example>¦ x")]
    [TestCase("Contact: *¦;q=1")]
    [TestCase("¦Contact: *\r\nContact: <sip:a@h.example>")]
    [TestCase("Contact: sip:a@h.example¦?Route=x")]
    [TestCase("Contact: <sip:a@h.example>;q=¦2")]
    [TestCase("Contact: <sip:a@h.example>;q=1.¦1")]
    [TestCase("Contact: <sip:a@h.example>;q¦")]
    [TestCase("Contact: <sip:a@h.example>;expires¦")]
    [TestCase("Contact: <sip:a@h.example>;¦")]
    [TestCase("Route: \"A\" ¦sip:p.example")]
    [TestCase("Via: SIP/2.0/UDP h.example;branch=z9hG4bK1;ttl=¦256")]
    [TestCase("Via: SIP/2.0/UDP h.example;branch=z9hG4bK1;maddr=¦a_b")]
    [TestCase("Via: SIP/2.0/UDP h.example;branch=z9hG4bK1,SIP/2.0/UDP h.example:¦99999")]
    [TestCase("Via: SIP/2.0/UDP h.example;branch=z9hG4bK1,SIP/2.0/UDP h.example;rport=¦x")]
    [TestCase("Via: SIP/2.0/UDP h.example;branch=z9hG4bK1,SIP/2.0/UDP h.example;branch¦")]
    [TestCase("Via: SIP/2.0/UDP h.example;branch=z9hG4bK1,SIP/2.0/UDP¦")]
    [TestCase("Via: SIP/2.0/UDP h.example;branch=z9hG4bK1;received=¦[::1")]
    [TestCase("Call-Info: ¦http://h.example/")]
    [TestCase("In-Reply-To: 1@¦")]
    [TestCase("Supported: a¦ b")]
    [TestCase("Event: ¦;id=1")]
    [TestCase("Content-Type: text¦")]
    [TestCase("Authorization: Digest¦")]
    [TestCase("Authorization: PGP abc¦")]
    [TestCase("Authorization: Digest uri=¦/b")]
    [TestCase("User-Agent: A (b¦")]
    [TestCase("User-Agent: A (b¦\u0001)")]
    [TestCase("User-Agent: A/¦(b)")]
    [TestCase("Warning: 3000¦ isi.edu \"x\"")]
    [TestCase("Warning: 300 isi.edu ¦x")]
    [TestCase("Warning: 300¦")]
    [TestCase("Date: ¦Xxx, 13 Nov 2010 23:29:00 GMT")]
    [TestCase("Date: Sat, ¦32 Nov 2010 23:29:00 GMT")]
    [TestCase("Date: Sat, 13 Nov 2010 ¦24:29:00 GMT")]
    [TestCase("Date: Sat, 13 Nov 2010 23:29:¦0")]
    [TestCase("RAck: 1 2¦")]
    [TestCase("Expires: ¦4294967296")]
    [TestCase("Retry-After: 1 (¦")]
    [TestCase("Timestamp: ¦.5")]
    [TestCase("Timestamp: 1 ¦x")]
    [TestCase("MIME-Version: 1¦")]
    [TestCase("X-Custom: a\r\n b  \r\n\t c¦\u0001d")]
    [TestCase("Subject: a\r\n ¦\u00C3\u00FF")]
    public void What_is_not_is_refused_at_its_byte(string row)
    {
        SipMessage message = Read(row, out int mark);
        Assert.That(StrictRows.IsStrict(message, out SipFault fault), Is.False);
        Assert.That((fault.Kind, fault.Offset), Is.EqualTo((SipFaultKind.HeaderInvalid, mark)), fault.ToString());
        Assert.That(row, Does.Contain(fault.Header!));
    }

    [Test]
    public void A_check_of_a_message_without_folds_allocates_nothing()
    {
        SipMessage message = Read("Contact: \"A\" <sip:a@[2001:db8::1];transport=tcp>;q=0.5", out _);
        Assert.That(StrictRows.IsStrict(message, out _), Is.True);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isStrict = StrictRows.IsStrict(message, out _);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before, isStrict), Is.EqualTo((0L, true)));
    }

    private static SipMessage Read(string row, out int mark)
    {
        byte[] bytes = StrictRows.Message(row, out mark);
        Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, fault.ToString());
        return message!;
    }
}
