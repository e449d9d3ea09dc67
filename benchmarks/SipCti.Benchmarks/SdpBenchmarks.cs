using BenchmarkDotNet.Attributes;
using SipCti.Messages;

namespace SipCti.Benchmarks;

/// <summary>What a session description costs; each row contains parsing.</summary>
[MemoryDiagnoser]
public class SdpBenchmarks
{
    private static readonly SdpConnection Here = new("IN", "IP4", "192.0.2.9");
    private static readonly SdpOrigin Origin = new("-", "1", "1", Here);
    private static readonly SdpMedia Able = SdpMedia.CreateRtp("audio", 4000, "RTP/AVP", [new(8, "PCMA", 8000), new(0, "PCMU", 8000), new(101, "telephone-event", 8000)], "fmtp:101 0-15", "ptime:20");

    private byte[] _offer = [];

    [ParamsSource(typeof(SampleOffers), nameof(SampleOffers.Names))]
    public string Offer { get; set; } = "phone";

    [GlobalSetup]
    public void Setup() => _offer = SampleOffers.Load(Offer);

    /// <summary>For comparison: its lines one by one.</summary>
    [Benchmark(Baseline = true)]
    public int LineByLineIndexOf()
    {
        ReadOnlySpan<byte> rest = _offer;
        int lines = 0;
        for (int feed = rest.IndexOf((byte)'\n'); feed >= 0; feed = rest.IndexOf((byte)'\n'), lines++)
            rest = rest[(feed + 1)..];
        return lines;
    }

    /// <summary>Lines indexed, origin, connections and media checked.</summary>
    [Benchmark]
    public SdpDescription Parse() => SdpDescription.TryParse((ReadOnlyMemory<byte>)_offer, out SdpDescription? offer) ? offer : throw new InvalidOperationException();

    /// <summary>The same, and written back.</summary>
    [Benchmark]
    public int ParseAndWrite() => Parse().ToMemory().Length;

    /// <summary>The same, and what call control asks of each media section.</summary>
    [Benchmark]
    public int ParseAndRead()
    {
        SdpDescription offer = Parse();
        int read = 0;
        foreach (SdpMedia media in offer.Media)
            read += media.Type.Length + media.Port + media.Formats.Count + (int)media.Direction + media.Connection!.Address.Length + (media.GetRtpMap(media.Formats[0])?.ClockRate ?? 0);
        return read;
    }

    /// <summary>Held: the direction of all media changed, and written.</summary>
    [Benchmark]
    public int ParseHoldAndWrite() => Parse().WithDirection(SdpDirection.SendOnly).ToMemory().Length;

    /// <summary>Answered, and the answer written.</summary>
    [Benchmark]
    public int ParseAnswerAndWrite() => Parse().CreateAnswer(Origin, Here, Able).ToMemory().Length;
}
