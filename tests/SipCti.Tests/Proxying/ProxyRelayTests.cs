using SipCti.Messages;
using SipCti.Proxying;
using SipCti.Server;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture(false, TestName = "Proxy_relay_in_memory")]
[TestFixture(true, TestName = "Proxy_relay_over_sockets")]
public sealed class ProxyRelayTests(bool realSockets)
{
    [TestCase(RelayPolicy.KnownCallers, Caller.Stranger, false)]
    [TestCase(RelayPolicy.KnownCallers, Caller.Registered, true)]
    [TestCase(RelayPolicy.KnownCallers, Caller.Authenticated, true)]
    [TestCase(RelayPolicy.AuthenticatedCallers, Caller.Stranger, false)]
    [TestCase(RelayPolicy.AuthenticatedCallers, Caller.Registered, false)]
    [TestCase(RelayPolicy.AuthenticatedCallers, Caller.Authenticated, true)]
    [TestCase(RelayPolicy.Nobody, Caller.Stranger, false)]
    [TestCase(RelayPolicy.Nobody, Caller.Authenticated, false)]
    [TestCase(RelayPolicy.Everybody, Caller.Stranger, true)]
    public async Task Foreign_domain(RelayPolicy policy, Caller kind, bool relayed)
    {
        var options = new ProxyOptions { Domains = ["pbx.example"], RelayForeignDomains = policy };
        await using var lab = await ProxyLab.StartAsync(realSockets, options, ahead: kind == Caller.Authenticated ? Authenticate : null);
        var (listener, address) = await lab.ListenAsync();
        var caller = kind == Caller.Registered ? await lab.RegisterAsync("alice") : await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", $"sip:dave@{address};transport=tcp"));

        if (relayed) Assert.That((await (await lab.AcceptAsync(listener)).ExpectAsync(SipMethod.Invite)).RequestUri.User, Is.EqualTo("dave"));
        else await caller.ExpectAsync(403);
    }

    [Test]
    public async Task A_stranger_may_not_choose_the_route()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        await lab.RegisterAsync("bob");
        var (_, address) = await lab.ListenAsync();
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", more: $"Route: <{lab.OwnRoute}>, <sip:{address};lr>"));

        await caller.ExpectAsync(403);
    }

    [Test]
    public async Task With_no_domain_named_the_registrations_tell_what_is_served()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, new ProxyOptions());
        var alice = await lab.RegisterAsync("alice");
        var bob = await lab.RegisterAsync("bob");

        await alice.SendAsync(Invite("c1"));
        await AnswerAsync(bob, await bob.ExpectAsync(SipMethod.Invite), 486);
        await alice.ExpectAsync(486);
        await alice.SendAsync(Invite("c2", "sip:nobody@pbx.example"));
        await alice.ExpectAsync(404);
    }

    [Test]
    public async Task The_servers_own_address_stands_for_its_domain()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:bob@127.0.0.1"));
        await bob.ExpectAsync(SipMethod.Invite);
        await caller.SendAsync(Invite("c2", $"sip:bob@{lab.Address}"));
        await bob.ExpectAsync(SipMethod.Invite);
    }

    [Test]
    public async Task A_foreign_address_is_not_a_user_of_the_same_name_here()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, new ProxyOptions { Domains = ["pbx.example"], RelayForeignDomains = RelayPolicy.Everybody });
        await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:bob@far.example"));

        await caller.ExpectAsync(502);
    }

    private static ValueTask Authenticate(SipRequestContext context, SipRequestDelegate next)
    {
        context.AuthenticatedUser = "alice";
        return next(context);
    }

    public enum Caller
    {
        Stranger,
        Registered,
        Authenticated,
    }
}
