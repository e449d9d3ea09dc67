using System.Buffers;
using System.Text;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

public sealed class SipFramerTests
{
    private const string Options = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\n";

    public static IEnumerable<TestCaseData> Streams()
    {
        yield return Row("One_message_without_body", Options + "\r\n", Options + "\r\n");
        yield return Row("Length_ends_the_body", Options + "Content-Length: 4\r\n\r\nbodyOPT", Options + "Content-Length: 4\r\n\r\nbody");
        yield return Row("Compact_length", Options + "l:2\r\n\r\nab", Options + "l:2\r\n\r\nab");
        yield return Row("Spaces_around_the_colon", Options + "L \t:  2 \t\r\n\r\nab", Options + "L \t:  2 \t\r\n\r\nab");
        yield return Row("Folded_length", Options + "CONTENT-length:\r\n 0\r\n\t \r\n\r\n", Options + "CONTENT-length:\r\n 0\r\n\t \r\n\r\n");
        yield return Row("Folded_number_behind_the_colon", Options + "Content-Length:\r\n  3\r\n\r\nabc", Options + "Content-Length:\r\n  3\r\n\r\nabc");
        yield return Row("Equal_lengths_twice", Options + "l: 1\r\nContent-Length: 01\r\n\r\na", Options + "l: 1\r\nContent-Length: 01\r\n\r\na");
        yield return Row("Names_that_only_begin_alike", Options + "Content-Lengthy: 9\r\nLanguage: 8\r\nContent-Language: x\r\n\r\n", Options + "Content-Lengthy: 9\r\nLanguage: 8\r\nContent-Language: x\r\n\r\n");
        yield return Row("Two_messages", Options + "l: 0\r\n\r\n" + Options + "l: 1\r\n\r\n!", Options + "l: 0\r\n\r\n", Options + "l: 1\r\n\r\n!");
        yield return Row("Blank_lines_before_a_message", "\r\n" + Options + "\r\n\r\n" + Options + "\r\n", Options + "\r\n", Options + "\r\n");
        yield return Row("Ping_is_a_double_line_end", "\r\n\r\n" + Options + "\r\n\r\n\r\n", "KeepAlive", Options + "\r\n", "KeepAlive");
        yield return Row("Two_pings", "\r\n\r\n\r\n\r\n", "KeepAlive", "KeepAlive");
        yield return Row("Pong_is_skipped", Options + "\r\n\r\n" + Options + "\r\n", Options + "\r\n", Options + "\r\n");
        yield return Row("Odd_line_ends_between_are_no_ping", "\n\r\r\n\n" + Options + "\r\n", Options + "\r\n");
        yield return Row("Bare_line_feeds_still_frame", "OPTIONS x\nl: 1\n\nb" + Options + "\r\n", "OPTIONS x\nl: 1\n\nb", Options + "\r\n");
        yield return Row("Carriage_return_inside_a_line", "OPTIONS x\r\n\rx\r\nl: 1\r\n\r\nb", "OPTIONS x\r\n\rx\r\nl: 1\r\n\r\nb");
        yield return Row("Binary_body", Options + "l: 6\r\n\r\n\r\n\r\n\0\xff", Options + "l: 6\r\n\r\n\r\n\r\n\0\xff");
        yield return Row("No_number", Options + "l: x\r\nTo: y\r\n\r\nz", "Lost ContentLengthInvalid " + Options + "l: x\r\nTo: y\r\n\r\n");
        yield return Row("Empty_number", Options + "l:\r\n\r\n", "Lost ContentLengthInvalid " + Options + "l:\r\n\r\n");
        yield return Row("Negative_number", Options + "Content-Length: -1\r\n\r\n", "Lost ContentLengthInvalid " + Options + "Content-Length: -1\r\n\r\n");
        yield return Row("Number_with_a_space_inside", Options + "l: 1 0\r\n\r\n", "Lost ContentLengthInvalid " + Options + "l: 1 0\r\n\r\n");
        yield return Row("Number_with_a_fold_inside", Options + "l: 1\r\n 0\r\n\r\n", "Lost ContentLengthInvalid " + Options + "l: 1\r\n 0\r\n\r\n");
        yield return Row("List_of_numbers", Options + "l: 1, 1\r\n\r\n", "Lost ContentLengthInvalid " + Options + "l: 1, 1\r\n\r\n");
        yield return Row("Huge_number", Options + "l: 99999999999999999999999\r\n\r\n", "Lost BodyTooLarge " + Options + "l: 99999999999999999999999\r\n\r\n");
        yield return Row("Different_lengths", Options + "l: 1\r\nl: 2\r\n\r\nabc", "Lost ContentLengthConflict " + Options + "l: 1\r\nl: 2\r\n\r\n");
    }

    [TestCaseSource(nameof(Streams))]
    public void Frames_whole(string stream, string[] expected) =>
        Assert.That(Show(Cuts.Feed(Bytes(stream), SipLimits.Default)), Is.EqualTo(expected));

    [TestCaseSource(nameof(Streams))]
    public void Frames_the_same_at_every_split_point(string stream, string[] expected)
    {
        for (int cut = 0; cut <= stream.Length; cut++)
            Assert.That(Show(Cuts.Feed(Bytes(stream), SipLimits.Default, cut)), Is.EqualTo(expected), $"cut at {cut}");
    }

    [TestCaseSource(nameof(Streams))]
    public void Frames_the_same_byte_by_byte(string stream, string[] expected) =>
        Assert.That(Show(Cuts.Feed(Bytes(stream), SipLimits.Default, Enumerable.Range(1, stream.Length))), Is.EqualTo(expected));

    [TestCaseSource(nameof(Streams))]
    public void Frames_the_same_in_segments_of_one_byte(string stream, string[] expected)
    {
        ReadOnlySequence<byte> rest = Cuts.Segmented(Bytes(stream), Enumerable.Range(1, stream.Length));
        var framer = new SipFramer(SipLimits.Default);
        var results = new List<Framed>();
        while (true)
        {
            FrameStatus status = framer.Read(rest, out SequencePosition consumed, out _, out ReadOnlySequence<byte> frame, out SipFault fault);
            if (status == FrameStatus.NeedMore)
                break;
            results.Add(new Framed(status, Encoding.Latin1.GetString(frame.ToArray()), fault));
            if (status == FrameStatus.Lost)
                break;
            rest = rest.Slice(consumed);
        }

        Assert.That(Show(results), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Streams))]
    public void A_truncated_stream_gives_no_frame_that_the_whole_one_does_not_give(string stream, string[] expected)
    {
        for (int length = 0; length < stream.Length; length++)
        {
            string[] found = Show(Cuts.Feed(Bytes(stream[..length]), SipLimits.Default));
            Assert.That(expected.Take(found.Length), Is.EqualTo(found), $"truncated to {length}");
        }
    }

    [Test]
    public void Header_length_ends_behind_the_blank_line()
    {
        var framer = new SipFramer(SipLimits.Default);
        framer.Read(new ReadOnlySequence<byte>(Bytes(Options + "l: 2\r\n\r\nab")), out _, out _, out _, out _);
        Assert.That(framer.HeaderLength, Is.EqualTo(Options.Length + 8));
    }

    [Test]
    public void A_message_has_begun_with_its_first_byte_and_not_with_blank_lines()
    {
        var framer = new SipFramer(SipLimits.Default);
        framer.Read(new ReadOnlySequence<byte>(Bytes("\r\n")), out _, out _, out _, out _);
        Assert.That(framer.InMessage, Is.False);
        framer.Read(new ReadOnlySequence<byte>(Bytes("O")), out _, out _, out _, out _);
        Assert.That(framer.InMessage, Is.True);
        framer.Read(new ReadOnlySequence<byte>(Bytes("OPTIONS\r\nl: 1\r\n\r\n")), out _, out _, out _, out _);
        Assert.That(framer.InMessage, Is.True, "the body is missing");
        framer.Read(new ReadOnlySequence<byte>(Bytes("OPTIONS\r\nl: 1\r\n\r\nx")), out _, out _, out _, out _);
        Assert.That(framer.InMessage, Is.False);
    }

    [Test]
    public void A_lost_stream_stays_lost()
    {
        var framer = new SipFramer(SipLimits.Default);
        framer.Read(new ReadOnlySequence<byte>(Bytes("O\r\nl: x\r\n\r\n")), out _, out _, out _, out _);
        FrameStatus status = framer.Read(new ReadOnlySequence<byte>(Bytes(Options + "\r\n")), out _, out _, out _, out SipFault fault);
        Assert.That((status, fault.Kind), Is.EqualTo((FrameStatus.Lost, SipFaultKind.ContentLengthInvalid)));
    }

    [Test]
    public void A_piece_in_a_segment_of_its_own_is_reached_without_walking_through_those_before()
    {
        byte[] bytes = Bytes(Options + string.Concat(Enumerable.Repeat("Q: " + new string('x', 50) + "\r\n", 100)) + "l: 1\r\n\r\nb");
        var framer = new SipFramer(SipLimits.Default);
        var first = new Segment(bytes.AsMemory(0, 10), null);
        Segment last = first;
        for (int at = 10; at < bytes.Length; at += 10)
        {
            Assert.That(framer.Read(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), out _, out _, out _, out _), Is.EqualTo(FrameStatus.NeedMore));

            // Whoever walked on from a segment that has been scanned would end here.
            last.Unlink();
            last = new Segment(bytes.AsMemory(at, Math.Min(10, bytes.Length - at)), last);
        }

        for (Segment? segment = last; segment is not null; segment = segment.Link())
        {
        }

        FrameStatus status = framer.Read(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), out _, out _, out ReadOnlySequence<byte> frame, out _);
        Assert.That(status, Is.EqualTo(FrameStatus.Message));
        Assert.That(frame.ToArray(), Is.EqualTo(bytes));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        private readonly Segment? _previous;

        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            _previous = previous;
            RunningIndex = previous is null ? 0 : previous.RunningIndex + previous.Memory.Length;
        }

        public void Unlink() => Next = null;

        public Segment? Link()
        {
            if (_previous is not null)
                _previous.Next = this;
            return _previous;
        }
    }

    private static TestCaseData Row(string name, string stream, params string[] expected) =>
        new TestCaseData(stream, expected).SetArgDisplayNames(name);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string[] Show(IEnumerable<Framed> results) =>
        [.. results.Select(r => r.Status switch
        {
            FrameStatus.Message => r.Text,
            FrameStatus.Lost => $"Lost {r.Fault.Kind} {r.Text}",
            _ => r.Status.ToString(),
        })];
}
