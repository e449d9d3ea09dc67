using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using SipCti.Wire;

namespace SipCti.Benchmarks;

/// <summary>
/// Where do the messages of a stream end? Bytes are given as a pipe gives them: what was not consumed comes again with more behind it.
/// </summary>
[MemoryDiagnoser]
public class FramingBenchmarks
{
    private const int Piece = 10;
    private static readonly SipLimits Raised = new() { MaxHeaderBlockBytes = 1_048_576, MaxHeaderLineBytes = ushort.MaxValue, MaxHeaderCount = 10_000 };

    private readonly byte[] _stream = SampleStream.Make();
    private readonly byte[] _longHead = Head($"Q: {new string('x', 995)}\r\n", 60);
    private readonly byte[] _oneLongField = Head($"Q: {new string('x', 59_993)}\r\n", 1);
    private readonly byte[] _hostile = Head($"Content-Length: {new string('9', 120_000)}\r\n", 1);
    private int[] _cuts = [];

    [GlobalSetup]
    public void Setup() => _cuts = SampleStream.Cut(_stream.Length);

    /// <summary>One message of a stream that comes in pieces of 1 to 4,000 bytes; 500 bytes a message, so that 500 / ns is GB/s.</summary>
    [Benchmark(OperationsPerInvoke = SampleStream.Messages)]
    public int MessageOfStream()
    {
        var framer = new SipFramer(SipLimits.Default);
        int consumed = 0;
        int messages = 0;
        foreach (int cut in _cuts)
        {
            var rest = new ReadOnlySequence<byte>(_stream, consumed, cut - consumed);
            while (framer.Read(rest, out SequencePosition done, out _, out _, out _) == FrameStatus.Message)
            {
                messages++;
                rest = rest.Slice(done);
            }

            consumed = cut - (int)rest.Length;
        }

        return messages == SampleStream.Messages ? messages : throw new InvalidOperationException($"{messages} messages.");
    }

    /// <summary>60 fields of 1,000 bytes, whole.</summary>
    [Benchmark]
    public FrameStatus HeadWhole() => Whole(_longHead);

    /// <summary>The same in pieces of 10 bytes.</summary>
    [Benchmark]
    public FrameStatus HeadInPieces() => InPieces(_longHead);

    /// <summary>The same in pieces of 10 bytes, each a segment of its own.</summary>
    [Benchmark]
    public FrameStatus HeadInSegments() => InSegments(_longHead);

    /// <summary>One field of 60,000 bytes in pieces of 10 bytes.</summary>
    [Benchmark]
    public FrameStatus FieldInPieces() => InPieces(_oneLongField);

    /// <summary>A Content-Length of 120,000 digits, whole.</summary>
    [Benchmark]
    public FrameStatus HostileLengthWhole() => Whole(_hostile);

    /// <summary>The same in pieces of 10 bytes.</summary>
    [Benchmark]
    public FrameStatus HostileLengthInPieces() => InPieces(_hostile);

    private static byte[] Head(string field, int count) =>
        Encoding.ASCII.GetBytes("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\n" + string.Concat(Enumerable.Repeat(field, count)) + "\r\n");

    private static FrameStatus Whole(byte[] bytes)
    {
        var framer = new SipFramer(Raised);
        return framer.Read(new ReadOnlySequence<byte>(bytes), out _, out _, out _, out _);
    }

    private static FrameStatus InPieces(byte[] bytes)
    {
        var framer = new SipFramer(Raised);
        FrameStatus status = FrameStatus.NeedMore;
        for (int end = Piece; status == FrameStatus.NeedMore; end = Math.Min(end + Piece, bytes.Length))
            status = framer.Read(new ReadOnlySequence<byte>(bytes, 0, end), out _, out _, out _, out _);
        return status;
    }

    private static FrameStatus InSegments(byte[] bytes)
    {
        var framer = new SipFramer(Raised);
        FrameStatus status = FrameStatus.NeedMore;
        var first = new Segment(bytes.AsMemory(0, Piece), null);
        Segment last = first;
        for (int end = Piece; status == FrameStatus.NeedMore; end += Piece)
        {
            status = framer.Read(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), out _, out _, out _, out _);
            if (status == FrameStatus.NeedMore)
                last = new Segment(bytes.AsMemory(end, Math.Min(Piece, bytes.Length - end)), last);
        }

        return status;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
