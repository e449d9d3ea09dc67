using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

public sealed class SipFaultTests
{
    public static IEnumerable<TestCaseData> Faults()
    {
        yield return Row("No_via", Samples.Without("Via"), SipFaultKind.HeaderMissing, "400 Bad Request - Missing Via");
        yield return Row("No_from", Samples.Without("From"), SipFaultKind.HeaderMissing, "400 Bad Request - Missing From");
        yield return Row("No_to", Samples.Without("To"), SipFaultKind.HeaderMissing, "400 Bad Request - Missing To");
        yield return Row("No_call_id", Samples.Without("Call-ID"), SipFaultKind.HeaderMissing, "400 Bad Request - Missing Call-ID");
        yield return Row("No_cseq", Samples.Without("CSeq"), SipFaultKind.HeaderMissing, "400 Bad Request - Missing CSeq");
        yield return Row("Two_from", Samples.With("Q: y\r\nf: <sip:x@y>"), SipFaultKind.HeaderDuplicated, "400 Bad Request - Repeated From");
        yield return Row("Two_max_forwards", Samples.With("Q: y\r\nMax-Forwards: 70"), SipFaultKind.HeaderDuplicated, "400 Bad Request - Repeated Max-Forwards");
        yield return Row("Max_forwards_256", Samples.With("Max-Forwards: 256"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Max-Forwards");
        yield return Row("Max_forwards_empty", Samples.With("Max-Forwards:"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Max-Forwards");
        yield return Row("Cseq_of_another_method", Samples.With("CSeq: 1 BYE"), SipFaultKind.CSeqMethodMismatch, "400 Bad Request - CSeq Method Differs From Request Method");
        yield return Row("Cseq_in_other_case", Samples.With("CSeq: 1 invite"), SipFaultKind.CSeqMethodMismatch, "400 Bad Request - CSeq Method Differs From Request Method");
        yield return Row("Cseq_too_big", Samples.With("CSeq: 4294967296 INVITE"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid CSeq");
        yield return Row("Cseq_without_method", Samples.With("CSeq: 1"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid CSeq");
        yield return Row("Call_id_with_space", Samples.With("Call-ID: a b"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Call-ID");
        yield return Row("Call_id_empty", Samples.With("Call-ID:"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Call-ID");
        yield return Row("From_without_uri", Samples.With("From: Alice"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid From");
        yield return Row("From_with_open_quote", Samples.With("From: \"Alice <sip:a@b>"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid From");
        yield return Row("To_with_open_bracket", Samples.With("To: <sip:a@b;tag=1"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid To");
        yield return Row("To_with_empty_parameter", Samples.With("To: <sip:a@b>;;tag=1"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid To");
        yield return Row("To_with_a_tag_without_value", Samples.With("To: <sip:a@b>;tag;x"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid To");
        yield return Row("Via_of_another_version", Samples.With("Via: SIP/1.0/TCP h;branch=z9hG4bK1"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Via");
        yield return Row("Via_with_port_99999", Samples.With("Via: SIP/2.0/TCP h:99999;branch=z9hG4bK1"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Via");
        yield return Row("Via_without_host", Samples.With("Via: SIP/2.0/TCP ;branch=z9hG4bK1"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Via");
        yield return Row("Via_with_bad_rport", Samples.With("Via: SIP/2.0/TCP h;rport=0;branch=z9hG4bK1"), SipFaultKind.HeaderInvalid, "400 Bad Request - Invalid Via");
        yield return Row("Length_above_the_bytes", Samples.With("Content-Length: 1"), SipFaultKind.BodyTruncated, "400 Bad Request - Body Shorter Than Content-Length");
        yield return Row("Length_no_number", Samples.With("Content-Length: 0x0"), SipFaultKind.ContentLengthInvalid, "400 Bad Request - Invalid Content-Length");
        yield return Row("Lengths_that_differ", Samples.With("Q: y\r\nl: 1"), SipFaultKind.ContentLengthConflict, "400 Bad Request - Conflicting Content-Length");
        yield return Row("Field_without_colon", Samples.With("Q: y\r\nnonsense"), SipFaultKind.HeaderLineInvalid, "400 Bad Request - Invalid Header Field");
        yield return Row("Field_name_with_space", Samples.With("Q: y\r\nno token: x"), SipFaultKind.HeaderLineInvalid, "400 Bad Request - Invalid Header Field");
        yield return Row("Field_without_name", Samples.With("Q: y\r\n: x"), SipFaultKind.HeaderLineInvalid, "400 Bad Request - Invalid Header Field");
        yield return Row("Folded_start_line", Samples.Invite.Replace("SIP/2.0\r\nVia", "SIP/2.0\r\n folded\r\nVia", StringComparison.Ordinal), SipFaultKind.HeaderLineInvalid, "400 Bad Request - Invalid Header Field");
        yield return Row("Bare_line_feed", Samples.With("X: a\nb: c"), SipFaultKind.ControlCharacter, "400 Bad Request - Control Character In Header Fields");
        yield return Row("Bare_carriage_return", Samples.With("X: a\rb"), SipFaultKind.ControlCharacter, "400 Bad Request - Control Character In Header Fields");
        yield return Row("Nul", Samples.With("X: a\0b"), SipFaultKind.ControlCharacter, "400 Bad Request - Control Character In Header Fields");
        yield return Row("No_blank_line", Samples.Invite[..^2], SipFaultKind.HeaderBlockUnterminated, "400 Bad Request - No Blank Line After Header Fields");
        yield return Row("Other_version", Start("INVITE sip:a@b SIP/3.0"), SipFaultKind.VersionNotSupported, "505 Version Not Supported");
        yield return Row("Response_of_other_version", Start("SIP/1.0 200 OK"), SipFaultKind.VersionNotSupported, "505 Version Not Supported");
        yield return Row("Other_protocol", Start("GET / HTTP/1.1"), SipFaultKind.StartLineInvalid, "400 Bad Request - Invalid Start Line");
        yield return Row("No_version", Start("INVITE sip:a@b"), SipFaultKind.StartLineInvalid, "400 Bad Request - Invalid Start Line");
        yield return Row("Method_no_token", Start("INV@ITE sip:a@b SIP/2.0"), SipFaultKind.MethodInvalid, "400 Bad Request - Invalid Method");
        yield return Row("Uri_with_space", Start("INVITE sip:a@b ;lr SIP/2.0"), SipFaultKind.RequestUriInvalid, "400 Bad Request - Invalid Request-URI");
        yield return Row("Uri_in_brackets", Start("INVITE <sip:a@b> SIP/2.0"), SipFaultKind.RequestUriInvalid, "400 Bad Request - Invalid Request-URI");
        yield return Row("Uri_with_header_fields", Start("INVITE sip:a@b?Route=x SIP/2.0"), SipFaultKind.RequestUriInvalid, "400 Bad Request - Invalid Request-URI");
        yield return Row("Two_spaces", Start("INVITE  sip:a@b SIP/2.0"), SipFaultKind.RequestUriInvalid, "400 Bad Request - Invalid Request-URI");
        yield return Row("Space_at_the_end", Start("INVITE sip:a@b SIP/2.0 "), SipFaultKind.StartLineInvalid, "400 Bad Request - Invalid Start Line");
        yield return Row("Status_700", Start("SIP/2.0 700 x"), SipFaultKind.StatusCodeInvalid, "400 Bad Request - Invalid Status Code");
        yield return Row("Status_99", Start("SIP/2.0 099 x"), SipFaultKind.StatusCodeInvalid, "400 Bad Request - Invalid Status Code");
        yield return Row("Empty", "", SipFaultKind.HeaderBlockUnterminated, "400 Bad Request - No Blank Line After Header Fields");
    }

    [TestCaseSource(nameof(Faults))]
    public void A_malformed_message_is_refused_by_a_fault_that_names_it(string text, SipFaultKind kind, string answer)
    {
        bool isRead = SipMessage.TryParse(Samples.Bytes(text), SipLimits.Default, out SipMessage? message, out SipFault fault);
        Assert.That((isRead, message, fault.Kind, $"{fault.StatusCode} {fault.ReasonPhrase}"), Is.EqualTo((false, (SipMessage?)null, kind, answer)));
    }

    [Test]
    public void The_offset_tells_the_line_at_fault()
    {
        SipMessage.TryParse(Samples.Bytes(Samples.With("Max-Forwards: x")), SipLimits.Default, out _, out SipFault fault);
        Assert.That(fault.Offset, Is.EqualTo(Samples.Invite.IndexOf("Max-Forwards", StringComparison.Ordinal)));
    }

    [TestCaseSource(nameof(AllKinds))]
    public void Every_kind_has_an_answer_without_line_breaks(SipFaultKind kind)
    {
        var fault = new SipFault(kind, "Call-ID");
        Assert.That(fault.StatusCode, Is.InRange(400, 699));
        Assert.That(fault.ReasonPhrase, Does.Match("^[ -~]+$"));
    }

    private static SipFaultKind[] AllKinds() => Enum.GetValues<SipFaultKind>();

    private static string Start(string line) => line + Samples.Invite[Samples.Invite.IndexOf('\r', StringComparison.Ordinal)..];

    private static TestCaseData Row(string name, string text, SipFaultKind kind, string answer) =>
        new TestCaseData(text, kind, answer).SetArgDisplayNames(name);
}
