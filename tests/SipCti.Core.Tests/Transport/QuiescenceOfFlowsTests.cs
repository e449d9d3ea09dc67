using System.Net;
using SipCti.Diagnostics;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>With an in-memory network a test knows when everything has settled: nothing is under way that could still cause something.</summary>
public sealed class QuiescenceOfFlowsTests
{
    [Test]
    public async Task A_ping_pong_of_messages_is_over_when_it_is_quiet()
    {
        var quiescence = new Quiescence();
        using var wheel = new TimingWheel(TimeProvider.System);
        var network = new InMemoryNetwork(quiescence) { MaxChunk = () => 100 };
        var options = new TransportOptions { Links = network, Quiescence = quiescence };
        await using var a = new TransportLayer(options, wheel);
        await using var b = new TransportLayer(options, wheel);
        var left = 0;
        var bounce = new RecordingUser { React = (flow, message) => _ = Interlocked.Decrement(ref left) > 0 ? flow.Send(message) : SendResult.Queued };
        a.Start(bounce);
        b.Start(bounce);
        var endPoint = await b.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0));
        for (var round = 0; round < 200; round++)
        {
            left = 10;
            var flow = await a.GetOrConnectAsync(endPoint);
            flow.Send(Text.Parsed(Text.Request("MESSAGE")));
            await quiescence.WhenQuietAsync().WaitAsync(Rig.Guard);
            Assert.That(left, Is.Zero, $"round {round}");
            if (round % 3 != 0)
                continue;
            network.CutAll();
            await quiescence.WhenQuietAsync().WaitAsync(Rig.Guard);
            Assert.That((a.TryGetFlow(endPoint, out _), flow.IsClosed), Is.EqualTo((false, true)), $"round {round}");
        }
    }

    [Test]
    public async Task A_connect_awaited_on_a_strand_counts_until_it_goes_on()
    {
        var quiescence = new Quiescence();
        using var wheel = new TimingWheel(TimeProvider.System);
        var strands = new StrandTable(1, wheel, new ListLogger(), quiescence);
        var options = new TransportOptions { Links = new InMemoryNetwork(quiescence), Quiescence = quiescence };
        await using var a = new TransportLayer(options, wheel);
        await using var b = new TransportLayer(options, wheel);
        a.Start(new RecordingUser());
        var user = new RecordingUser();
        b.Start(user);
        var endPoint = await b.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0));
        for (var round = 0; round < 100; round++)
        {
            strands[0].Post(() => _ = SendAsync(a, endPoint));
            await quiescence.WhenQuietAsync().WaitAsync(Rig.Guard);
            Assert.That(user.HasMessage, $"round {round}");
            await user.NextAsync();
            (await a.GetOrConnectAsync(endPoint)).Close("test");
            await quiescence.WhenQuietAsync().WaitAsync(Rig.Guard);
        }
    }

    private static async Task SendAsync(TransportLayer layer, IPEndPoint endPoint)
    {
        var flow = await layer.GetOrConnectAsync(endPoint);
        flow.Send(Text.Parsed(Text.Request("MESSAGE")));
    }
}
