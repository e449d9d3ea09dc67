using System.Buffers;
using SipCti.Wire;

namespace SipCti.Core.Tests.Wire;

/// <summary>What a framer answered: the status, the bytes of the frame, and the fault.</summary>
public sealed record Framed(FrameStatus Status, string Text, SipFault Fault);

/// <summary>Feeds bytes to a framer in pieces, as a pipe would: what is not consumed is given again with more behind it.</summary>
public static class Cuts
{
    public static List<Framed> Feed(ReadOnlySpan<byte> bytes, SipLimits limits, params IEnumerable<int> cuts)
    {
        var framer = new SipFramer(limits);
        var results = new List<Framed>();
        byte[] pending = [];
        int start = 0;
        foreach (int cut in cuts.Append(bytes.Length))
        {
            pending = [.. pending, .. bytes[start..cut]];
            start = cut;
            if (!Drain(ref framer, ref pending, results))
                break;
        }

        return results;
    }

    /// <summary>One sequence whose segments are the pieces, given at once.</summary>
    public static ReadOnlySequence<byte> Segmented(ReadOnlySpan<byte> bytes, params IEnumerable<int> cuts)
    {
        Segment? first = null;
        Segment? last = null;
        int start = 0;
        foreach (int cut in cuts.Append(bytes.Length))
        {
            last = new Segment(bytes[start..cut].ToArray(), last);
            first ??= last;
            start = cut;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private static bool Drain(ref SipFramer framer, ref byte[] pending, List<Framed> results)
    {
        while (true)
        {
            var buffer = new ReadOnlySequence<byte>(pending);
            FrameStatus status = framer.Read(buffer, out SequencePosition consumed, out SequencePosition examined, out ReadOnlySequence<byte> frame, out SipFault fault);
            string text = System.Text.Encoding.Latin1.GetString(frame.ToArray());
            Assert.That(buffer.Slice(consumed, examined).Length, Is.GreaterThanOrEqualTo(0));
            if (status == FrameStatus.NeedMore)
                Assert.That(buffer.Slice(examined).Length, Is.Zero, "a framer that needs more has looked at everything");
            pending = buffer.Slice(consumed).ToArray();
            if (status != FrameStatus.NeedMore)
                results.Add(new Framed(status, text, fault));
            if (status == FrameStatus.Lost)
                return false;
            if (status == FrameStatus.NeedMore)
                return true;
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
