using System.Net;
using System.Net.Sockets;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>Ends are orderly, come once, and leave nothing behind. (The rig checks that no flow and no timer is left.)</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class ClosingTests(Medium medium) : TransportTest(medium)
{
    [Test]
    public async Task Draining_sends_what_is_queued_then_ends_every_connection()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        var last = Text.Parsed(Text.Request("BYE", body: new string('x', 20_000)));
        for (var count = 0; count < 100; count++)
            flow.Send(last);

        // Unread bytes at the server must not cost the peer what was sent to it.
        await peer.WriteAsync(Text.Request());
        var drain = server.Layer.DrainAsync().AsTask();
        var all = await peer.ReadToEndAsync();
        await peer.EndAsync();
        await drain.WaitAsync(Rig.Guard);
        Assert.That(all, Has.Length.EqualTo(100 * last.ToArray().Length));
        Assert.That((await server.User.NextClosedAsync()).Reason, Is.EqualTo("the server stops"));
        Assert.That(flow.Send(last), Is.EqualTo(SendResult.Closed));
    }

    [Test]
    public async Task A_drained_server_listens_no_more()
    {
        var server = await Rig.ServeAsync();
        await server.Layer.DrainAsync().AsTask().WaitAsync(Rig.Guard);
        Assert.That(async () => await Rig.ConnectAsync(server), Throws.InstanceOf<SocketException>());
        Assert.That(async () => await server.Layer.ListenAsync(Rig.AnyPort), Throws.InstanceOf<TransportException>());
    }

    [Test]
    public async Task Draining_waits_for_a_peer_that_reads_slowly_until_the_caller_has_enough()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        var message = Text.Parsed(Text.Request(body: new string('x', 200_000)));
        while (flow.Sends.IsIdle)
            flow.Send(message);
        using var patience = new CancellationTokenSource();
        var drain = server.Layer.DrainAsync(patience.Token).AsTask();
        await server.User.NextClosedAsync();
        Assert.That(drain.IsCompleted, Is.False);
        await patience.CancelAsync();
        await drain.WaitAsync(Rig.Guard);
        Assert.That(server.Layer.FlowCount, Is.Zero);
    }

    [Test]
    public async Task Draining_and_disposing_again_changes_nothing()
    {
        var server = await Rig.ServeAsync();
        await Rig.ConnectAsync(server);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            if (n % 2 == 0)
                await server.Layer.DrainAsync();
            else
                await server.Layer.DisposeAsync();
        }))).WaitAsync(Rig.Guard);
        await server.Layer.DisposeAsync().AsTask().WaitAsync(Rig.Guard);
        Assert.That(server.Layer.FlowCount, Is.Zero);
    }

    [Test]
    public async Task A_flow_closed_by_many_at_once_is_closed_once_after_its_last_message()
    {
        var server = await Rig.ServeAsync();
        for (var round = 0; round < 50; round++)
        {
            var peer = await Rig.ConnectAsync(server);
            await peer.WriteAsync(Text.Request());
            var (flow, _) = await server.User.NextAsync();
            await Task.WhenAll(
                Task.Run(() => flow.Close("by the user")),
                Task.Run(() => flow.Close("by another")),
                Task.Run(() => flow.Abort("by force")),
                Task.Run(() => flow.Send(Text.Parsed(Text.Request()))),
                Task.Run(peer.Link.Abort));
            Assert.That((await server.User.NextClosedAsync()).Flow, Is.SameAs(flow));
            await flow.Closed.WaitAsync(Rig.Guard);
        }

        Assert.That(server.User.ClosedCount, Is.Zero);
        Assert.That(server.User.HasMessage, Is.False);
        Assert.That(Rig.Log.Exceptions, Is.Empty);
    }

    [Test]
    public async Task Closing_sends_what_is_queued_first()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        flow.Send(Text.Parsed(Text.Request(callId: "last-words")));
        flow.Close("test");
        Assert.That(await peer.ReadToEndAsync(), Does.Contain("last-words"));
    }

    [Test]
    public async Task Nothing_is_delivered_after_the_user_closed_the_flow()
    {
        var server = await Rig.ServeAsync();
        server.User.React = (flow, message) =>
        {
            if (message.CallId == "enough")
                flow.Close("enough");
        };
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request(callId: "enough") + Text.Request(callId: "too much"));
        Assert.That((await server.User.NextClosedAsync()).Reason, Is.EqualTo("enough"));
        await server.User.NextAsync();
        Assert.That(server.User.HasMessage, Is.False);
    }

    [Test]
    public async Task Connections_that_come_while_the_server_stops_are_closed_too()
    {
        const int Peers = 8;
        for (var round = 0; round < 20; round++)
        {
            var server = await Rig.ServeAsync();
            using var arrivals = new SemaphoreSlim(0);
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var peers = Task.WhenAll(Enumerable.Range(0, Peers).Select(_ => Task.Run(() => MeetTheEndAsync(server.EndPoint, arrivals, stopped.Task))));

            // From round to round the end comes later: before the first has connected, ..., before the last has.
            for (var arrived = 0; arrived < round % Peers; arrived++)
                Assert.That(await arrivals.WaitAsync(Rig.Guard), Is.True);
            await server.Layer.DisposeAsync().AsTask().WaitAsync(Rig.Guard);
            stopped.SetResult();
            await peers.WaitAsync(Rig.Guard);
            Assert.That(server.Layer.FlowCount, Is.Zero);
        }
    }

    [Test]
    public async Task A_transport_must_be_started_first()
    {
        await using var layer = new TransportLayer(new TransportOptions { Links = Rig.Links }, Rig.Wheel);
        Assert.That(async () => await layer.ListenAsync(Rig.AnyPort), Throws.InvalidOperationException);
        Assert.That(async () => await layer.GetOrConnectAsync(new IPEndPoint(IPAddress.Loopback, 9)), Throws.InvalidOperationException);
        layer.Start(new RecordingUser());
        Assert.That(() => layer.Start(new RecordingUser()), Throws.InvalidOperationException);
    }

    /// <summary>Connects, and waits until the connection is gone; it must be gone when the server has stopped.</summary>
    private async Task MeetTheEndAsync(IPEndPoint server, SemaphoreSlim arrivals, Task stopped)
    {
        try
        {
            await using var peer = new RawPeer(await Rig.Links.ConnectAsync(server, CancellationToken.None));

            // TCP can connect a socket to itself when nobody listens at its own port any more: that one came too late as well.
            if (peer.EndPoint.Equals(server))
                return;
            arrivals.Release();
            var loss = peer.WaitForLossAsync();
            if (await Task.WhenAny(loss, stopped) == stopped)
                await ProbeAsync(peer);
            await loss;
        }
        catch (SocketException)
        {
            // Refused: it came too late.
        }
    }

    /// <summary>
    /// Makes a connection that has no other end find that out. Linux forgets one without a word when its listener is closed
    /// just while the last segment of the handshake comes in: no socket is left at the server's side, so nobody could close
    /// it, and the next segment is answered with a reset. A socket that the server kept would take the bytes and stay.
    /// </summary>
    private static async Task ProbeAsync(RawPeer peer)
    {
        try
        {
            await peer.WriteAsync("\r\n\r\n");
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }
}
