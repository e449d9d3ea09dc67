using SipCti.Messages;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

[TestFixture(LabNetwork.InMemory)]
[TestFixture(LabNetwork.Loopback)]
public sealed class SimulatedCallTests(LabNetwork network)
{
    [Test]
    public async Task A_call_rings_is_answered_and_hung_up_by_the_caller()
    {
        var (lab, alice, bob) = await TestLab.PairAsync(network);
        await using var _ = lab;

        await Scenario.RunAsync(lab, """
            alice: call sip:bob@pbx.example
            alice -> bob    INVITE sip:bob@pbx.example
                            Route: <sip:*;lr>
                            Content-Type: application/sdp
                            body: *m=audio*a=sendrecv*
            alice <- bob    180 Ringing (INVITE)
                            Contact: <sip:bob@*;transport=tcp>
            bob: answer
            alice <- bob    200 OK (INVITE)
                            body: *m=audio * RTP/AVP 0 8 101*
            alice -> bob    ACK
            alice: hang up
            alice -> bob    BYE
            alice <- bob    200 (BYE)
            """);

        Assert.That(alice.Calls[0], Has.Property("State").EqualTo(SimulatedCallState.Ended).And.Property("FinalStatus").EqualTo(200).And.Property("EndReason").EqualTo("hung up"));
        Assert.That(bob.Calls[0].EndReason, Is.EqualTo("hung up by the other side"));
    }

    [Test]
    public async Task The_callee_may_hang_up_too()
    {
        var (lab, alice, bob) = await TestLab.PairAsync(network, bob: o => o with { Answer = TerminalAnswer.Immediately });
        await using var _ = lab;

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> bob    INVITE sip:bob@pbx.example
            bob   -> alice  200 (INVITE)
            alice -> bob    ACK
            bob: hang up
            bob   -> alice  BYE
            alice -> bob    200 (BYE)
            """);

        Assert.That(alice.Calls[0].EndReason, Is.EqualTo("hung up by the other side"));
        Assert.That(bob.Calls[0].State, Is.EqualTo(SimulatedCallState.Ended));
    }

    [Test]
    public async Task A_call_is_answered_after_its_time_and_not_before()
    {
        var (lab, _, _) = await TestLab.PairAsync(network, bob: o => o with { Answer = TerminalAnswer.After(TimeSpan.FromSeconds(3)) });
        await using var _1 = lab;

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> bob    INVITE
            alice <- bob    180
            +2.9s
            +200ms
            alice <- bob    200 (INVITE)
            alice -> bob    ACK
            """);
    }

    [TestCase(486)]
    [TestCase(603)]
    public async Task A_rejecting_terminal_answers_with_its_status_and_does_not_ring(int status)
    {
        var (lab, alice, _) = await TestLab.PairAsync(network, bob: o => o with { Answer = TerminalAnswer.Reject(status) });
        await using var _1 = lab;

        await Scenario.RunAsync(lab, $"""
            alice: call bob
            alice -> bob    INVITE
            alice <- bob    {status} (INVITE)
            alice -> bob    ACK
            """);

        Assert.That(alice.Calls[0].FinalStatus, Is.EqualTo(status));
        Assert.That(async () => await alice.Calls[0].WaitForConnectedAsync(), Throws.TypeOf<SimulatedTerminalException>().With.Message.Contains($"{status}"));
    }

    [Test]
    public async Task Hanging_up_before_the_answer_cancels()
    {
        var (lab, alice, bob) = await TestLab.PairAsync(network);
        await using var _ = lab;

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> bob    INVITE
            alice <- bob    180
            alice: hang up
            alice -> bob    CANCEL
            alice <- bob    200 (CANCEL)
            alice <- bob    487 (INVITE)
            alice -> bob    ACK
            """);

        Assert.That(alice.Calls[0].FinalStatus, Is.EqualTo(487));
        Assert.That(bob.Calls[0].State, Is.EqualTo(SimulatedCallState.Ended));
    }

    [Test]
    public async Task An_unanswered_incoming_call_is_rejected_by_hanging_up()
    {
        var (lab, _, _) = await TestLab.PairAsync(network);
        await using var _1 = lab;

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> bob    INVITE
            alice <- bob    180
            bob: hang up
            alice <- bob    603 Decline (INVITE)
            alice -> bob    ACK
            """);
    }

    [Test]
    public async Task Hold_and_retrieve_are_answered_with_the_reverse_direction()
    {
        var (lab, _, bob) = await TestLab.PairAsync(network, bob: o => o with { Answer = TerminalAnswer.Immediately });
        await using var _1 = lab;

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> bob    INVITE
            alice <- bob    200 (INVITE)
            alice -> bob    ACK
            alice: hold
            alice -> bob    INVITE
                            body: *a=sendonly*
            alice <- bob    200 (INVITE)
                            body: *a=recvonly*
            alice -> bob    ACK
            """);
        Assert.That(bob.Calls[0].IsHeldByRemote, Is.True);

        await Scenario.RunAsync(lab, """
            alice: retrieve
            alice -> bob    INVITE
                            body: *a=sendrecv*
            alice <- bob    200 (INVITE)
                            body: *a=sendrecv*
            alice -> bob    ACK
            """);
        Assert.That(bob.Calls[0].IsHeldByRemote, Is.False);
    }

    [Test]
    public async Task A_call_without_an_ACK_is_ended_by_the_callee()
    {
        await using var lab = new SipLab(network);
        var bob = lab.AddTerminal("bob", TestLab.Unregistered("bob", "127.0.0.1:1") with { Answer = TerminalAnswer.Immediately });
        await bob.StartAsync();
        await using var deaf = await DeafCaller.StartAsync(lab, "deaf");

        await Scenario.RunAsync(lab, """
            deaf: invite bob
            deaf -> bob     INVITE
            deaf <- bob     200 (INVITE)
            +31s
            +2s
            deaf <- bob     BYE
            deaf -> bob     200 (BYE)
            """, new Dictionary<string, Func<Task>> { ["deaf: invite bob"] = () => deaf.InviteAsync(lab.AddressOf("bob")) });

        Assert.That(bob.Calls[0].State, Is.EqualTo(SimulatedCallState.Ended));
    }

    [TestCase("Call-Info: <sip:pbx.example>;answer-after=0")]
    [TestCase("Alert-Info: <http://pbx.example>;info=alert-autoanswer;delay=0")]
    public async Task A_call_that_asks_for_it_is_answered_at_once(string header)
    {
        var (lab, _, bob) = await TestLab.PairAsync(network);
        await using var _1 = lab;
        await using var caller = await DeafCaller.StartAsync(lab, "caller");
        var (name, value) = (header.Split(": ")[0], header.Split(": ")[1]);

        await caller.InviteAsync(lab.AddressOf("bob"), i => i.Headers.Append(name, value)).Soon();

        await lab.SettleAsync();
        Assert.That(bob.Calls[0].State, Is.EqualTo(SimulatedCallState.Answered));
    }

    [Test]
    public async Task A_terminal_told_not_to_does_not_answer_by_itself()
    {
        var (lab, _, bob) = await TestLab.PairAsync(network, bob: o => o with { AutoAnswer = false });
        await using var _1 = lab;
        await using var caller = await DeafCaller.StartAsync(lab, "caller");

        _ = caller.InviteAsync(lab.AddressOf("bob"), i => i.Headers.Append(HeaderId.CallInfo, "<sip:pbx.example>;answer-after=0"));

        var call = await bob.WaitForCallAsync().Soon();
        await call.WaitForRingingAsync().Soon();
        await lab.SettleAsync();
        Assert.That(call.State, Is.EqualTo(SimulatedCallState.Ringing));
    }

    [Test]
    public async Task An_INVITE_without_an_offer_is_answered_with_one()
    {
        var (lab, _, _) = await TestLab.PairAsync(network, bob: o => o with { Answer = TerminalAnswer.Immediately });
        await using var _1 = lab;
        await using var caller = await DeafCaller.StartAsync(lab, "caller");

        var response = await caller.InviteAsync(lab.AddressOf("bob"));

        Assert.That(response.StatusCode, Is.EqualTo(200));
        Assert.That(SdpDescription.TryParse(response.Body.Span, out var sdp), Is.True);
        Assert.That(sdp!.Media, Has.Count.EqualTo(1));
    }

    [TestCase("m=video 5000 RTP/AVP 96\r\n", 488)]
    [TestCase("m=audio 5000 RTP/AVP 9\r\n", 488)]
    [TestCase("m=audio 5000 RTP/AVP 8 0\r\n", 200)]
    public async Task An_offer_without_common_media_is_refused(string media, int status)
    {
        var (lab, _, _) = await TestLab.PairAsync(network, bob: o => o with { Answer = TerminalAnswer.Immediately });
        await using var _1 = lab;
        await using var caller = await DeafCaller.StartAsync(lab, "caller");

        var response = await caller.InviteAsync(lab.AddressOf("bob"), i =>
            i.SetBody(System.Text.Encoding.ASCII.GetBytes($"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n{media}"), "application/sdp"));

        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task A_required_extension_is_refused_with_its_name()
    {
        var (lab, _, _) = await TestLab.PairAsync(network);
        await using var _1 = lab;
        await using var caller = await DeafCaller.StartAsync(lab, "caller");

        var response = await caller.InviteAsync(lab.AddressOf("bob"), i => i.Headers.Append(HeaderId.Require, "100rel"));

        Assert.That(response.StatusCode, Is.EqualTo(420));
        Assert.That(response.Headers.First(HeaderId.Unsupported), Is.EqualTo("100rel"));
    }

    [Test]
    public async Task A_call_for_another_user_is_not_found()
    {
        var (lab, _, _) = await TestLab.PairAsync(network);
        await using var _1 = lab;

        await Scenario.RunAsync(lab, """
            alice: call carol
            alice -> bob    INVITE sip:carol@pbx.example
            alice <- bob    404 (INVITE)
            alice -> bob    ACK
            """);
    }
}
