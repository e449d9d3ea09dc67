using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;

namespace SipCti.Benchmarks;

/// <summary>Plain work on the same bytes, so that figures of other machines and parsers can be put on one scale with ours.</summary>
[MemoryDiagnoser]
public class CalibrationBenchmarks
{
    private readonly byte[] _target = new byte[4096];
    private byte[][] _messages = [];
    private int _next;

    [ParamsSource(typeof(SampleMessages), nameof(SampleMessages.Names))]
    public string Message { get; set; } = SampleMessages.Mix;

    [GlobalSetup]
    public void Setup() => _messages = SampleMessages.Load(Message);

    [Benchmark]
    public int LineByLineIndexOf()
    {
        ReadOnlySpan<byte> rest = Next();
        int lines = 0;
        for (int feed = rest.IndexOf((byte)'\n'); feed >= 0; feed = rest.IndexOf((byte)'\n'), lines++)
            rest = rest[(feed + 1)..];
        return lines;
    }

    [Benchmark]
    public int LineFeedsByVector256()
    {
        ReadOnlySpan<byte> bytes = Next();
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        int sum = 0;
        int at = 0;
        for (; at + Vector256<byte>.Count <= bytes.Length; at += Vector256<byte>.Count)
        {
            uint feeds = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.Create((byte)'\n')).ExtractMostSignificantBits();
            for (; feeds != 0; feeds &= feeds - 1)
                sum += at + BitOperations.TrailingZeroCount(feeds);
        }

        for (; at < bytes.Length; at++)
            sum += bytes[at] == (byte)'\n' ? at : 0;
        return sum;
    }

    [Benchmark]
    public void Copy() => Next().CopyTo(_target, 0);

    private byte[] Next()
    {
        byte[][] messages = _messages;
        if (++_next >= messages.Length)
            _next = 0;
        return messages[_next];
    }
}
