using System.Buffers;
using BenchmarkDotNet.Attributes;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Benchmarks;

/// <summary>What a message costs on its way through a proxy, step by step; each row contains the ones before it, except framing.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private byte[][] _messages = [];
    private SipFramer _framer = new(SipLimits.Default);
    private int _next;

    [ParamsSource(typeof(SampleMessages), nameof(SampleMessages.Names))]
    public string Message { get; set; } = SampleMessages.Mix;

    [GlobalSetup]
    public void Setup() => _messages = SampleMessages.Load(Message);

    /// <summary>Where does it end?</summary>
    [Benchmark]
    public FrameStatus Frame()
    {
        var buffer = new ReadOnlySequence<byte>(Next());
        return _framer.Read(buffer, out _, out _, out _, out _);
    }

    /// <summary>Copy, index of all header fields, checks of the mandatory ones.</summary>
    [Benchmark]
    public SipMessage Parse()
    {
        SipMessage.TryParse(Next(), SipLimits.Default, out SipMessage? message, out _);
        return message!;
    }

    /// <summary>The same, and every header field that routing may look at in typed form.</summary>
    [Benchmark]
    public int ParseRouting() => ReadRouting(Parse());

    /// <summary>The same, and forwarded: Via pushed (popped in a response), Max-Forwards less one, Record-Route added, written out.</summary>
    [Benchmark]
    public int Forward()
    {
        SipMessage message = Parse();
        int read = message.CallId.Length + message.TopVia.Host.Length;
        if (message is SipRequest request)
        {
            read += request.RequestUri.Host.Length;
            request.TryGetRoutes(out _);
            request.TryGetMaxForwards(out int? hops);
            request.Headers.Set(HeaderId.MaxForwards, (uint)(hops ?? 70) - 1);
            request.Headers.Prepend(HeaderId.RecordRoute, "<sip:192.0.2.77:5060;transport=tcp;lr>");
            request.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP 192.0.2.77:5060;branch=z9hG4bKabcdefghijklmnopqrst;rport");
        }
        else
        {
            message.Headers.RemoveFirstValue(HeaderId.Via);
        }

        _output.ResetWrittenCount();
        message.WriteTo(_output);
        return read + _output.WrittenCount;
    }

    private static int ReadRouting(SipMessage message)
    {
        message.TryGetVias(out IReadOnlyList<Via> vias);
        message.TryGetRoutes(out IReadOnlyList<NameAddr> routes);
        message.TryGetRecordRoutes(out IReadOnlyList<NameAddr> recordRoutes);
        message.TryGetContacts(out ContactList contacts);
        message.TryGetMaxForwards(out int? hops);
        int read = vias.Count + routes.Count + recordRoutes.Count + contacts.Count + (hops ?? 0);
        read += message.From.Uri.Host.Length + message.To.Uri.Host.Length + message.CallId.Length + (int)message.CSeq.Number;
        return message is SipRequest request ? read + request.RequestUri.Host.Length : read;
    }

    private byte[] Next()
    {
        byte[][] messages = _messages;
        if (++_next >= messages.Length)
            _next = 0;
        return messages[_next];
    }
}
