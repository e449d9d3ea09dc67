using System.Security.Cryptography;
using SipCti.Messages;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Transport;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture(false, TestName = "Proxy_routing_in_memory")]
[TestFixture(true, TestName = "Proxy_routing_over_sockets")]
public sealed class ProxyRoutingTests(bool realSockets)
{
    [TestCase("INVITE", true)]
    [TestCase("SUBSCRIBE", true)]
    [TestCase("REFER", true)]
    [TestCase("NOTIFY", true)]
    [TestCase("MESSAGE", false)]
    [TestCase("OPTIONS", false)]
    public async Task Only_requests_that_make_dialogs_are_record_routed(string method, bool recorded)
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Request(method, "c1"));
        var request = await bob.ExpectAsync(new SipMethod(method));

        Assert.That(request.Headers.Contains(HeaderId.RecordRoute), Is.EqualTo(recorded));
    }

    [Test]
    public async Task Own_routes_on_top_are_taken_off_all_of_them()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", more: $"Route: <{lab.OwnRoute}>\nRoute: <{lab.OwnRoute}>"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);

        Assert.That(invite.Headers.Contains(HeaderId.Route), Is.False);
        Assert.That(invite.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
    }

    [Test]
    public async Task Route_by_the_name_of_the_domain_is_an_own_one()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", more: "Route: <sip:pbx.example;lr>"));

        Assert.That((await bob.ExpectAsync(SipMethod.Invite)).Headers.Contains(HeaderId.Route), Is.False);
    }

    [Test]
    public async Task Loose_route_inside_a_dialog_goes_to_the_next_route_and_keeps_the_request_uri()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var (listener, address) = await lab.ListenAsync();
        var (caller, route, _) = await TalkAsync(lab);

        await caller.SendAsync(Request("BYE", "c1", ContactOf("bob"), $"Route: {route}, <sip:{address};transport=tcp;lr>, <sip:far.example;lr>", "bt", 2));
        var next = await lab.AcceptAsync(listener);
        var bye = await next.ExpectAsync(SipMethod.Bye);

        Assert.That(bye.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
        Assert.That(bye.Headers.Values(HeaderId.Route), Is.EqualTo(new[] { $"<sip:{address};transport=tcp;lr>", "<sip:far.example;lr>" }));
    }

    [Test]
    public async Task Strict_router_behind_gets_itself_in_the_request_uri()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var (listener, address) = await lab.ListenAsync();
        var (caller, route, _) = await TalkAsync(lab);

        await caller.SendAsync(Request("BYE", "c1", ContactOf("bob"), $"Route: {route}, <sip:{address};transport=tcp>, <sip:far.example;lr>", "bt", 2));
        var next = await lab.AcceptAsync(listener);
        var bye = await next.ExpectAsync(SipMethod.Bye);

        Assert.That(bye.RequestUri.ToString(), Is.EqualTo($"sip:{address};transport=tcp"));
        Assert.That(bye.Headers.Values(HeaderId.Route), Is.EqualTo(new[] { "<sip:far.example;lr>", $"<{ContactOf("bob")}>" }));
    }

    [Test]
    public async Task Strict_router_in_front_has_put_the_record_route_into_the_request_uri()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var (caller, route, bob) = await TalkAsync(lab);

        await caller.SendAsync(Request("BYE", "c1", route.Trim('<', '>'), $"Route: <{ContactOf("bob")}>", "bt", 2));
        var bye = await bob.ExpectAsync(SipMethod.Bye);

        Assert.That(bye.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
        Assert.That(bye.Headers.Contains(HeaderId.Route), Is.False);
    }

    [Test]
    public async Task Path_of_the_binding_becomes_the_route()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var (listener, address) = await lab.ListenAsync();
        Bind(lab, $"<sip:tok@{address};transport=tcp;lr>, <sip:edge2.example;lr>");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var edge = await lab.AcceptAsync(listener);
        var invite = await edge.ExpectAsync(SipMethod.Invite);

        Assert.That(invite.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
        Assert.That(invite.Headers.Values(HeaderId.Route), Is.EqualTo(new[] { $"<sip:tok@{address};transport=tcp;lr>", "<sip:edge2.example;lr>" }));
    }

    [Test]
    public async Task Own_path_with_a_flow_token_leads_down_that_flow()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("carol");
        var token = lab.Table.Find("sip:carol@pbx.example").Single().ReceivedFlowToken;
        Bind(lab, $"<sip:{token}@{lab.Address};transport=tcp;lr>");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);

        Assert.That(invite.Headers.Contains(HeaderId.Route), Is.False);
        Assert.That(invite.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
    }

    [Test]
    public async Task Forged_dialog_goes_nowhere()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        await lab.RegisterAsync("bob");
        var (_, address) = await lab.ListenAsync();
        var stranger = await lab.ConnectAsync();

        // A server's own users are reached by the authenticator only, and that lets requests inside dialogs pass.
        await stranger.SendAsync(Request("INVITE", "c0", more: $"Route: <{lab.OwnRoute}>", toTag: "made-up"));
        await stranger.ExpectAsync(403);
        await stranger.SendAsync(Request("INVITE", "c1", $"sip:+4900@{address}", $"Route: <{lab.OwnRoute}>", "made-up", from: "sip:mallory@far.example"));
        await stranger.ExpectAsync(403);
        await stranger.SendAsync(Request("INVITE", "c2", $"sip:+4900@{address}", $"Route: <{lab.OwnRoute};dialog=AAAAAAAAAAAAAAAA>", "made-up", from: "sip:mallory@far.example"));
        await stranger.ExpectAsync(403);
    }

    [Test]
    public async Task Record_route_of_another_call_opens_nothing()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var (_, address) = await lab.ListenAsync();
        var (caller, route, _) = await TalkAsync(lab);

        await caller.SendAsync(Request("INVITE", "c2", $"sip:+4900@{address}", $"Route: {route}", "bt", from: "sip:mallory@far.example"));

        await caller.ExpectAsync(403);
    }

    [Test]
    public async Task Dialogs_outlive_the_proxy_when_its_route_key_does()
    {
        var options = new ProxyOptions { Domains = ["pbx.example"], RouteKey = RandomNumberGenerator.GetBytes(32) };
        string dialog;
        await using (var before = await ProxyLab.StartAsync(realSockets, options))
        {
            var (_, route, _) = await TalkAsync(before);
            dialog = route[route.IndexOf(";dialog=", StringComparison.Ordinal)..route.IndexOf('>', StringComparison.Ordinal)];
        }

        await using var lab = await ProxyLab.StartAsync(realSockets, options);
        var (listener, address) = await lab.ListenAsync();
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Request("BYE", "c1", $"sip:bob@{address};transport=tcp", $"Route: <{lab.OwnRoute}{dialog}>", "bt", 2));

        await (await lab.AcceptAsync(listener)).ExpectAsync(SipMethod.Bye);
    }

    [Test]
    public async Task Dialogs_of_an_earlier_proxy_go_on_for_known_callers()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var (listener, address) = await lab.ListenAsync();
        var alice = await lab.RegisterAsync("alice");

        await alice.SendAsync(Request("BYE", "c1", $"sip:dave@{address};transport=tcp", $"Route: <{lab.OwnRoute};dialog=AAAAAAAAAAAAAAAA>", "bt", 2));

        await (await lab.AcceptAsync(listener)).ExpectAsync(SipMethod.Bye);
    }

    [Test]
    public async Task Contact_at_an_address_that_is_also_a_domain_is_a_terminal_inside_a_dialog()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, new ProxyOptions { Domains = ["pbx.example", "127.0.0.1"] });
        var (listener, address) = await lab.ListenAsync();
        var caller = await lab.ConnectAsync();
        var edge = await lab.AcceptAsync(await CallDaveAsync(lab, caller));
        var invite = await edge.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(edge, invite, 200);
        await caller.ExpectAsync(200);

        await caller.SendAsync(Request("BYE", "c1", $"sip:unheard-of@{address};transport=tcp", $"Route: {invite.Headers.First(HeaderId.RecordRoute)}", "bt", 2));

        await (await lab.AcceptAsync(listener)).ExpectAsync(SipMethod.Bye);
    }

    /// <summary>Calls dave, who is reached by a server on his path.</summary>
    /// <returns>Where that server takes the call.</returns>
    private static async Task<ILinkListener> CallDaveAsync(ProxyLab lab, ScriptedPeer caller)
    {
        var (listener, address) = await lab.ListenAsync();
        Bind(lab, $"<sip:{address};transport=tcp;lr>", "dave");
        await caller.SendAsync(Invite("c1", "sip:dave@pbx.example"));
        return listener;
    }

    /// <summary>A call c1 that bob has answered.</summary>
    private static async Task<(ScriptedPeer Caller, string Route, ScriptedPeer Bob)> TalkAsync(ProxyLab lab)
    {
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 200);
        await caller.ExpectAsync(200);
        return (caller, invite.Headers.First(HeaderId.RecordRoute)!, bob);
    }

    private static void Bind(ProxyLab lab, string path, string user = "bob")
    {
        var paths = path.Split(", ").Select(p => NameAddr.TryParse(p, out var value) ? value : throw new FormatException(p)).ToArray();
        lab.Table.Apply(new RegistrationUpdate
        {
            AddressOfRecord = $"sip:{user}@pbx.example",
            CallId = "r",
            CSeq = 1,
            Contacts = [new RegistrationContact(SipUri.Parse(ContactOf("bob")), TimeSpan.FromHours(1))],
            Path = paths,
        });
    }
}
