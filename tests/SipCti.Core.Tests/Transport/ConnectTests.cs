using System.Net;
using System.Net.Sockets;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>One connection for all who want to reach an endpoint, and used in both directions.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class ConnectTests(Medium medium) : TransportTest(medium)
{
    [Test]
    public async Task A_hundred_who_want_a_flow_at_once_share_one_connection()
    {
        var counting = new CountingLinks(Rig.Links);
        var caller = await Rig.ServeAsync(options => options with { Links = counting });
        var callee = await Rig.ServeAsync();
        counting.Hold();
        var asking = Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await caller.Layer.GetOrConnectAsync(callee.EndPoint))).ToList();
        await counting.Asked.WaitAsync(Rig.Guard);
        counting.Release();
        var flows = await Task.WhenAll(asking).WaitAsync(Rig.Guard);
        Assert.That(flows.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await caller.Layer.GetOrConnectAsync(callee.EndPoint), Is.SameAs(flows[0]));
        Assert.That(counting.Connects, Is.EqualTo(1));
    }

    [Test]
    public async Task The_peer_answers_and_asks_on_the_same_connection()
    {
        var caller = await Rig.ServeAsync();
        var callee = await Rig.ServeAsync();
        var flow = await caller.Layer.GetOrConnectAsync(callee.EndPoint);
        Assert.That(flow.Send(Text.Parsed(Text.Request(callId: "there"))), Is.EqualTo(SendResult.Queued));
        var (back, message) = await callee.User.NextAsync();
        Assert.That((message.CallId, back.RemoteEndPoint), Is.EqualTo(("there", flow.LocalEndPoint)));
        Assert.That(callee.Layer.TryGetFlow(flow.LocalEndPoint, out var found) && found == back);
        Assert.That(await callee.Layer.GetOrConnectAsync(flow.LocalEndPoint), Is.SameAs(back));

        back.Send(Text.Parsed(Text.Request(callId: "back")));
        Assert.That((await caller.User.NextAsync()).Message.CallId, Is.EqualTo("back"));
    }

    [Test]
    public async Task A_flow_is_found_by_its_token_until_it_is_closed()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        Assert.That(flow.Token, Has.Length.EqualTo(22));
        Assert.That(server.Layer.TryGetFlow(flow.Token, out var found) && found == flow);
        flow.Close("test");
        Assert.That(server.Layer.TryGetFlow(flow.Token, out _), Is.False);
        Assert.That(server.Layer.TryGetFlow(flow.RemoteEndPoint, out _), Is.False);
        Assert.That(server.Layer.TryGetFlow("no-such-token", out _), Is.False);
    }

    [Test]
    public async Task Nobody_there_is_a_transport_exception_and_the_next_try_connects_anew()
    {
        var caller = await Rig.ServeAsync();
        IPEndPoint free;
        await using (var listener = await Rig.Links.ListenAsync(Rig.AnyPort, CancellationToken.None))
            free = listener.LocalEndPoint;
        Assert.That(
            async () => await caller.Layer.GetOrConnectAsync(free).AsTask().WaitAsync(Rig.Guard),
            Throws.InstanceOf<TransportException>().With.InnerException.InstanceOf<SocketException>());

        await using var opened = await Rig.Links.ListenAsync(free, CancellationToken.None);
        Assert.That((await caller.Layer.GetOrConnectAsync(free)).RemoteEndPoint, Is.EqualTo(free));
    }

    [Test]
    public async Task A_connect_without_an_answer_ends_after_its_time()
    {
        var counting = new CountingLinks(Rig.Links);
        var caller = await Rig.ServeAsync(options => options with { Links = counting });
        counting.Hold();
        var connect = caller.Layer.GetOrConnectAsync(new IPEndPoint(IPAddress.Loopback, 9)).AsTask();
        await counting.Asked.WaitAsync(Rig.Guard);
        Rig.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.That(async () => await connect.WaitAsync(Rig.Guard), Throws.InstanceOf<TransportException>().With.Message.Contains("ConnectTimeout"));
    }

    [Test]
    public async Task Who_gives_up_does_not_end_the_connect_of_the_others()
    {
        var counting = new CountingLinks(Rig.Links);
        var caller = await Rig.ServeAsync(options => options with { Links = counting });
        var callee = await Rig.ServeAsync();
        counting.Hold();
        using var impatience = new CancellationTokenSource();
        var impatient = caller.Layer.GetOrConnectAsync(callee.EndPoint, impatience.Token).AsTask();
        var patient = caller.Layer.GetOrConnectAsync(callee.EndPoint).AsTask();
        await impatience.CancelAsync();
        Assert.That(async () => await impatient.WaitAsync(Rig.Guard), Throws.InstanceOf<OperationCanceledException>());
        counting.Release();
        Assert.That((await patient.WaitAsync(Rig.Guard)).IsClosed, Is.False);
    }

    [Test]
    public async Task A_closed_flow_is_replaced_by_a_new_connection()
    {
        var caller = await Rig.ServeAsync();
        var callee = await Rig.ServeAsync();
        var first = await caller.Layer.GetOrConnectAsync(callee.EndPoint);
        first.Close("test");
        var second = await caller.Layer.GetOrConnectAsync(callee.EndPoint);
        Assert.That(second, Is.Not.SameAs(first));
        Assert.That(second.IsClosed, Is.False);
    }

    [Test]
    public async Task Closing_the_transport_calls_off_a_connect()
    {
        var counting = new CountingLinks(Rig.Links);
        var caller = await Rig.ServeAsync(options => options with { Links = counting });
        counting.Hold();
        var connect = caller.Layer.GetOrConnectAsync(new IPEndPoint(IPAddress.Loopback, 9)).AsTask();
        await counting.Asked.WaitAsync(Rig.Guard);
        await caller.Layer.DisposeAsync().AsTask().WaitAsync(Rig.Guard);
        Assert.That(async () => await connect.WaitAsync(Rig.Guard), Throws.InstanceOf<TransportException>());
        Assert.That(async () => await caller.Layer.GetOrConnectAsync(new IPEndPoint(IPAddress.Loopback, 9)), Throws.InstanceOf<TransportException>());
    }
}
