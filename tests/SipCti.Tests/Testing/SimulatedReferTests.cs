using SipCti.Messages;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

[TestFixture(LabNetwork.InMemory)]
[TestFixture(LabNetwork.Loopback)]
public sealed class SimulatedReferTests(LabNetwork network)
{
    [Test]
    public async Task A_REFER_is_obeyed_and_reported_to_its_end()
    {
        await using var lab = new SipLab(network);
        await using var referrer = await Referrer.StartAsync(lab, "app");
        var bob = await AddAsync(lab, "bob", "app");
        await AddAsync(lab, "alice", "bob", TerminalAnswer.Immediately);
        await referrer.CallAsync(lab.AddressOf("alice"), "alice").Soon();

        await Scenario.RunAsync(lab, """
            app: refer
            app   -> alice   REFER
            app   <- alice   202 (REFER)
            app   <- alice   NOTIFY
                             Event: refer
                             Subscription-State: active*
                             Content-Type: message/sipfrag*
                             body: SIP/2.0 100 Trying*
            app   -> alice   200 (NOTIFY)
            alice -> bob     INVITE sip:bob@pbx.example;token=x1
                             Referred-By: <sip:app@pbx.example>
                             X-Token: a b
                             !Replaces
            alice <- bob     180
            app   <- alice   NOTIFY
                             Subscription-State: active*
                             body: SIP/2.0 180 Ringing*
            app   -> alice   200 (NOTIFY)
            bob: answer
            alice <- bob     200 (INVITE)
            alice -> bob     ACK
            app   <- alice   NOTIFY
                             Subscription-State: terminated;reason=noresource
                             body: SIP/2.0 200 OK*
            app   -> alice   200 (NOTIFY)
            """, new Dictionary<string, Func<Task>>
        {
            ["app: refer"] = () => referrer.ReferAsync("<sip:bob@pbx.example;token=x1?X-Token=a%20b&Route=%3Csip:evil%3E>", "<sip:app@pbx.example>"),
        });

        var alice = lab.Terminals["alice"];
        var placed = await alice.WaitForReferredCallAsync().Soon();
        Assert.That(placed, Has.Property("IsReferred").True.And.Property("State").EqualTo(SimulatedCallState.Connected));
        Assert.That(bob.Calls[0].Invite.Headers.Values(HeaderId.Route), Has.None.Contains("evil"));
    }

    [Test]
    public async Task A_referred_call_that_fails_is_reported_with_its_status()
    {
        await using var lab = new SipLab(network);
        await using var referrer = await Referrer.StartAsync(lab, "app");
        await AddAsync(lab, "bob", "app", TerminalAnswer.Busy);
        await AddAsync(lab, "alice", "bob", TerminalAnswer.Immediately);
        await referrer.CallAsync(lab.AddressOf("alice"), "alice").Soon();

        await Scenario.RunAsync(lab, """
            app: refer
            app   -> alice   REFER
            app   <- alice   202 (REFER)
            app   <- alice   NOTIFY
            app   -> alice   200 (NOTIFY)
            app   <- alice   NOTIFY
                             Subscription-State: terminated;reason=noresource
                             body: SIP/2.0 486 Busy Here*
            app   -> alice   200 (NOTIFY)
            """, new Dictionary<string, Func<Task>> { ["app: refer"] = () => referrer.ReferAsync("<sip:bob@pbx.example>") });
    }

    [Test]
    public async Task A_terminal_told_to_refuses_REFER_with_its_status()
    {
        await using var lab = new SipLab(network);
        await using var referrer = await Referrer.StartAsync(lab, "app");
        var alice = await AddAsync(lab, "alice", "app", TerminalAnswer.Immediately);
        alice.RefuseRefer = 603;
        await referrer.CallAsync(lab.AddressOf("alice"), "alice").Soon();

        var response = await referrer.ReferAsync("<sip:bob@pbx.example>").Soon();

        Assert.That(response.StatusCode, Is.EqualTo(603));
        Assert.That(alice.Calls, Has.Count.EqualTo(1));
    }

    [TestCase("<tel:+123>")]
    [TestCase("<sip:bob@pbx.example;method=BYE>")]
    public async Task A_Refer_To_that_no_INVITE_can_go_to_is_refused(string referTo)
    {
        await using var lab = new SipLab(network);
        await using var referrer = await Referrer.StartAsync(lab, "app");
        await AddAsync(lab, "alice", "app", TerminalAnswer.Immediately);
        await referrer.CallAsync(lab.AddressOf("alice"), "alice").Soon();

        var response = await referrer.ReferAsync(referTo).Soon();

        Assert.That(response.StatusCode, Is.EqualTo(400));
    }

    [Test]
    public async Task Reports_go_on_after_the_BYE_until_the_other_side_does_not_know_the_dialog()
    {
        await using var lab = new SipLab(network);
        await using var referrer = await Referrer.StartAsync(lab, "app");
        await AddAsync(lab, "bob", "app");
        await AddAsync(lab, "alice", "bob", TerminalAnswer.Immediately);
        await referrer.CallAsync(lab.AddressOf("alice"), "alice").Soon();
        await referrer.ReferAsync("<sip:bob@pbx.example>").Soon();
        await lab.SettleAsync();

        await Scenario.RunAsync(lab, """
            app: hang up
            app   -> alice   BYE
            app   <- alice   200 (BYE)
            bob: answer
            app   <- alice   NOTIFY
            app   -> alice   481 (NOTIFY)
            """, new Dictionary<string, Func<Task>> { ["app: hang up"] = referrer.HangUpAsync });
    }

    private static async Task<SimulatedTerminal> AddAsync(SipLab lab, string user, string proxy, TerminalAnswer? answer = null)
    {
        var terminal = lab.AddTerminal(user, TestLab.Unregistered(user, lab.AddressOf(proxy).ToString()) with { Answer = answer ?? TerminalAnswer.Manual });
        await terminal.StartAsync();
        return terminal;
    }
}
