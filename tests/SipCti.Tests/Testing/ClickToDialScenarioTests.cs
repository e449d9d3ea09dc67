using SipCti.Authentication;
using SipCti.Cti;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Server;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

/// <summary>The main job as one table: an application dials by click, the terminal itself calls.</summary>
[TestFixture(LabNetwork.InMemory)]
[TestFixture(LabNetwork.Loopback)]
public sealed class ClickToDialScenarioTests(LabNetwork network)
{
    [Test]
    public async Task The_terminal_is_asked_by_a_fake_call_and_calls_itself()
    {
        await using var lab = new SipLab(network);
        using var table = new RegistrationTable(lab.Time);
        await using var proxy = SipServer.Create(lab.Node("proxy")).Use(new Registrar(table)).Use(new Proxy(table)).Build();
        await proxy.StartAsync();
        var passThrough = new PassThrough(new() { NextHop = SipUri.Parse($"sip:{lab.AddressOf("proxy")};transport=tcp") });
        await using var edge = SipServer.Create(lab.Node("edge")).Use(passThrough).Build();
        await using var cti = new CtiService(passThrough);
        await edge.StartAsync();
        foreach (var user in new[] { "alice", "bob" })
            await lab.AddTerminal(user, new() { AddressOfRecord = $"sip:{user}@pbx.example", OutboundProxy = lab.AddressOf("edge").ToString() }).StartAsync().Soon();

        MakeCallResult? call = null;
        await Scenario.RunAsync(lab, """
            # The fake inbound call shows bob, and alice's user picks up.
            app: make the call
            edge  -> alice   INVITE sip:alice@*
                             From: *sip:bob@pbx.example*
                             body: *m=audio*
            edge  <- alice   180
            +2s
            alice: answer
            edge  <- alice   200 (INVITE)
            edge  -> alice   ACK
            edge  -> alice   REFER
                             Refer-To: *sip:bob@pbx.example*
                             Referred-By
            edge  <- alice   202 (REFER)
            edge  <- alice   NOTIFY
                             Event: refer
                             body: SIP/2.0 100 Trying*
            edge  -> alice   200 (NOTIFY)
            # Alice herself calls; the fake call has done its work.
            edge  <- alice   INVITE
                             Referred-By
            edge  -> alice   BYE
            edge  <- alice   200 (BYE)
            ? edge -> alice  100 (INVITE)
            edge  -> proxy   INVITE sip:bob@pbx.example
            ? edge <- proxy  100
            edge  <- proxy   INVITE
            ? edge -> proxy  100
            edge  -> bob     INVITE
            edge  <- bob     180
            edge  -> proxy   180
            edge  <- proxy   180
            edge  -> alice   180
            ? edge <- alice  NOTIFY
            ? edge -> alice  200 (NOTIFY)
            +1s
            bob: answer
            ...
            edge  <- bob     200 (INVITE)
            edge  -> alice   200 (INVITE)
            edge  <- alice   ACK
            edge  -> bob     ACK
            app: clear the call
            ...
            edge  -> alice   BYE
            edge  <- alice   200 (BYE)
            edge  -> bob     BYE
            edge  <- bob     200 (BYE)
            """, new Dictionary<string, Func<Task>>
        {
            ["app: make the call"] = async () => call = await cti.MakeCall("sip:alice@pbx.example", "sip:bob@pbx.example"),
            ["app: clear the call"] = () => cti.ClearCall(call!.CallId),
        });

        Assert.That(lab.Terminals["alice"].Calls.Select(c => c.IsReferred), Is.EqualTo(new[] { false, true }));
        Assert.That(lab.Terminals.Values.SelectMany(t => t.Calls), Has.All.Property("State").EqualTo(SimulatedCallState.Ended));
    }

    [Test]
    public async Task A_proxy_that_asks_for_credentials_trusts_the_pass_through_that_calls_in_the_terminals_place()
    {
        await using var lab = new SipLab(network);
        using var table = new RegistrationTable(lab.Time);
        var users = new InMemoryCredentialStore(("alice", "a-secret"), ("bob", "b-secret"));
        await using var proxy = SipServer.Create(lab.Node("proxy"))
            .Use(new Authenticator(new() { Realm = "pbx.example", Credentials = users, IsTrusted = PassThrough.IsOwnRequest }))
            .Use(new Registrar(table))
            .Use(new Proxy(table))
            .Build();
        await proxy.StartAsync();
        var passThrough = new PassThrough(new() { NextHop = proxy });
        await using var edge = SipServer.Create(lab.Node("edge")).Use(passThrough).Build();
        await using var cti = new CtiService(passThrough);
        await edge.StartAsync();
        foreach (var (user, secret) in new[] { ("alice", "a-secret"), ("bob", "b-secret") })
        {
            await lab.AddTerminal(user, new()
            {
                AddressOfRecord = $"sip:{user}@pbx.example",
                OutboundProxy = lab.AddressOf("edge").ToString(),
                Password = secret,
                Answer = TerminalAnswer.Immediately,
                RefuseRefer = 405,
            }).StartAsync().Soon();
        }

        await Scenario.RunAsync(lab, """
            app: make the call
            edge  -> alice   INVITE
            ...
            edge  -> alice   REFER
            edge  <- alice   405 (REFER)
            edge  -> proxy   INVITE sip:bob@pbx.example
            ...
            edge  -> bob     INVITE
            ...
            edge  <- bob     200 (INVITE)
            ...
            edge  -> bob     ACK
                             body: *m=audio*
            """, new Dictionary<string, Func<Task>> { ["app: make the call"] = () => cti.MakeCall("sip:alice@pbx.example", "sip:bob@pbx.example") });
        Assert.That(cti.SnapshotCalls().Single(), Has.Property("IsTerminalInitiated").False);

        // What a terminal sends is asked for credentials all the same.
        await Scenario.RunAsync(lab, """
            bob: call alice
            bob -> edge      INVITE
            ...
            edge  <- proxy   407 (INVITE)
            ...
            """, new Dictionary<string, Func<Task>> { ["bob: call alice"] = () => lab.Terminals["bob"].CallAsync("sip:alice@pbx.example") });
    }
}
