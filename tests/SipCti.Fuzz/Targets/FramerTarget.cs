using System.Buffers;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Fuzz.Targets;

/// <summary>
/// A stream as one piece, cut in pieces, and as one sequence of segments: the framer must answer the same three times, and
/// its work must end. The first byte chooses the limits, the second the cuts; the rest is the stream.
/// </summary>
internal static class FramerTarget
{
    private static readonly SipLimits Small = new() { MaxHeaderBlockBytes = 256, MaxHeaderLineBytes = 64, MaxHeaderCount = 8, MaxBodyBytes = 100 };

    public static void Run(byte[] input)
    {
        if (input.Length < 2)
            return;
        SipLimits limits = input[0] % 2 == 0 ? SipLimits.Default : Small;
        byte[] stream = input[2..];
        List<int> ends = Cut(stream.Length, input[1]);

        List<Answer> whole = Feed(stream, limits, [stream.Length]);
        Compare(Feed(stream, limits, ends), whole);
        Compare(FeedSegments(stream, limits, ends), whole);

        foreach (Answer answer in whole.Where(answer => answer.Status == FrameStatus.Message))
        {
            Claim.Holds(answer.HeaderLength <= answer.Frame.Length && answer.HeaderLength <= limits.MaxHeaderBlockBytes);
            Claim.Holds(answer.Frame.Length - answer.HeaderLength <= limits.MaxBodyBytes);
            if (SipMessage.TryParse(answer.Frame, limits, out SipMessage? message, out _))
                Claim.Holds(message.Body.Length == answer.Frame.Length - answer.HeaderLength);
        }
    }

    /// <summary>Where the pieces end. Most are short, since that is where a state machine forgets something.</summary>
    private static List<int> Cut(int length, byte seed)
    {
        List<int> ends = [];
        uint random = seed + 1u;
        for (int at = 0; at < length && ends.Count < 400;)
        {
            random = (random * 1664525) + 1013904223;
            at += 1 + (int)((random >> 24) % (random >> 20 & 7) switch { < 3 => 2, < 6 => 9, _ => 130 });
            if (at < length)
                ends.Add(at);
        }

        ends.Add(length);
        return ends;
    }

    private static List<Answer> Feed(byte[] stream, SipLimits limits, List<int> ends)
    {
        var framer = new SipFramer(limits);
        List<Answer> answers = [];
        int start = 0;
        foreach (int end in ends)
        {
            FrameStatus status;
            do
            {
                var buffer = new ReadOnlySequence<byte>(stream, start, end - start);
                status = Ask(ref framer, buffer, answers, out long consumed);
                start += (int)consumed;
                CheckProgress(answers, stream);
            }
            while (status is FrameStatus.Message or FrameStatus.KeepAlive);
            if (status == FrameStatus.Lost)
                break;
        }

        return answers;
    }

    private static List<Answer> FeedSegments(byte[] stream, SipLimits limits, List<int> ends)
    {
        var framer = new SipFramer(limits);
        List<Answer> answers = [];
        ReadOnlySequence<byte> rest = Segment.Join(stream, ends);
        FrameStatus status;
        do
        {
            status = Ask(ref framer, rest, answers, out long consumed);
            rest = rest.Slice(consumed);
            CheckProgress(answers, stream);
        }
        while (status is FrameStatus.Message or FrameStatus.KeepAlive);
        return answers;
    }

    private static FrameStatus Ask(ref SipFramer framer, in ReadOnlySequence<byte> buffer, List<Answer> answers, out long consumed)
    {
        FrameStatus status = framer.Read(buffer, out SequencePosition done, out SequencePosition seen, out ReadOnlySequence<byte> frame, out SipFault fault);
        consumed = buffer.Slice(0, done).Length;
        Claim.Holds(buffer.Slice(0, seen).Length >= consumed);
        Claim.Holds(fault.IsFault == (status == FrameStatus.Lost));
        if (status == FrameStatus.NeedMore)
            Claim.Holds(buffer.Slice(seen).IsEmpty);
        else
            answers.Add(new Answer(status, frame.ToArray(), status == FrameStatus.Message ? framer.HeaderLength : 0, fault));
        return status;
    }

    /// <summary>Each answer but the last costs at least one byte of the stream.</summary>
    private static void CheckProgress(List<Answer> answers, byte[] stream) => Claim.Holds(answers.Count <= stream.Length + 1);

    private static void Compare(List<Answer> cut, List<Answer> whole)
    {
        Claim.Same(cut.Count, whole.Count);
        foreach ((Answer one, Answer other) in cut.Zip(whole))
        {
            Claim.Same((one.Status, one.HeaderLength, one.Fault), (other.Status, other.HeaderLength, other.Fault));
            Claim.Holds(one.Frame.AsSpan().SequenceEqual(other.Frame));
        }
    }

    private readonly record struct Answer(FrameStatus Status, byte[] Frame, int HeaderLength, SipFault Fault);
}
