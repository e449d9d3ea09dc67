using SipCti.Authentication;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Server;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

/// <summary>The whole house: terminals, pass-through, proxy, with digest, as hosts put it together.</summary>
[TestFixture(LabNetwork.InMemory)]
[TestFixture(LabNetwork.Loopback)]
public sealed class PbxScenarioTests(LabNetwork network)
{
    [Test]
    public async Task Terminals_register_through_the_pass_through_and_call_each_other([Values] bool inProcess)
    {
        await using var lab = new SipLab(network);
        using var table = new RegistrationTable(lab.Time);
        await using var proxy = SipServer.Create(lab.Node("proxy"))
            .Use(new Authenticator(new() { Realm = "pbx.example", Credentials = new InMemoryCredentialStore(("alice", "a-secret"), ("bob", "b-secret")) }))
            .Use(new Registrar(table))
            .Use(new Proxy(table))
            .Build();
        await proxy.StartAsync();
        NextHop nextHop = inProcess ? proxy : SipUri.Parse($"sip:{lab.AddressOf("proxy")};transport=tcp");
        var passThrough = new PassThrough(new() { NextHop = nextHop });
        await using var edge = SipServer.Create(lab.Node("edge")).Use(passThrough).Build();
        await edge.StartAsync();
        var alice = Add(lab, "alice", "a-secret");
        var bob = Add(lab, "bob", "b-secret");

        await Scenario.RunAsync(lab, """
            alice: power on
            alice -> edge    REGISTER sip:pbx.example
            edge  -> proxy   REGISTER
                             Path: <sip:*;lr*>
            edge  <- proxy   401
            alice <- edge    401
            alice -> edge    REGISTER
                             Authorization
            edge  -> proxy   REGISTER
            edge  <- proxy   200
                             Path
            alice <- edge    200
            """, new Dictionary<string, Func<Task>> { ["alice: power on"] = () => alice.StartAsync() });
        await bob.StartAsync().Soon();
        Assert.That(table.All(), Has.Count.EqualTo(2));

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> edge    INVITE sip:bob@pbx.example
            ? alice <- edge  100
            edge  -> proxy   INVITE sip:bob@pbx.example
            edge  <- proxy   407
            edge  -> proxy   ACK
            alice <- edge    407
            alice -> edge    ACK
            alice -> edge    INVITE
                             Proxy-Authorization
            ? alice <- edge  100
            edge  -> proxy   INVITE
            ? edge  <- proxy 100
            edge  <- proxy   INVITE
                             !Proxy-Authorization
            ? edge  -> proxy 100
            edge  -> bob     INVITE sip:bob@*
            edge  <- bob     180
            edge  -> proxy   180
            edge  <- proxy   180
            alice <- edge    180
            +3s
            bob: answer
            edge  <- bob     200 (INVITE)
            edge  -> proxy   200
            edge  <- proxy   200
            alice <- edge    200
                             Content-Type: application/sdp
            alice -> edge    ACK
            edge  -> proxy   ACK
            edge  <- proxy   ACK
            edge  -> bob     ACK
            alice: hang up
            alice -> edge    BYE
            edge  -> proxy   BYE
            edge  <- proxy   BYE
            edge  -> bob     BYE
            edge  <- bob     200 (BYE)
            edge  -> proxy   200
            edge  <- proxy   200
            alice <- edge    200
            """);
        Assert.That(bob.Calls[0].EndReason, Is.EqualTo("hung up by the other side"));
    }

    private static SimulatedTerminal Add(SipLab lab, string user, string password) => lab.AddTerminal(user, new()
    {
        AddressOfRecord = $"sip:{user}@pbx.example",
        OutboundProxy = lab.AddressOf("edge").ToString(),
        Password = password,
    });
}
