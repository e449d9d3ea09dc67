using System.Buffers;
using System.Text;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>Content-Length as an attacker writes it: each gets its answer, in a stream and in a datagram, and nothing is held for it.</summary>
public sealed class HostileLengthTests
{
    private const string Head = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\n";

    private static readonly SipLimits Raised = new() { MaxHeaderBlockBytes = 1_048_576, MaxHeaderLineBytes = ushort.MaxValue };

    public static IEnumerable<TestCaseData> Refused()
    {
        yield return Row("Many_digits", "Content-Length: " + new string('9', 2_000), SipFaultKind.BodyTooLarge, 413);
        yield return Row("Negative", "Content-Length: -1", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Two_different_ones", "Content-Length: 1\r\nl: 2", SipFaultKind.ContentLengthConflict, 400);
        yield return Row("Two_to_the_31", "Content-Length: 2147483648", SipFaultKind.BodyTooLarge, 413);
        yield return Row("Two_to_the_32_and_5", "Content-Length: 4294967301", SipFaultKind.BodyTooLarge, 413);
        yield return Row("Two_to_the_64_and_1", "Content-Length: 18446744073709551617", SipFaultKind.BodyTooLarge, 413);
        yield return Row("Plus_sign", "Content-Length: +5", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Two_numbers", "Content-Length: 5 5", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Hexadecimal", "Content-Length: 0x10", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Empty", "Content-Length:", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Only_folds", "Content-Length:\r\n \r\n\t", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Folded_within_the_number", "Content-Length: 1\r\n 0", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Decimal_point", "Content-Length: 5.0", SipFaultKind.ContentLengthInvalid, 400);
        yield return Row("Digits_of_another_script", "Content-Length: \u0665", SipFaultKind.ContentLengthInvalid, 400);
    }

    [TestCaseSource(nameof(Refused))]
    public void A_stream_is_lost_with_the_right_answer_however_it_is_cut(string field, SipFaultKind kind, int status)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Head + field + "\r\n\r\n");
        var expected = new Framed(FrameStatus.Lost, Encoding.Latin1.GetString(bytes), new SipFault(kind, "Content-Length", kind == SipFaultKind.ContentLengthConflict ? Head.Length + 19 : Head.Length));
        Assert.That(expected.Fault.StatusCode, Is.EqualTo(status));
        Assert.That(Cuts.Feed(bytes, SipLimits.Default).Single(), Is.EqualTo(expected), "whole");
        Assert.That(Cuts.Feed(bytes, SipLimits.Default, Enumerable.Range(1, bytes.Length)).Single(), Is.EqualTo(expected), "byte by byte");
        for (int cut = 0; cut < bytes.Length; cut++)
            Assert.That(Cuts.Feed(bytes, SipLimits.Default, cut).Single(), Is.EqualTo(expected), $"cut at {cut}");
    }

    [TestCaseSource(nameof(Refused))]
    public void A_datagram_is_malformed_with_the_right_answer(string field, SipFaultKind kind, int status)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Head + field + "\r\n\r\nbody");
        DatagramContent content = SipDatagram.Read(bytes, SipLimits.Default, out ReadOnlySpan<byte> head, out SipFault fault);
        Assert.That((content, fault.Kind, fault.StatusCode), Is.EqualTo((DatagramContent.Malformed, kind, status)));
        Assert.That(FaultResponse.TryCreate(new ReadOnlySequence<byte>(head.ToArray()), fault, out byte[]? response), Is.True);
        Assert.That(Encoding.UTF8.GetString(response!), Does.StartWith($"SIP/2.0 {status} ").And.Contain("branch=z9hG4bK1"));
    }

    [TestCase("Content-Length: 00000000000000000000000000000000000000000000000005")]
    [TestCase("Content-Length: 5\r\nl: 05")]
    [TestCase("Content-Length:\r\n 5\r\n ")]
    public void An_odd_form_of_five_is_five(string field)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Head + field + "\r\n\r\nabcdeOPTIONS");
        string expected = Head + field + "\r\n\r\nabcde";
        for (int cut = 0; cut < bytes.Length; cut++)
            Assert.That(Cuts.Feed(bytes, SipLimits.Default, cut).Single().Text, Is.EqualTo(expected), $"cut at {cut}");
        Assert.That(Cuts.Feed(bytes, SipLimits.Default, Enumerable.Range(1, bytes.Length)).Single().Text, Is.EqualTo(expected));
    }

    [Test]
    public void A_hundred_and_twenty_thousand_digits_are_answered_and_nothing_is_allocated_for_them()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Head + "Content-Length: " + new string('9', 120_000) + "\r\n\r\n");
        Assert.That(Feed(bytes, 0).Kind, Is.EqualTo(SipFaultKind.BodyTooLarge));
        long before = GC.GetAllocatedBytesForCurrentThread();
        SipFault fault = Feed(bytes, bytes.Length - 10);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That((fault.Kind, fault.StatusCode), Is.EqualTo((SipFaultKind.BodyTooLarge, 413)));
    }

    [Test]
    public void Leading_zeros_end_at_the_limit_of_a_line()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Head + "Content-Length: " + new string('0', 120_000) + "\r\n\r\n");
        Assert.That(Feed(bytes, 0).Kind, Is.EqualTo(SipFaultKind.HeaderLineTooLong));
    }

    /// <summary>The end of a stream that comes in pieces of 10 bytes from an offset on.</summary>
    private static SipFault Feed(byte[] bytes, int from)
    {
        var framer = new SipFramer(Raised);
        for (int end = Math.Max(from, 10); ; end = Math.Min(end + 10, bytes.Length))
        {
            FrameStatus status = framer.Read(new ReadOnlySequence<byte>(bytes, 0, end), out _, out _, out _, out SipFault fault);
            if (status != FrameStatus.NeedMore || end == bytes.Length)
                return fault;
        }
    }

    private static TestCaseData Row(string name, string field, SipFaultKind kind, int status) => new TestCaseData(field, kind, status).SetArgDisplayNames(name);
}
