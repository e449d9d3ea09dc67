using System.Buffers;

namespace SipCti.Fuzz.Targets;

/// <summary>A piece of a sequence of bytes.</summary>
internal sealed class Segment : ReadOnlySequenceSegment<byte>
{
    private Segment(ReadOnlyMemory<byte> memory, Segment? previous)
    {
        Memory = memory;
        if (previous is null)
            return;
        previous.Next = this;
        RunningIndex = previous.RunningIndex + previous.Memory.Length;
    }

    /// <summary>The bytes as a sequence whose segments end at the given offsets, of which the last is the length.</summary>
    public static ReadOnlySequence<byte> Join(byte[] bytes, IEnumerable<int> ends)
    {
        Segment? first = null;
        Segment? last = null;
        int start = 0;
        foreach (int end in ends)
        {
            last = new Segment(bytes.AsMemory(start..end), last);
            first ??= last;
            start = end;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }
}
