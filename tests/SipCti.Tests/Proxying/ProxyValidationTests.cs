using SipCti.Messages;
using SipCti.Proxying;
using SipCti.Registration;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture(false, TestName = "Proxy_validation_in_memory")]
[TestFixture(true, TestName = "Proxy_validation_over_sockets")]
public sealed class ProxyValidationTests(bool realSockets)
{
    [Test]
    public async Task Max_forwards_0_answers_483()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Request("INVITE", "c1", maxForwards: 0));

        await caller.ExpectAsync(483);
    }

    [Test]
    public async Task Max_forwards_0_of_options_answers_200_for_the_proxy_itself()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Request("OPTIONS", "o1", maxForwards: 0));

        Assert.That((await caller.ExpectAsync(200)).Headers.First(HeaderId.Allow), Does.Contain("INVITE"));
    }

    [TestCase("mailto:bob@pbx.example")]
    [TestCase("nobodyKnowsThisScheme:totallyopaquecontent")]
    [TestCase("sips:bob@pbx.example")]
    public async Task Unknown_scheme_answers_416(string uri)
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", uri));

        await caller.ExpectAsync(416);
    }

    [Test]
    public async Task Proxy_require_answers_420_with_what_is_not_supported()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", more: "Proxy-Require: sec-agree, foo\nProxy-Require: bar"));

        Assert.That((await caller.ExpectAsync(420)).Headers.First(HeaderId.Unsupported), Is.EqualTo("sec-agree, foo, bar"));
    }

    [Test]
    public async Task Malformed_route_answers_400()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", more: "Route: <sip:"));

        Assert.That((await caller.ExpectAsync(400)).ReasonPhrase, Does.Contain("Route"));
    }

    [Test]
    public async Task Unknown_address_answers_404()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:nobody@pbx.example"));
        await caller.ExpectAsync(404);
        await caller.SendAsync(Invite("c2", "tel:+4711"));
        await caller.ExpectAsync(404);
    }

    [Test]
    public async Task Known_address_without_a_binding_answers_480()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, new ProxyOptions { Domains = ["pbx.example"], KnowsAddress = a => a == "sip:bob@pbx.example" });
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await caller.ExpectAsync(480);
        await caller.SendAsync(Invite("c2", "sip:carol@pbx.example"));
        await caller.ExpectAsync(404);
    }

    [Test]
    public async Task Next_hop_that_cannot_be_reached_answers_500()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: new DialPlan().Rewrite("9*", "sip:{rest}@127.0.0.1:9;transport=tcp"));
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:94711@pbx.example"));

        Assert.That((await caller.ExpectAsync(500)).ReasonPhrase, Does.Contain("Next Hop"));
    }

    [Test]
    public async Task A_503_of_the_next_hop_becomes_500()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await bob.AnswerAsync(await bob.ExpectAsync(SipMethod.Invite), 503, "bt", "Retry-After: 10");

        Assert.That((await caller.ExpectAsync(500)).Headers.Contains(HeaderId.RetryAfter), Is.False);
    }

    [Test]
    public async Task Terminal_whose_connection_is_gone_is_reached_at_its_contact()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var (listener, address) = await lab.ListenAsync();
        var bob = await lab.ConnectAsync();
        await lab.RegisterAsync(bob, "bob", contact: $"sip:bob@{address};transport=tcp");
        await bob.DisposeAsync();
        await lab.FlowsClosedAsync(0);
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));

        await (await lab.AcceptAsync(listener)).ExpectAsync(SipMethod.Invite);
    }

    [Test]
    public async Task Next_hop_without_an_address_answers_502()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: new DialPlan().Rewrite("9*", "sip:{rest}@nowhere.example"));
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:94711@pbx.example"));

        await caller.ExpectAsync(502);
    }

    [Test]
    public async Task Terminal_that_cannot_be_reached_answers_480()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.ConnectAsync();
        await lab.RegisterAsync(bob, "bob", contact: $"sip:bob@{await lab.NobodyAsync()};transport=tcp");
        await bob.DisposeAsync();
        await lab.FlowsClosedAsync(0);
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));

        await caller.ExpectAsync(480);
    }

    [Test]
    public async Task Terminal_whose_connection_breaks_while_it_rings_answers_480()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await AnswerAsync(bob, await bob.ExpectAsync(SipMethod.Invite), 180);
        await caller.ExpectAsync(180);
        await bob.DisposeAsync();

        await caller.ExpectAsync(480);
    }

    [Test]
    public async Task A_request_that_comes_back_unchanged_answers_482()
    {
        // A foreign name leads back to the proxy, which does not know it as its own.
        var resolver = new FixedResolver();
        await using var lab = await ProxyLab.StartAsync(realSockets, new ProxyOptions { Domains = ["pbx.example"], RelayForeignDomains = RelayPolicy.Everybody }, resolver: resolver);
        resolver.Address = lab.Address;
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1", "sip:bob@loop.example"));

        var answer = await caller.ExpectAsync(482);
        Assert.That(answer.Headers.Values(HeaderId.Via), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_request_that_comes_back_changed_is_a_spiral_and_passes()
    {
        var resolver = new FixedResolver();
        var options = new ProxyOptions { Domains = ["pbx.example"], RelayForeignDomains = RelayPolicy.Everybody };
        await using var lab = await ProxyLab.StartAsync(realSockets, options, new DialPlan().Rewrite("9", "sip:bob@loop.example"), resolver: resolver);
        resolver.Address = lab.Address;
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        // sip:9@pbx.example -> sip:bob@loop.example -> round again, once -> 482 there, since that one does come back unchanged.
        await caller.SendAsync(Invite("c1", "sip:9@pbx.example"));
        await caller.ExpectAsync(482);
        await bob.DisposeAsync();
    }

    [Test]
    public async Task A_request_for_the_server_itself_is_not_the_proxys()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Request("OPTIONS", "o1", $"sip:{lab.Address}"));
        await caller.ExpectAsync(200);
        await caller.SendAsync(Invite("c1", $"sip:{lab.Address}"));
        await caller.ExpectAsync(404);
    }

    [Test]
    public async Task A_server_that_stops_tells_callers_and_terminals()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 180);
        await caller.ExpectAsync(180);

        var stopping = lab.Server.StopAsync().AsTask();
        await caller.ExpectAsync(503);
        var cancel = await bob.ExpectAsync(SipMethod.Cancel);
        await caller.SendAsync(Invite("c2"));
        await caller.ExpectAsync(503);
        Assert.That(stopping.IsCompleted, Is.False, "it waits for what is under way");
        await bob.AnswerAsync(cancel, 200);
        await bob.AnswerAsync(invite, 487, "bt");
        await bob.ExpectAsync(SipMethod.Ack);

        await bob.Closed;
        await caller.Closed;
        await bob.DisposeAsync();
        await caller.DisposeAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public void A_wrong_option_is_refused_by_name()
    {
        using var table = new RegistrationTable();

        Assert.That(() => new Proxy(table, options: new ProxyOptions { TimerC = TimeSpan.Zero }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("TimerC"));
        Assert.That(() => new Proxy(table, options: new ProxyOptions { SerialRingTime = TimeSpan.Zero }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("SerialRingTime"));
        Assert.That(() => new Proxy(table, options: new ProxyOptions { MaxTargets = 0 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("MaxTargets"));
        Assert.That(() => new Proxy(table, options: new ProxyOptions { MaxTargets = 65 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("MaxTargets"));
        Assert.That(() => new Proxy(table, options: new ProxyOptions { Domains = ["sip:pbx.example;x"] }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("Domains"));
        Assert.That(() => new Proxy(table, options: new ProxyOptions { RouteKey = new byte[15] }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("RouteKey"));
        Assert.That(() => new Proxy(table, options: new ProxyOptions { RelayForeignDomains = (RelayPolicy)9 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("RelayForeignDomains"));
    }
}
