using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>Two servers of one process talk without sockets, and find each other by the names that stand in URIs.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class JoinTests(Medium medium) : TransportTest(medium)
{
    [Test]
    public async Task What_names_the_other_server_leads_into_the_joined_flow()
    {
        var a = await Rig.ServeAsync();
        var b = await Rig.ServeAsync(options => options with { AdvertisedHost = "pbx.example.com" });
        TransportLayer.Join(a.Layer, b.Layer);

        var byEndPoint = await a.Layer.GetOrConnectAsync(b.EndPoint);
        Assert.That(byEndPoint.IsInProcess);
        Assert.That(a.Layer.TryGetFlow(b.Layer.SentByHost, b.Layer.SentByPort, out var byName) && byName == byEndPoint);
        Assert.That(a.Layer.TryGetFlow("PBX.example.com.", b.EndPoint.Port, out byName) && byName == byEndPoint);
        Assert.That(a.Layer.TryGetFlow("127.0.0.1", b.EndPoint.Port, out byName) && byName == byEndPoint);
        Assert.That(a.Layer.TryGetFlow("pbx.example.com", 1, out _), Is.False);
        Assert.That(a.Layer.ConnectInProcess(b.Layer), Is.SameAs(byEndPoint));
        Assert.That(byEndPoint.RemoteEndPoint, Is.EqualTo(b.EndPoint));

        byEndPoint.Send(Text.Parsed(Text.Request(callId: "there")));
        var (back, message) = await b.User.NextAsync();
        Assert.That((message.CallId, back.IsInProcess), Is.EqualTo(("there", true)));
        back.Send(Text.Parsed(Text.Request(callId: "back")));
        Assert.That((await a.User.NextAsync()).Message.CallId, Is.EqualTo("back"));
    }

    [Test]
    public async Task Servers_that_listen_nowhere_find_each_other_by_what_they_call_themselves()
    {
        var a = await Rig.ServeAsync(listen: false);
        var b = await Rig.ServeAsync(listen: false);
        var c = await Rig.ServeAsync(listen: false);
        TransportLayer.Join(a.Layer, b.Layer);
        TransportLayer.Join(a.Layer, c.Layer);
        Assert.That(a.Layer.TryGetFlow(b.Layer.SentByHost, b.Layer.SentByPort, out var toB), Is.True);
        Assert.That(a.Layer.TryGetFlow(c.Layer.SentByHost, c.Layer.SentByPort, out var toC), Is.True);
        Assert.That(toB, Is.Not.SameAs(toC));
        toC!.Send(Text.Parsed(Text.Request()));
        Assert.That((await c.User.NextAsync()).Flow.RemoteEndPoint.ToString(), Does.StartWith("[100::"));
    }

    [Test]
    public async Task They_may_be_joined_before_the_other_one_runs()
    {
        var a = await Rig.ServeAsync();
        var late = new TransportLayer(new TransportOptions { Links = Rig.Links, Time = Rig.Time }, Rig.Wheel);
        TransportLayer.Join(a.Layer, late);
        Assert.That(a.Layer.TryGetFlow(late.SentByHost, late.SentByPort, out _), Is.False);
        Assert.That(() => a.Layer.ConnectInProcess(late), Throws.InstanceOf<TransportException>());

        late.Start(new RecordingUser());
        var endPoint = await late.ListenAsync(Rig.AnyPort);
        Assert.That(a.Layer.TryGetFlow(endPoint, out var flow) && flow.IsInProcess);
        await late.DisposeAsync();
        Assert.That(a.Layer.TryGetFlow(endPoint, out _), Is.False);
    }

    [Test]
    public async Task A_cut_joint_is_joined_again_by_its_next_use()
    {
        var a = await Rig.ServeAsync();
        var b = await Rig.ServeAsync();
        TransportLayer.Join(a.Layer, b.Layer);
        TransportLayer.Join(b.Layer, a.Layer);
        var first = a.Layer.ConnectInProcess(b.Layer);
        first.Close("test");
        await b.User.NextClosedAsync();
        var second = await a.Layer.GetOrConnectAsync(b.EndPoint);
        Assert.That(second, Is.Not.SameAs(first));
        second.Send(Text.Parsed(Text.Request()));
        await b.User.NextAsync();
    }

    [Test]
    public async Task An_in_process_flow_is_never_idle()
    {
        var a = await Rig.ServeAsync();
        var b = await Rig.ServeAsync();
        var flow = a.Layer.ConnectInProcess(b.Layer);
        Rig.Time.Advance(TimeSpan.FromDays(1));
        flow.Send(Text.Parsed(Text.Request()));
        await b.User.NextAsync();
        Assert.That(flow.IsClosed, Is.False);
    }

    [Test]
    public async Task A_joined_server_cannot_be_impersonated_by_a_claim()
    {
        var a = await Rig.ServeAsync();
        var b = await Rig.ServeAsync();
        TransportLayer.Join(a.Layer, b.Layer);
        var peer = await Rig.ConnectAsync(a);
        await peer.WriteAsync(Text.Request(via: $"{b.EndPoint};alias;branch=z9hG4bK1"));
        await a.User.NextAsync();
        Assert.That(a.Layer.TryGetFlow(b.EndPoint, out var flow) && flow.IsInProcess);
    }

    [Test]
    public async Task A_server_is_not_joined_with_itself()
    {
        var a = await Rig.ServeAsync();
        Assert.That(() => TransportLayer.Join(a.Layer, a.Layer), Throws.ArgumentException);
    }
}
