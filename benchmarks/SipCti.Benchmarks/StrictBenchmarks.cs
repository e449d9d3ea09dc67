using BenchmarkDotNet.Attributes;
using SipCti.Messages;

namespace SipCti.Benchmarks;

/// <summary>What <see cref="SipStrictness.Strict"/> adds to reading a message: the walk over all its header fields.</summary>
[MemoryDiagnoser]
public class StrictBenchmarks
{
    private byte[][] _messages = [];
    private int _next;

    [ParamsSource(typeof(SampleMessages), nameof(SampleMessages.Names))]
    public string Message { get; set; } = SampleMessages.Mix;

    [GlobalSetup]
    public void Setup() => _messages = SampleMessages.Load(Message);

    [Benchmark(Baseline = true)]
    public bool Interoperable() => SipMessage.TryParse(Next(), SipLimits.Default, out _, out _);

    [Benchmark]
    public bool Strict() => SipMessage.TryParse(Next(), SipLimits.Default, out SipMessage? message, out _) && StrictGrammar.TryCheck(message, out _);

    private byte[] Next()
    {
        byte[][] messages = _messages;
        if (++_next >= messages.Length)
            _next = 0;
        return messages[_next];
    }
}
