using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>
/// A row for each departure from the grammar in docs/interoperability.md: <see cref="SipStrictness.Interoperable"/> reads it,
/// <see cref="SipStrictness.Strict"/> refuses it and names the byte before which the mark stands.
/// </summary>
public sealed class InteroperabilityTests
{
    // Start line.
    [TestCase("SIP/2.0 200¦", SipFaultKind.StartLineInvalid)]
    [TestCase("SIP/2.0 200 ¦\"OK\"", SipFaultKind.StartLineInvalid)]
    [TestCase("SIP/2.0 200 B\u00FCrgermeister", SipFaultKind.StartLineInvalid)]

    // URIs.
    [TestCase("INVITE sip:*31¦#1@h.example SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:a[1]@h.example SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:J\u00C3\u00BCrgen@h.example SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:a:b:c@h.example SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@¦my_host.example SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@¦.example.net SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@¦-h.example SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@¦1234 SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@¦192.0.2.256 SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@¦[:::1] SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@h.example;x=¦ SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE sip:b@h.example;x=a¦,b SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE tel:123¦ SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE tel:+1¦x SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("INVITE http://h.example/a¦#b SIP/2.0", SipFaultKind.RequestUriInvalid)]
    [TestCase("Refer-To: <sip:b@h.example?Replaces¦>", SipFaultKind.HeaderInvalid)]
    [TestCase("Refer-To: <sip:b@h.example?Reason=SIP¦;cause=302>", SipFaultKind.HeaderInvalid)]

    // Any header field.
    [TestCase("Subject: a¦\u0007b", SipFaultKind.HeaderInvalid)]
    [TestCase("X-Custom: a¦\u007F", SipFaultKind.HeaderInvalid)]
    [TestCase("X-Custom: M¦\u00FCller", SipFaultKind.HeaderInvalid)]
    [TestCase("Subject: a\r\n¦Subject: b", SipFaultKind.HeaderDuplicated)]
    [TestCase("Content-Length: 0\r\n¦Content-Length: 0", SipFaultKind.HeaderDuplicated)]
    [TestCase("Supported: a,¦, b", SipFaultKind.HeaderInvalid)]
    [TestCase("Route: <sip:p.example;lr>,¦", SipFaultKind.HeaderInvalid)]
    [TestCase("Require:¦", SipFaultKind.HeaderInvalid)]
    [TestCase("Expires: ¦Thu, 01 Dec 2044 16:00:00 GMT", SipFaultKind.HeaderInvalid)]

    // Via.
    [TestCase("Via: SIP/2.0/TCP h.example;branch=z9hG4bKD+V¦/L50", SipFaultKind.HeaderInvalid)]
    [TestCase("Via: SIP/2.0/TCP h.example;branch=a.b¦@h__c", SipFaultKind.HeaderInvalid)]
    [TestCase("Via: SIP/2.0/TCP h.example;branch=¦\"z9hG4bK1\"", SipFaultKind.HeaderInvalid)]
    [TestCase("Via: SIP/2.0/TCP h.example;branch=¦z9hG4bK", SipFaultKind.HeaderInvalid)]
    [TestCase("Via: SIP/2.0/TCP ¦my_host;branch=z9hG4bK1", SipFaultKind.HeaderInvalid)]
    [TestCase("Via: SIP/2.0/TCP h.example;branch=z9hG4bK1;received=¦h.example", SipFaultKind.HeaderInvalid)]
    [TestCase("Via: SIP/2.0/TCP h.example;branch=z9hG4bK1, garbage¦", SipFaultKind.HeaderInvalid)]

    // Addresses.
    [TestCase("From: Bell¦@Home <sip:a@h.example>;tag=1", SipFaultKind.HeaderInvalid)]
    [TestCase("From: J\u00FCrgen <sip:a@h.example>;tag=1", SipFaultKind.HeaderInvalid)]
    [TestCase("To: <¦ sip:b@h.example>", SipFaultKind.HeaderInvalid)]
    [TestCase("To: <sip:b@h.example¦ >", SipFaultKind.HeaderInvalid)]
    [TestCase("To: <sip:b@h.example>;tag=¦\"1\"", SipFaultKind.HeaderInvalid)]
    [TestCase("To: <sip:b@h.example>;tag=1¦:2", SipFaultKind.HeaderInvalid)]
    [TestCase("Contact: <sip:b@h.example>;pn-tok=¦/throttled", SipFaultKind.HeaderInvalid)]
    [TestCase("Contact: <sip:b@h.example>;q=¦.5", SipFaultKind.HeaderInvalid)]
    [TestCase("Contact: <sip:b@h.example>;q=0.333¦3", SipFaultKind.HeaderInvalid)]
    [TestCase("Contact: <sip:b@h.example>;expires=¦never", SipFaultKind.HeaderInvalid)]
    [TestCase("Record-Route: sip¦:p.example;lr", SipFaultKind.HeaderInvalid)]

    // Single fields.
    [TestCase("Call-ID: 1¦,2@h.example", SipFaultKind.HeaderInvalid)]
    [TestCase("Call-ID: 1@h¦@i", SipFaultKind.HeaderInvalid)]
    [TestCase("CSeq: ¦4294967295 INVITE", SipFaultKind.HeaderInvalid)]
    [TestCase("From: <sip:a@h.example>", SipFaultKind.HeaderInvalid)]
    [TestCase("Date: Fri, 01 Jan 2010 16:00:00 ¦EST", SipFaultKind.HeaderInvalid)]
    [TestCase("User-Agent: PJSUA v2.10 Linux/x86_64¦/glibc-2.31", SipFaultKind.HeaderInvalid)]
    [TestCase("Server: gateway¦, NEC Philips", SipFaultKind.HeaderInvalid)]
    public void What_interoperable_reads_beyond_the_grammar_is_refused_by_strict(string row, SipFaultKind kind)
    {
        byte[] bytes = StrictRows.Message(row, out int mark);
        bool isRead = SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out SipFault fault);
        Assert.That(isRead, Is.True, fault.ToString());
        Assert.That(message!.ToArray(), Is.EqualTo(bytes), "what is read beyond the grammar is written back as it came");
        Assert.That(StrictRows.IsStrict(message, out fault), Is.False);
        Assert.That(fault.Kind, Is.EqualTo(kind), fault.ToString());
        if (mark >= 0)
            Assert.That(fault.Offset, Is.EqualTo(mark), fault.ToString());
    }

    [Test]
    public void A_request_of_rfc_3261_without_max_forwards_is_read_and_refused_by_strict()
    {
        byte[] bytes = [.. "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"u8];
        Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out _), Is.True);
        Assert.That(StrictRows.IsStrict(message!, out SipFault fault), Is.False);
        Assert.That(fault, Is.EqualTo(new SipFault(SipFaultKind.HeaderMissing, "Max-Forwards")));
    }

    // It looks wrong, and RFC 3261 wants it read: both settings do.
    [TestCase("sip/2.0 200 ")]
    [TestCase("INVITE sip:b@h.example sip/2.0")]
    [TestCase("From: \"a\\\0b\" <sip:a@h.example>;tag=1")]
    [TestCase("Subject : x")]
    [TestCase("From:<sip:a@h.example>;tag=1\r\n ;x\r\n\t=y")]
    [TestCase("Via: SIP / 2.0 / TCP h.example : 5060 ; branch = z9hG4bK1")]
    [TestCase("Via: SIP/2.0/TCP h.example;branch=z9hG4bK1;received=[2001:db8::1]")]
    [TestCase("CSeq: 0001 \t INVITE")]
    [TestCase("Max-Forwards: 0070")]
    [TestCase("X-Custom: \u00C3\u00BC")]
    public void What_only_looks_wrong_is_read_by_both(string row)
    {
        byte[] bytes = StrictRows.Message(row, out _);
        Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, fault.ToString());
        Assert.That(StrictRows.IsStrict(message!, out fault), Is.True, fault.ToString());
    }

    [Test]
    public void A_request_of_rfc_2543_is_read_by_both()
    {
        byte[] bytes = [.. "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: sip:a@h\r\nTo: <sip:b@h>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"u8];
        Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out _), Is.True);
        Assert.That(StrictRows.IsStrict(message!, out SipFault fault), Is.True, fault.ToString());
    }

    [Test]
    public void Line_ends_before_a_datagram_and_bytes_behind_its_body_are_ignored_by_both()
    {
        byte[] bytes = [.. "\r\n\r\n"u8, .. StrictRows.Message("", out _), .. "more"u8];
        Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out _), Is.True);
        Assert.That(StrictRows.IsStrict(message!, out _), Is.True);
    }
}
