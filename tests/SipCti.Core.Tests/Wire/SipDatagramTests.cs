using System.Buffers;
using System.Text;
using SipCti.Core.Tests.Messages;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>The rules of RFC 3261 section 18.3 for datagrams.</summary>
public sealed class SipDatagramTests
{
    private const string Head = "MESSAGE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n";
    private const string Status = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n";

    [Test]
    public void A_short_datagram_names_the_field_and_limits_must_be_given()
    {
        SipDatagram.Read("MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 2\r\n\r\nx"u8, SipLimits.Default, out _, out SipFault fault);
        Assert.That(fault.ToString(), Is.EqualTo("400 Bad Request - Body Shorter Than Content-Length (at byte 25)"));
        Assert.That((fault.Kind, fault.Header), Is.EqualTo((SipFaultKind.BodyTruncated, "Content-Length")));
        Assert.Throws<ArgumentNullException>(() => SipDatagram.Read("x"u8, null!, out _, out _));
        Assert.Throws<ArgumentNullException>(() => _ = new SipFramer(null!));
    }

    [TestCase(Head + "l: 4\r\n\r\nbody", Head + "l: 4\r\n\r\nbody", TestName = "Content_Length_is_the_body")]
    [TestCase(Head + "l: 4\r\n\r\nbodyMESSAGE x", Head + "l: 4\r\n\r\nbody", TestName = "Bytes_behind_Content_Length_are_discarded")]
    [TestCase(Head + "l: 0\r\n\r\nbody", Head + "l: 0\r\n\r\n", TestName = "Bytes_behind_a_length_of_zero_are_discarded")]
    [TestCase(Head + "\r\nbody\r\n\r\n", Head + "\r\nbody\r\n\r\n", TestName = "Without_Content_Length_the_body_ends_with_the_datagram")]
    [TestCase(Status + "\r\n", Status + "\r\n", TestName = "Without_Content_Length_the_body_may_be_empty")]
    [TestCase("\r\n\r\n\r\n" + Head + "\r\nx", Head + "\r\nx", TestName = "Line_ends_before_the_start_line_are_ignored")]
    public void A_message_ends_where_it_says(string datagram, string expected)
    {
        DatagramContent content = Read(datagram, out string frame, out SipFault fault);
        Assert.That((content, fault), Is.EqualTo((DatagramContent.Message, default(SipFault))));
        Assert.That(frame, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("\r\n")]
    [TestCase("\r\n\r\n")]
    [TestCase("\n")]
    [TestCase("\0")]
    [TestCase("\0\0\0\0")]
    public void Line_ends_and_nuls_alone_keep_a_binding_open(string datagram)
    {
        DatagramContent content = Read(datagram, out string frame, out SipFault fault);
        Assert.That((content, frame, fault.IsFault), Is.EqualTo((DatagramContent.KeepAlive, "", false)));
    }

    [TestCase("\0\u0001\0\0\u0021\u0012\u00a4\u0042abcdefghijkl", DatagramContent.Stun, TestName = "Binding_request_is_STUN")]
    [TestCase("\u0001\u0001\0\u0008\u0021\u0012\u00a4\u0042abcdefghijkl\0\0\0\0\0\0\0\0", DatagramContent.Stun, TestName = "Binding_response_is_STUN")]
    [TestCase("\0\u0001\0\0\u0021\u0012\u00a4\u0042abcdefghijk", DatagramContent.Malformed, TestName = "Nineteen_bytes_are_no_STUN")]
    [TestCase("\0\u0001\0\0\u0021\u0012\u00a4\u0043abcdefghijkl", DatagramContent.Malformed, TestName = "Another_cookie_is_no_STUN")]
    [TestCase("\0\u0001\0\u0002\u0021\u0012\u00a4\u0042abcdefghijkl", DatagramContent.Malformed, TestName = "An_odd_length_is_no_STUN")]
    [TestCase("\u0040\u0001\0\0\u0021\u0012\u00a4\u0042abcdefghijkl", DatagramContent.Malformed, TestName = "Bits_above_zero_are_no_STUN")]
    public void Stun_is_told_from_a_message(string datagram, DatagramContent expected) =>
        Assert.That(Read(datagram, out _, out _), Is.EqualTo(expected));

    [Test]
    public void A_request_that_is_cut_short_is_answered_with_400()
    {
        DatagramContent content = Read(Head + "l: 5\r\n\r\nbody", out string head, out SipFault fault);
        Assert.That((content, fault.Kind), Is.EqualTo((DatagramContent.Malformed, SipFaultKind.BodyTruncated)));
        Assert.That(FaultResponse.TryCreate(Sequence(head), fault, out byte[]? response), Is.True);
        Assert.That(Encoding.UTF8.GetString(response!), Does.StartWith("SIP/2.0 400 "));
    }

    [Test]
    public void A_response_that_is_cut_short_is_dropped()
    {
        DatagramContent content = Read(Status + "l: 5\r\n\r\nbody", out string head, out SipFault fault);
        Assert.That((content, fault.Kind), Is.EqualTo((DatagramContent.Malformed, SipFaultKind.BodyTruncated)));
        Assert.That(FaultResponse.TryCreate(Sequence(head), fault, out _), Is.False);
    }

    [Test]
    public void A_head_without_its_blank_line_is_answered_with_400()
    {
        DatagramContent content = Read(Head, out string head, out SipFault fault);
        Assert.That((content, fault.Kind, head), Is.EqualTo((DatagramContent.Malformed, SipFaultKind.HeaderBlockUnterminated, Head)));
        Assert.That(FaultResponse.TryCreate(Sequence(head), fault, out _), Is.True);
    }

    [Test]
    public void Limits_hold_in_a_datagram()
    {
        var limits = new SipLimits { MaxHeaderBlockBytes = 256, MaxBodyBytes = 4 };
        Assert.That(Kind(Head + "Q: " + new string('x', 256) + "\r\n\r\n"), Is.EqualTo(SipFaultKind.HeaderBlockTooLarge));
        Assert.That(Kind(Head + "\r\nbody"), Is.EqualTo(SipFaultKind.None));
        Assert.That(Kind(Head + "\r\nbody5"), Is.EqualTo(SipFaultKind.BodyTooLarge));
        Assert.That(Kind(Head + "l: 5\r\n\r\nbody5"), Is.EqualTo(SipFaultKind.BodyTooLarge));

        SipFaultKind Kind(string text)
        {
            SipDatagram.Read(Encoding.Latin1.GetBytes(text), limits, out _, out SipFault fault);
            return fault.Kind;
        }
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Valid))]
    public void A_message_that_is_found_is_the_one_that_is_read(string text)
    {
        byte[] bytes = [.. "\r\n"u8, .. Samples.Bytes(text)];
        Assert.That(SipDatagram.Read(bytes, SipLimits.Default, out ReadOnlySpan<byte> frame, out _), Is.EqualTo(DatagramContent.Message));
        Assert.That(SipMessage.TryParse(frame, SipLimits.Default, out SipMessage? message, out _), Is.True);
        Assert.That(message!.ToArray(), Is.EqualTo(Samples.Bytes(text)));
    }

    [Test]
    public void A_datagram_that_is_cut_anywhere_is_never_a_message_with_a_shorter_body()
    {
        byte[] bytes = Encoding.Latin1.GetBytes(Head + "Content-Length: 4\r\n\r\nbody");
        for (int length = 3; length < bytes.Length; length++)
            Assert.That(SipDatagram.Read(bytes.AsSpan(0, length), SipLimits.Default, out _, out _), Is.EqualTo(DatagramContent.Malformed), $"cut at {length}");
    }

    private static DatagramContent Read(string datagram, out string frame, out SipFault fault)
    {
        DatagramContent content = SipDatagram.Read(Encoding.Latin1.GetBytes(datagram), SipLimits.Default, out ReadOnlySpan<byte> bytes, out fault);
        frame = Encoding.Latin1.GetString(bytes);
        return content;
    }

    private static ReadOnlySequence<byte> Sequence(string text) => new(Encoding.Latin1.GetBytes(text));
}
