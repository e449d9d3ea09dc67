using System.Buffers;
using BenchmarkDotNet.Attributes;
using SipCti.Messages;

namespace SipCti.Benchmarks;

/// <summary>What it costs to make a message and to write it.</summary>
[MemoryDiagnoser]
public class BuildBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly SipUri _target = SipUri.Parse("sip:bob@biloxi.example.com");
    private readonly NameAddr _from = new(SipUri.Parse("sip:alice@atlanta.example.com"), "Alice");
    private readonly NameAddr _to = new(SipUri.Parse("sip:bob@biloxi.example.com"));
    private readonly NameAddr _contact = new(SipUri.Parse("sip:alice@192.0.2.1:5060;transport=tcp"));
    private SipRequest _request = null!;

    /// <summary>A request that a UAS answers.</summary>
    [Params("invite-small", "invite-large", "register")]
    public string Message { get; set; } = "invite-large";

    [GlobalSetup]
    public void Setup()
    {
        SipMessage.TryParse(SampleMessages.Load(Message)[0], SipLimits.Default, out SipMessage? message, out _);
        _request = (SipRequest)message!;
    }

    /// <summary>The 200 with a To tag, made of the request, and written.</summary>
    [Benchmark]
    public int Response() => Write(_request.CreateResponse(200, null, "8321234356"));

    /// <summary>The same with the checks of the builder, and a Contact.</summary>
    [Benchmark]
    public int ResponseByBuilder() => Write(new SipResponseBuilder(_request, 200).ToTag("8321234356").Contact(_contact).Build());

    /// <summary>An INVITE of the mandatory fields, with new tag and Call-ID, and written.</summary>
    [Benchmark]
    public int Request() => Write(SipRequest.Create(SipMethod.Invite, _target, _from.WithTag(SipTokens.NewTag()), _to, SipTokens.NewCallId(), 1));

    /// <summary>The same with the checks of the builder, and a Contact.</summary>
    [Benchmark]
    public int RequestByBuilder() => Write(new SipRequestBuilder(SipMethod.Invite, _target).From(_from).To(_to).Contact(_contact).Build());

    private int Write(SipMessage message)
    {
        _output.ResetWrittenCount();
        message.WriteTo(_output);
        return _output.WrittenCount;
    }
}
