using System.Text;
using BenchmarkDotNet.Attributes;
using SipCti.Messages;

namespace SipCti.Benchmarks;

/// <summary>What one URI, one Via and one address cost: reading, comparing, looking a parameter up.</summary>
[MemoryDiagnoser]
public class UriBenchmarks
{
    private readonly byte[] _uri = Encoding.ASCII.GetBytes("sip:+4989123456@gw1.example.net:5060;transport=tcp;user=phone");
    private readonly byte[] _via = Encoding.ASCII.GetBytes("SIP/2.0/TCP 192.0.2.17:5060;branch=z9hG4bK74bf9a1c5e;received=198.51.100.3;rport=40112");
    private readonly byte[] _address = Encoding.ASCII.GetBytes("\"Alice Atlanta\" <sip:alice@atlanta.example.com;transport=tcp>;tag=9fxced76sl");
    private readonly SipUri _one = SipUri.Parse("sip:%61lice@atlanta.example.com;transport=TCP;lr");
    private readonly SipUri _other = SipUri.Parse("sip:alice@Atlanta.Example.COM;Transport=tcp");
    private readonly SipUri _tel = SipUri.Parse("tel:+1-201-555-0123;isub=1411");
    private readonly SipUri _sameTel = SipUri.Parse("tel:+1(201)5550123;ISUB=1411");
    private readonly SipParameters _parameters = SipParameters.Empty.With("branch", "z9hG4bK74bf9a1c5e").With("received", "198.51.100.3").With("rport", "40112");

    [Benchmark]
    public bool ParseUri() => SipUri.TryParse(_uri, out _);

    [Benchmark]
    public bool ParseVia() => Via.TryParse(_via, out _);

    [Benchmark]
    public bool ParseAddress() => NameAddr.TryParse(_address, out _);

    [Benchmark]
    public bool CompareSip() => _one.Equals(_other);

    [Benchmark]
    public bool CompareTel() => _tel.Equals(_sameTel);

    [Benchmark]
    public int HashSip() => _one.GetHashCode();

    [Benchmark]
    public bool FindTransport() => _one.Transport is not null;

    [Benchmark]
    public bool FindParameter() => _parameters.TryGetSpan("rport", out _);
}
