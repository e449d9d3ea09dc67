using SipCti.Messages;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

[TestFixture(LabNetwork.InMemory)]
[TestFixture(LabNetwork.Loopback)]
public sealed class SimulatedTerminalTests(LabNetwork network)
{
    [Test]
    public async Task A_redirected_call_goes_to_the_contact_and_no_further_than_five_times()
    {
        await using var lab = new SipLab(network);
        await using var server = await ScriptedServer.StartAsync(lab, "server", (request, context) =>
        {
            if (request.Method != SipMethod.Invite || request.RequestUri.User == "dave") return context.CreateResponse(486);
            var moved = context.CreateResponse(302);
            moved.Headers.Set(HeaderId.Contact, request.RequestUri.User == "carol" ? "<sip:dave@pbx.example>" : $"<sip:{request.RequestUri.User}>");
            return moved;
        });
        var alice = await AddAsync(lab, "alice", "server");

        await Scenario.RunAsync(lab, """
            alice: call carol
            alice -> server   INVITE sip:carol@pbx.example
            alice <- server   302
            alice -> server   ACK
            alice -> server   INVITE sip:dave@pbx.example
                              CSeq: 2 INVITE
            alice <- server   486
            alice -> server   ACK
            """);

        var endless = await alice.CallAsync("sip:loop@loop");
        await endless.WaitForEndAsync().Soon();
        Assert.That(endless.FinalStatus, Is.EqualTo(302));
    }

    [Test]
    public async Task A_terminal_told_not_to_takes_a_redirection_as_the_end()
    {
        await using var lab = new SipLab(network);
        await using var server = await ScriptedServer.StartAsync(lab, "server", (_, context) =>
        {
            var moved = context.CreateResponse(302);
            moved.Headers.Set(HeaderId.Contact, "<sip:dave@pbx.example>");
            return moved;
        });
        var alice = await AddAsync(lab, "alice", "server", o => o with { FollowRedirects = false });

        var call = await alice.CallAsync("carol");
        await call.WaitForEndAsync().Soon();

        Assert.That(call.FinalStatus, Is.EqualTo(302));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_answer_that_crosses_the_CANCEL_is_acknowledged_and_hung_up()
    {
        await using var lab = new SipLab(network);
        await using var server = await ScriptedServer.StartAsync(lab, "server", (request, context) =>
        {
            if (request.Method != SipMethod.Invite) return context.CreateResponse(200);
            context.Respond(180);
            context.Transaction!.User = new AnswerOnCancel(context);
            return null;
        });
        var alice = await AddAsync(lab, "alice", "server");

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> server   INVITE
            alice <- server   180
            alice: hang up
            alice -> server   CANCEL
            alice <- server   200 (CANCEL)
            alice <- server   200 (INVITE)
            alice -> server   ACK
            alice -> server   BYE
            alice <- server   200 (BYE)
            """);

        Assert.That(alice.Calls[0].EndReason, Is.EqualTo("hung up"));
    }

    [Test]
    public async Task Stopping_hangs_up_and_unregisters_first()
    {
        await using var lab = new SipLab(network);
        await using var server = await ScriptedServer.StartAsync(lab, "server", (request, context) =>
        {
            var answer = context.CreateResponse(200);
            if (request.Method == SipMethod.Invite) answer.Headers.Set(HeaderId.Contact, $"<sip:bob@{lab.AddressOf("server")};transport=tcp>");
            return answer;
        });
        var alice = await AddAsync(lab, "alice", "server", o => o with { Register = true });
        await (await alice.CallAsync("bob")).WaitForConnectedAsync().Soon();

        await alice.StopAsync().Soon();

        Assert.That(server.Requests.Select(r => r.Method.Name), Is.EqualTo(new[] { "REGISTER", "INVITE", "ACK", "BYE", "REGISTER" }));
        Assert.That(alice.IsRegistered, Is.False);
        await alice.DisposeAsync();
    }

    [Test]
    public async Task OPTIONS_is_answered_with_what_is_allowed_and_unknown_dialogs_are_not_known()
    {
        var (lab, _, _) = await TestLab.PairAsync(network);
        await using var _1 = lab;
        await using var caller = await DeafCaller.StartAsync(lab, "caller");

        var options = await caller.SendAsync(SipMethod.Options, lab.AddressOf("bob"));
        var bye = await caller.SendAsync(SipMethod.Bye, lab.AddressOf("bob"), r => r.Headers.Set(HeaderId.To, $"{r.To.WithTag("gone")}"));
        var publish = await caller.SendAsync(SipMethod.Publish, lab.AddressOf("bob"));

        Assert.That(options.StatusCode, Is.EqualTo(200));
        Assert.That(options.Headers.First(HeaderId.Allow), Does.Contain("INVITE").And.Contain("REFER"));
        Assert.That(bye.StatusCode, Is.EqualTo(481));
        Assert.That(publish.StatusCode, Is.EqualTo(405));
    }

    [Test]
    public async Task The_log_tells_every_message_with_its_direction_and_time()
    {
        var (lab, alice, bob) = await TestLab.PairAsync(network);
        await using var _1 = lab;
        SimulatedCall? begun = null;
        bob.CallBegun += (_, call) => begun = call;
        await alice.CallAsync("bob");
        await lab.AdvanceAsync(TimeSpan.FromSeconds(2));
        await bob.Calls[0].AnswerAsync();
        await lab.SettleAsync();

        var begin = alice.Log[0].Time;
        Assert.That(begun, Is.SameAs(bob.Calls[0]));
        Assert.That(
            alice.Log.Select(l => $"{(l.IsSent ? "sent" : "received")} {(l.Message as SipRequest)?.Method.Name ?? $"{((SipResponse)l.Message).StatusCode}"} +{(l.Time - begin).TotalSeconds}"),
            Is.EqualTo(new[] { "sent INVITE +0", "received 180 +0", "received 200 +2", "sent ACK +2" }));
    }

    [Test]
    public async Task A_call_to_nowhere_ends_with_a_reason()
    {
        await using var lab = new SipLab(network);
        var alice = lab.AddTerminal("alice", TestLab.Unregistered("alice", "sip:nowhere.invalid"));
        await alice.StartAsync();

        var call = await alice.CallAsync("bob");
        await call.WaitForEndAsync().Soon();

        Assert.That(call.FinalStatus, Is.EqualTo(503));
        Assert.That(call.EndReason, Does.Contain("nowhere.invalid"));
        Assert.That(async () => await call.WaitForRingingAsync(), Throws.TypeOf<SimulatedTerminalException>());
        Assert.That(async () => await call.AnswerAsync(), Throws.TypeOf<SimulatedTerminalException>());
        Assert.That(async () => await call.HoldAsync(), Throws.TypeOf<SimulatedTerminalException>());
    }

    private static async Task<SimulatedTerminal> AddAsync(
        SipLab lab, string user, string proxy, Func<SimulatedTerminalOptions, SimulatedTerminalOptions>? change = null)
    {
        var options = TestLab.Unregistered(user, lab.AddressOf(proxy).ToString());
        var terminal = lab.AddTerminal(user, change?.Invoke(options) ?? options);
        await terminal.StartAsync().Soon();
        return terminal;
    }
}
