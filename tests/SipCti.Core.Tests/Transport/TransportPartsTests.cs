using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using SipCti.Diagnostics;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>The small parts of the transport.</summary>
public sealed class TransportPartsTests
{
    [Test]
    public void Connections_from_one_ipv6_site_count_together()
    {
        var counter = new ConnectionCounter(new SipLimits { MaxConnectionsPerAddress = 2 });
        Assert.That(counter.TryEnter(IPAddress.Parse("2001:db8:0:1::1"), out _));
        Assert.That(counter.TryEnter(IPAddress.Parse("2001:db8:0:1:ffff::2"), out _));
        Assert.That(counter.TryEnter(IPAddress.Parse("2001:db8:0:1::3"), out var limit), Is.False);
        Assert.That(limit, Is.EqualTo(("MaxConnectionsPerAddress", 2)));
        Assert.That(counter.TryEnter(IPAddress.Parse("2001:db8:0:2::3"), out _));
        Assert.That(counter.TryEnter(IPAddress.Parse("192.0.2.1"), out _));
        Assert.That(counter.TryEnter(null, out _));
        counter.Exit(IPAddress.Parse("2001:db8:0:1::1"));
        Assert.That(counter.TryEnter(IPAddress.Parse("2001:db8:0:1::3"), out _));
        Assert.That(counter.Count, Is.EqualTo(5));
    }

    [Test]
    public void Addresses_of_ipv4_count_each_for_itself()
    {
        var counter = new ConnectionCounter(new SipLimits { MaxConnectionsPerAddress = 1 });
        Assert.That(counter.TryEnter(IPAddress.Parse("0.0.0.0"), out _));
        Assert.That(counter.TryEnter(IPAddress.Parse("0.0.0.1"), out _));
        Assert.That(counter.TryEnter(IPAddress.Parse("::"), out _));
        Assert.That(counter.TryEnter(IPAddress.Parse("0.0.0.1"), out _), Is.False);
    }

    [Test]
    public void A_flood_of_log_lines_becomes_a_few_and_a_count()
    {
        var time = new FakeTimeProvider();
        var throttle = new LogThrottle(time);
        var passed = Enumerable.Range(0, 100).Count(_ => throttle.TryPass(out var _));
        Assert.That(passed, Is.EqualTo(LogThrottle.Burst));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(throttle.TryPass(out var suppressed));
        Assert.That(suppressed, Is.EqualTo(100 - LogThrottle.Burst));
        Assert.That(throttle.TryPass(out suppressed) && suppressed == 0);
    }

    [Test]
    public void A_wrong_option_is_named()
    {
        using var wheel = new TimingWheel(TimeProvider.System);
        Assert.That(() => new TransportLayer(new() { MaxMalformedInRow = 0 }, wheel), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("TransportOptions.MaxMalformedInRow"));
        Assert.That(() => new TransportLayer(new() { MaxAliasesPerFlow = -1 }, wheel), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("TransportOptions.MaxAliasesPerFlow"));
        Assert.That(() => new TransportLayer(new() { AdvertisedHost = "not a host" }, wheel), Throws.ArgumentException.With.Message.Contains("TransportOptions.AdvertisedHost"));
        Assert.That(() => new TransportLayer(new() { Limits = new() { MaxConnections = 0 } }, wheel), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("MaxConnections"));
        Assert.That(() => new TransportLayer(new() { Links = null! }, wheel), Throws.ArgumentNullException.With.Message.Contains("TransportOptions.Links"));
    }

    [TestCase("pbx.example.com")]
    [TestCase("192.0.2.1")]
    [TestCase("[2001:db8::1]")]
    public void A_name_or_an_address_can_be_advertised(string host) => Assert.That(new TransportOptions { AdvertisedHost = host }.Validate, Throws.Nothing);

    [Test]
    public void Tokens_are_never_the_same()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => FlowToken.New()).ToHashSet();
        Assert.That(tokens, Has.Count.EqualTo(1000).And.All.Match("^[A-Za-z0-9_-]{22}$"));
    }

    [Test]
    public async Task Whoever_listens_gets_the_figures()
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == SipCtiDiagnostics.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = instrument.Name + string.Concat(tags.ToArray().Select(tag => $" {tag.Value}"));
            lock (seen)
                seen[key] = seen.GetValueOrDefault(key) + value;
        });
        listener.Start();

        await using (var rig = new Rig(Medium.InMemory))
        {
            var server = await rig.ServeAsync(options => options with { Limits = new SipLimits { MaxConnections = 1 } });
            server.User.React = (flow, message) => flow.Send(((SipCti.Messages.SipRequest)message).CreateResponse(200));
            var peer = await rig.ConnectAsync(server);
            var good = Text.Request() + Text.Request("FOO");
            var bad = Text.Request().Replace("Call-ID: call-1\r\n", "", StringComparison.Ordinal);
            await peer.WriteAsync(good + bad);
            for (var count = 0; count < 3; count++)
                await peer.ReadMessageAsync();
            await (await rig.ConnectAsync(server)).WaitForLossAsync();
            listener.RecordObservableInstruments();
            Assert.That(seen["sipcti.transport.connections.active"], Is.GreaterThanOrEqualTo(1));
            Assert.That(seen["sipcti.transport.bytes.received"], Is.EqualTo(good.Length + bad.Length));
        }

        Assert.That(seen["sipcti.transport.connections.opened accepted"], Is.EqualTo(1));
        Assert.That(seen["sipcti.transport.connections.refused MaxConnections"], Is.EqualTo(1));
        Assert.That(seen["sipcti.transport.messages.received OPTIONS"], Is.EqualTo(1));
        Assert.That(seen["sipcti.transport.messages.received _OTHER"], Is.EqualTo(1));
        Assert.That(seen["sipcti.transport.messages.sent 2xx"], Is.EqualTo(2));
        Assert.That(seen["sipcti.transport.faults HeaderMissing"], Is.EqualTo(1));
        Assert.That(seen["sipcti.transport.bytes.sent"], Is.GreaterThan(0));
        Assert.That(seen["sipcti.transport.writes"], Is.GreaterThan(0));
    }
}
