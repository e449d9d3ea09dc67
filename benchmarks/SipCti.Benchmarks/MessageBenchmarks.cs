using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Benchmarks;

/// <summary>What a message costs on its way through a proxy, step by step.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private static readonly SipUri NextHop = SipUri.Parse("sip:bob@192.0.2.4:5062;transport=tcp");

    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private byte[][] _messages = [];
    private byte[][] _routed = [];
    private SipFramer _framer = new(SipLimits.Default);
    private int _next;

    [ParamsSource(typeof(SampleMessages), nameof(SampleMessages.Names))]
    public string Message { get; set; } = SampleMessages.Mix;

    [GlobalSetup]
    public void Setup()
    {
        _messages = SampleMessages.Load(Message);
        _routed = Array.ConvertAll(_messages, WithRoute);
    }

    /// <summary>Where does it end?</summary>
    [Benchmark]
    public FrameStatus Frame()
    {
        var buffer = new ReadOnlySequence<byte>(Next(_messages));
        return _framer.Read(buffer, out _, out _, out _, out _);
    }

    /// <summary>Copied, all header fields indexed and classified, top Via and CSeq read: what finding a transaction needs.</summary>
    [Benchmark]
    public int Index() => Matching(Indexed(Next(_messages)));

    /// <summary>The same, and the other mandatory fields checked.</summary>
    [Benchmark]
    public SipMessage Parse()
    {
        SipMessage.TryParse(Next(_messages), SipLimits.Default, out SipMessage? message, out _);
        return message!;
    }

    /// <summary>Parsed, and held to the grammar.</summary>
    [Benchmark]
    public SipMessage ParseStrict()
    {
        SipMessage.TryParse(Next(_messages), SipLimits.Default, SipStrictness.Strict, out SipMessage? message, out _);
        return message!;
    }

    /// <summary>Indexed, and all routing fields with their URIs read and checked: Request-URI, every Via, From and To with tags, Call-ID, CSeq, Max-Forwards, Route, Record-Route, Contact, Content-Length.</summary>
    [Benchmark]
    public int ParseRouting() => Routing(Indexed(Next(_messages)));

    /// <summary>Parsed, and the same fields in typed form: objects that may be kept.</summary>
    [Benchmark]
    public int ParseTyped() => Typed(Parse());

    /// <summary>A message with a Route, indexed: what <see cref="IndexAndForward"/> does besides forwarding.</summary>
    [Benchmark]
    public SipMessage IndexRouted() => Indexed(Next(_routed));

    /// <summary>The same, and forwarded: a request gets a Via, a Record-Route, a new Request-URI and one hop less and loses its Route, a response loses its Via; written out.</summary>
    [Benchmark]
    public int IndexAndForward()
    {
        SipMessage message = Indexed(Next(_routed));
        if (message is SipRequest request)
        {
            request.RequestUri = NextHop;
            request.TryGetMaxForwards(out int? hops);
            request.Headers.Set(HeaderId.MaxForwards, (uint)(hops ?? 70) - 1);
            request.Headers.RemoveFirstValue(HeaderId.Route);
            request.Headers.Prepend(HeaderId.RecordRoute, "<sip:192.0.2.77:5060;transport=tcp;lr>"u8);
            request.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP 192.0.2.77:5060;branch=z9hG4bKabcdefghijklmnopqrst;rport"u8);
        }
        else
        {
            message.Headers.RemoveFirstValue(HeaderId.Via);
        }

        _output.ResetWrittenCount();
        message.WriteTo(_output);
        return _output.WrittenCount;
    }

    private static SipMessage Indexed(byte[] bytes)
    {
        SipMessage.TryIndex(bytes, SipLimits.Default, out SipMessage? message, out _);
        return message!;
    }

    private static int Matching(SipMessage message)
    {
        ViaViews vias = message.Headers.ViewVias();
        return vias.MoveNext() ? vias.Current.Branch.Length + (int)message.CSeq.Number : 0;
    }

    private static int Routing(SipMessage message)
    {
        int read = (int)message.CSeq.Number + message.Body.Length;
        if (message is SipRequest request && request.TryViewRequestUri(out SipUriView uri))
            read += uri.Host.Length;
        ViaViews vias = message.Headers.ViewVias();
        while (vias.MoveNext())
            read += vias.Current.Branch.Length;
        foreach (HeaderId id in (ReadOnlySpan<HeaderId>)[HeaderId.From, HeaderId.To, HeaderId.Route, HeaderId.RecordRoute, HeaderId.Contact])
        {
            NameAddrViews addresses = message.Headers.ViewAddresses(id);
            while (addresses.MoveNext())
                read += addresses.Current.Uri.Host.Length + addresses.Current.Tag.Length;
        }

        message.TryGetMaxForwards(out int? hops);
        message.Headers.TryGetFirst(HeaderId.CallId, out ReadOnlySpan<byte> callId);
        return read + callId.Length + (hops ?? 0);
    }

    private static int Typed(SipMessage message)
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

    private static byte[] WithRoute(byte[] message)
    {
        string text = Encoding.UTF8.GetString(message);
        int via = text.IndexOf("\r\nVia:", StringComparison.Ordinal) + 2;
        return text.StartsWith("SIP/", StringComparison.Ordinal) ? message : Encoding.UTF8.GetBytes(text.Insert(via, "Route: <sip:192.0.2.77:5060;transport=tcp;lr>\r\n"));
    }

    private byte[] Next(byte[][] messages)
    {
        if (++_next >= messages.Length)
            _next = 0;
        return messages[_next];
    }
}
