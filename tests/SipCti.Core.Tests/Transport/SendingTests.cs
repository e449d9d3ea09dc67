using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>Messages leave whole, in order, and with few writes.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class SendingTests(Medium medium) : TransportTest(medium)
{
    [Test]
    public async Task What_one_read_causes_leaves_with_one_write()
    {
        var writes = new WriteCountingLinks(Rig.Links);
        var server = await Rig.ServeAsync(options => options with { Links = writes });
        server.User.React = (flow, message) => flow.Send(((SipRequest)message).CreateResponse(200));
        var peer = await Rig.ConnectAsync(server);
        const int Count = 30;
        await peer.WriteAsync(string.Concat(Enumerable.Range(0, Count).Select(n => Text.Request(callId: $"c{n}"))));
        for (var n = 0; n < Count; n++)
            Assert.That(await peer.ReadMessageAsync(), Does.Contain($"Call-ID: c{n}\r\n"));

        // The network may hand the bytes over in two or three reads.
        Assert.That(writes.Count, Is.LessThanOrEqualTo(3));
    }

    [Test]
    public async Task What_is_sent_during_a_write_leaves_with_the_next()
    {
        var held = new WriteCountingLinks(Rig.Links);
        var server = await Rig.ServeAsync(options => options with { Links = held });
        var (flow, peer) = await FlowAsync(server);
        held.Hold();
        flow.Send(Text.Parsed(Text.Request(callId: "first")));
        await held.Held.WaitAsync(Rig.Guard);
        for (var n = 0; n < 200; n++)
            flow.Send(Text.Parsed(Text.Request(callId: $"c{n}")));
        held.Release();
        Assert.That(await peer.ReadMessageAsync(), Does.Contain("first"));
        for (var n = 0; n < 200; n++)
            Assert.That(await peer.ReadMessageAsync(), Does.Contain($"Call-ID: c{n}\r\n"));
        Assert.That(held.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Messages_of_many_threads_arrive_whole_and_each_threads_in_order()
    {
        var server = await Rig.ServeAsync();
        var (flow, peer) = await FlowAsync(server);
        const int Threads = 8, Each = 300;
        var sending = Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var n = 1; n <= Each; n++)
                Assert.That(flow.Send(Text.Parsed(Text.Request(callId: $"t{thread}", cseq: (uint)n, body: new string('x', n)))), Is.EqualTo(SendResult.Queued));
        })).ToList();
        var last = new uint[Threads];
        for (var count = 0; count < Threads * Each; count++)
        {
            var message = Text.Parsed(await peer.ReadMessageAsync());
            Assert.That(message.CSeq.Number, Is.EqualTo(++last[message.CallId[1] - '0']));
        }

        await Task.WhenAll(sending);
    }

    [Test]
    public async Task A_message_may_be_changed_after_it_was_sent()
    {
        var server = await Rig.ServeAsync();
        var (flow, peer) = await FlowAsync(server);
        var message = Text.Parsed(Text.Request());
        for (var n = 0; n < 100; n++)
        {
            message.Headers.Set("X-Number", $"{n}");
            flow.Send(message);
        }

        for (var n = 0; n < 100; n++)
            Assert.That(await peer.ReadMessageAsync(), Does.Contain($"X-Number: {n}\r\n"));
    }

    [Test]
    public async Task A_fan_out_larger_than_a_write_goes_out_meanwhile()
    {
        var server = await Rig.ServeAsync();
        var (target, peer) = await FlowAsync(server);
        var big = Text.Parsed(Text.Request(body: new string('x', 10_000)));
        server.User.React = (_, message) =>
        {
            for (var n = 0; n < 20 && message.CallId == "fan"; n++)
                target.Send(big);
        };
        var source = await Rig.ConnectAsync(server);
        await source.WriteAsync(Text.Request(callId: "fan"));
        for (var n = 0; n < 20; n++)
            Assert.That(await peer.ReadMessageAsync(), Has.Length.EqualTo(big.ToArray().Length));
    }

    [Test]
    public async Task The_tap_sees_what_comes_and_what_goes_and_cannot_disturb_it()
    {
        var tap = new Tap();
        var server = await Rig.ServeAsync(options => options with { Tap = tap });
        server.User.React = (flow, message) => flow.Send(((SipRequest)message).CreateResponse(200));
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        Assert.That(await peer.ReadMessageAsync(), Does.StartWith("SIP/2.0 200"));
        Assert.That(tap.Seen, Is.EqualTo("> OPTIONS < 200 "));
        Assert.That(Rig.Log.Exceptions.Select(exception => exception.Message), Is.EquivalentTo(Enumerable.Repeat("a bug in the tap", 2)));
    }

    private async Task<(Flow Flow, RawPeer Peer)> FlowAsync(Rig.Server server)
    {
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        return ((await server.User.NextAsync()).Flow, peer);
    }

    private sealed class Tap : IMessageTap
    {
        public string Seen { get; private set; } = "";

        public void OnReceived(Flow flow, SipMessage message)
        {
            Seen += $"> {((SipRequest)message).Method.Name} ";
            throw new InvalidOperationException("a bug in the tap");
        }

        public void OnSent(Flow flow, SipMessage message)
        {
            Seen += $"< {((SipResponse)message).StatusCode} ";
            throw new InvalidOperationException("a bug in the tap");
        }
    }
}
