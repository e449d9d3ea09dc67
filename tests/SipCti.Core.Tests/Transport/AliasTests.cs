using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>A peer says where else it can be reached, and is then reached on the connection that is there (RFC 5923).</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class AliasTests(Medium medium) : TransportTest(medium)
{
    private static readonly IPEndPoint Advertised = new(IPAddress.Loopback, 15060);

    [Test]
    public async Task A_claimed_endpoint_is_reached_on_the_flow_that_claims_it()
    {
        var server = await Rig.ServeAsync();
        var flow = await ClaimAsync(server, "127.0.0.1:15060;alias");
        Assert.That(await server.Layer.GetOrConnectAsync(Advertised), Is.SameAs(flow));
        Assert.That(server.Layer.TryGetFlow("127.0.0.1", 15060, out var byName) && byName == flow);
        flow.Close("test");
        Assert.That(server.Layer.TryGetFlow(Advertised, out _), Is.False);
    }

    [Test]
    public async Task Without_a_claim_the_endpoint_is_not_known()
    {
        var server = await Rig.ServeAsync();
        await ClaimAsync(server, "127.0.0.1:15060");
        Assert.That(server.Layer.TryGetFlow(Advertised, out _), Is.False);
    }

    [Test]
    public async Task Sent_by_without_a_port_claims_5060()
    {
        var server = await Rig.ServeAsync();
        var flow = await ClaimAsync(server, "127.0.0.1;alias");
        Assert.That(server.Layer.TryGetFlow(new IPEndPoint(IPAddress.Loopback, 5060), out var found) && found == flow);
    }

    [Test]
    public async Task The_address_of_another_machine_cannot_be_claimed()
    {
        var server = await Rig.ServeAsync();
        await ClaimAsync(server, "10.0.0.1:15060;alias");
        Assert.That(server.Layer.TryGetFlow(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 15060), out _), Is.False);
        Assert.That(Rig.Log.At(LogLevel.Warning), Has.Some.Contains("10.0.0.1:15060"));
    }

    [Test]
    public async Task The_host_may_decide_otherwise()
    {
        var server = await Rig.ServeAsync(options => options with { AcceptAlias = (_, claimed) => claimed.Port == 15060 });
        var flow = await ClaimAsync(server, "10.0.0.1:15060;alias");
        Assert.That(server.Layer.TryGetFlow(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 15060), out var found) && found == flow);
    }

    [Test]
    public async Task An_endpoint_of_this_server_cannot_be_claimed()
    {
        var server = await Rig.ServeAsync();
        await ClaimAsync(server, $"{server.EndPoint};alias");
        Assert.That(server.Layer.TryGetFlow(server.EndPoint, out _), Is.False);
    }

    [Test]
    public async Task The_newest_claim_counts_and_its_end_gives_nothing_back()
    {
        var server = await Rig.ServeAsync();
        var older = await ClaimAsync(server, "127.0.0.1:15060;alias");
        var newer = await ClaimAsync(server, "127.0.0.1:15060;alias");
        Assert.That(server.Layer.TryGetFlow(Advertised, out var found) && found == newer);
        older.Close("test");
        Assert.That(server.Layer.TryGetFlow(Advertised, out found) && found == newer);
    }

    [Test]
    public async Task A_flow_claims_no_more_endpoints_than_it_may()
    {
        var server = await Rig.ServeAsync(options => options with { MaxAliasesPerFlow = 2 });
        var peer = await Rig.ConnectAsync(server);
        for (var port = 15060; port < 15064; port++)
        {
            await peer.WriteAsync(Text.Request(via: $"127.0.0.1:{port};alias;branch=z9hG4bK{port}"));
            await server.User.NextAsync();
        }

        Assert.That(server.Layer.TryGetFlow(new IPEndPoint(IPAddress.Loopback, 15061), out _), Is.True);
        Assert.That(server.Layer.TryGetFlow(new IPEndPoint(IPAddress.Loopback, 15062), out _), Is.False);
        Assert.That(Rig.Log.At(LogLevel.Warning), Has.Some.Contains("MaxAliasesPerFlow"));
    }

    private async Task<Flow> ClaimAsync(Rig.Server server, string sentBy)
    {
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request(via: $"{sentBy};branch=z9hG4bK1"));
        return (await server.User.NextAsync()).Flow;
    }
}
