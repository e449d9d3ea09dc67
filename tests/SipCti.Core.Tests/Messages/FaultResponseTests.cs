using System.Buffers;
using System.Text;
using SipCti.Core.Tests.Wire;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

public sealed class FaultResponseTests
{
    private static readonly SipFault Fault = new(SipFaultKind.HeaderMissing, "Call-ID");

    [Test]
    public void The_senders_own_lines_come_back_byte_for_byte()
    {
        const string Head =
            "\r\nINVITE nonsense\r\nv : SIP/2.0/TCP a;\r\n\tbranch=z9hG4bK1\r\nSubject: x\r\nVIA:broken \xff\r\nf: <sip:a@h>;tag=1\r\nFrom: second\r\nnonsense\r\nTo:\r\ni: c\r\nCSeq: 1\r\n  INVITE\r\n\r\nVia: body";
        Assert.That(Answer(Head), Is.EqualTo(
            "SIP/2.0 400 Bad Request - Missing Call-ID\r\nv : SIP/2.0/TCP a;\r\n\tbranch=z9hG4bK1\r\nVIA:broken \xff\r\nf: <sip:a@h>;tag=1\r\nTo:\r\ni: c\r\nCSeq: 1\r\n  INVITE\r\nContent-Length: 0\r\n\r\n"));
    }

    [Test]
    public void A_line_without_its_end_is_left_out() =>
        Assert.That(Answer("INVITE x\r\nVia: a\r\nFrom: b\r\nTo: incompl"), Is.EqualTo("SIP/2.0 400 Bad Request - Missing Call-ID\r\nVia: a\r\nFrom: b\r\nContent-Length: 0\r\n\r\n"));

    [Test]
    public void Bare_line_feeds_become_line_ends_and_other_control_characters_drop_the_line() =>
        Assert.That(Answer("INVITE x\nVia: a\nFrom: b\rVia: c\nTo: d\0\nCall-ID: e\n\n"), Is.EqualTo("SIP/2.0 400 Bad Request - Missing Call-ID\r\nVia: a\r\nCall-ID: e\r\nContent-Length: 0\r\n\r\n"));

    [TestCase("ACK sip:a@b SIP/2.0\r\nVia: a\r\n\r\n")]
    [TestCase("SIP/2.0 200 OK\r\nVia: a\r\n\r\n")]
    [TestCase("INVITE sip:a@b SIP/2.0\r\nFrom: a\r\n\r\n")]
    [TestCase("INVITE sip:a@b SIP/2.0\r\nVia: a")]
    [TestCase("INVITE sip:a@b SIP/2.0\r\nVia\r\n : a\r\n\r\n")]
    [TestCase("INVITE sip:a@b SIP/2.0\r\nVia\r\n : a\r\n\r\n")]
    [TestCase("nonsense\r\nVia: a\r\n\r\n")]
    [TestCase("")]
    [TestCase("\r\n\r\n")]
    public void What_cannot_be_answered_is_not(string head) =>
        Assert.That(FaultResponse.TryCreate(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(head)), Fault, out _), Is.False);

    [Test]
    public void The_answer_does_not_depend_on_segments()
    {
        byte[] head = Samples.Bytes(Samples.Odd);
        Assert.That(FaultResponse.TryCreate(new ReadOnlySequence<byte>(head), Fault, out byte[]? whole), Is.True);
        Assert.That(FaultResponse.TryCreate(Cuts.Segmented(head, Enumerable.Range(1, head.Length)), Fault, out byte[]? cut), Is.True);
        Assert.That(cut, Is.EqualTo(whole));
    }

    [TestCaseSource(typeof(SipFaultTests), nameof(SipFaultTests.Faults))]
    public void An_answer_to_any_damaged_message_can_be_read_or_is_not_given(string text, SipFaultKind kind, string answer)
    {
        if (!FaultResponse.TryCreate(new ReadOnlySequence<byte>(Samples.Bytes(text)), new SipFault(kind, "X"), out byte[]? response))
            return;
        bool isRead = SipMessage.TryParse(response, SipLimits.Default, out SipMessage? message, out SipFault fault);
        Assert.That(isRead || fault.Kind is SipFaultKind.HeaderMissing or SipFaultKind.HeaderInvalid, fault.ToString());
        Assert.That(!isRead || message is SipResponse, answer);
    }

    private static string Answer(string head)
    {
        Assert.That(FaultResponse.TryCreate(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(head)), Fault, out byte[]? response), Is.True);
        return Encoding.Latin1.GetString(response!);
    }
}
