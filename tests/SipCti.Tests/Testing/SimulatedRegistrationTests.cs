using SipCti.Messages;
using SipCti.Server;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

[TestFixture(LabNetwork.InMemory)]
[TestFixture(LabNetwork.Loopback)]
public sealed class SimulatedRegistrationTests(LabNetwork network)
{
    private const string Challenge = """Digest realm="pbx.example", nonce="n1", algorithm=MD5, qop="auth" """;

    [Test]
    public async Task Starting_registers_with_path_support_and_the_answer_to_the_challenge()
    {
        await using var lab = new SipLab(network);
        await using var registrar = await ScriptedServer.StartAsync(lab, "registrar", ChallengeThenAccept);
        var alice = lab.AddTerminal("alice", Options(lab) with { Password = "secret" });

        await Scenario.RunAsync(lab, """
            alice: power on
            alice -> registrar  REGISTER sip:pbx.example
                                Supported: path
                                Supported: outbound
                                Contact: <sip:alice@*;transport=tcp>*expires=600*
                                To: <sip:alice@pbx.example>
            alice <- registrar  401
            alice -> registrar  REGISTER
                                Authorization: Digest *username="alice"*uri="sip:pbx.example"*
            alice <- registrar  200
            """, new Dictionary<string, Func<Task>> { ["alice: power on"] = () => alice.StartAsync() });

        Assert.That(alice.IsRegistered, Is.True);
        var (first, second) = (registrar.Requests[0], registrar.Requests[1]);
        Assert.That(second.CallId, Is.EqualTo(first.CallId));
        Assert.That(second.CSeq.Number, Is.EqualTo(first.CSeq.Number + 1));
    }

    [Test]
    public async Task The_registration_is_refreshed_after_three_quarters_of_the_granted_time()
    {
        await using var lab = new SipLab(network);
        await using var registrar = await ScriptedServer.StartAsync(lab, "registrar", Accept(seconds: 100));
        var alice = lab.AddTerminal("alice", Options(lab));
        await alice.StartAsync().Soon();

        await Scenario.RunAsync(lab, """
            +74s
            +1s
            alice -> registrar  REGISTER
            alice <- registrar  200
            +75s
            alice -> registrar  REGISTER
            alice <- registrar  200
            """);
    }

    [Test]
    public async Task A_registrar_that_grants_no_time_is_asked_once_a_second_and_not_more()
    {
        await using var lab = new SipLab(network);
        await using var registrar = await ScriptedServer.StartAsync(lab, "registrar", Accept(seconds: 0));
        await lab.AddTerminal("alice", Options(lab)).StartAsync().Soon();

        await lab.AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.That(registrar.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task A_time_that_is_too_short_is_asked_for_again_as_the_registrar_wants()
    {
        await using var lab = new SipLab(network);
        await using var registrar = await ScriptedServer.StartAsync(lab, "registrar", (request, context) =>
        {
            if (request.Headers.First(HeaderId.Expires) == "3600") return Accept(3600)(request, context);
            var brief = context.CreateResponse(423);
            brief.Headers.Set(HeaderId.MinExpires, "3600");
            return brief;
        });
        var alice = lab.AddTerminal("alice", Options(lab));

        await alice.StartAsync().Soon();

        Assert.That(alice.IsRegistered, Is.True);
        Assert.That(registrar.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Unregistering_asks_for_no_time_and_is_not_refreshed()
    {
        await using var lab = new SipLab(network);
        await using var registrar = await ScriptedServer.StartAsync(lab, "registrar", Accept(seconds: 100));
        var alice = lab.AddTerminal("alice", Options(lab));
        await alice.StartAsync().Soon();

        await Scenario.RunAsync(lab, """
            alice: unregister
            alice -> registrar  REGISTER
                                Expires: 0
                                Contact: *expires=0*
            alice <- registrar  200
            +10min
            """);

        Assert.That(alice.IsRegistered, Is.False);
    }

    [TestCase(403)]
    [TestCase(401)]
    public async Task A_refused_registration_fails_the_start_with_the_answer(int status)
    {
        await using var lab = new SipLab(network);
        await using var registrar = await ScriptedServer.StartAsync(lab, "registrar", (_, context) =>
        {
            var refusal = context.CreateResponse(status);
            if (status == 401) refusal.Headers.Set(HeaderId.WwwAuthenticate, Challenge);
            return refusal;
        });
        var alice = lab.AddTerminal("alice", Options(lab) with { Password = "wrong" });

        Assert.That(
            async () => await alice.StartAsync().Soon(),
            Throws.TypeOf<SimulatedTerminalException>().With.Message.Contains($"{status}").And.Message.Contains("sip:alice@pbx.example"));
        Assert.That(registrar.Requests, Has.Count.LessThan(4));
    }

    [Test]
    public async Task A_lost_connection_is_registered_again_when_it_is_back()
    {
        await using var lab = new SipLab(network);
        await using var registrar = await ScriptedServer.StartAsync(lab, "registrar", Accept(seconds: 600));
        var alice = lab.AddTerminal("alice", Options(lab));
        await alice.StartAsync().Soon();

        lab.Cut("alice", "registrar");
        await lab.SettleAsync();
        Assert.That(() => alice.IsRegistered, Is.False.After(10).Seconds.PollEvery(5).MilliSeconds);
        await lab.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.That(registrar.Requests, Has.Count.EqualTo(1), "The link is still cut.");

        lab.Restore("alice", "registrar");
        await lab.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.That(alice.IsRegistered, Is.True);
    }

    private static SimulatedTerminalOptions Options(SipLab lab) =>
        TestLab.Unregistered("alice", lab.AddressOf("registrar").ToString()) with { Register = true };

    private static SipResponse ChallengeThenAccept(SipRequest request, SipRequestContext context)
    {
        if (request.Headers.Contains(HeaderId.Authorization)) return Accept(600)(request, context);
        var challenge = context.CreateResponse(401);
        challenge.Headers.Set(HeaderId.WwwAuthenticate, Challenge);
        return challenge;
    }

    private static Func<SipRequest, SipRequestContext, SipResponse> Accept(int seconds) => (request, context) =>
    {
        var response = context.CreateResponse(200);
        if (request.Headers.First(HeaderId.Expires) != "0")
            response.Headers.Set(HeaderId.Contact, $"<sip:other@192.0.2.9>;expires=7, {request.Headers.First(HeaderId.Contact)!.Replace("expires=600", $"expires={seconds}", StringComparison.Ordinal)}");
        return response;
    };
}
