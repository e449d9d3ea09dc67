using SipCti.Messages;
using SipCti.Proxying;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture]
public sealed class ProxyTimerTests
{
    private static readonly TimeSpan JustBefore = TimeSpan.FromSeconds(-1);

    [Test]
    public async Task Timer_c_cancels_a_branch_that_rings_too_long()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false);
        var (bob, caller, invite) = await RingAsync(lab);

        await lab.AdvanceAsync(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(1));
        var cancel = await bob.ExpectAsync(SipMethod.Cancel);
        await bob.AnswerAsync(cancel, 200);
        await bob.AnswerAsync(invite, 487, "bt");

        await caller.ExpectAsync(487);
    }

    [Test]
    public async Task A_provisional_response_starts_timer_c_again()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false);
        var (bob, caller, invite) = await RingAsync(lab);

        await lab.AdvanceAsync(TimeSpan.FromMinutes(3) + JustBefore);
        await AnswerAsync(bob, invite, 183);
        await caller.ExpectAsync(183);
        await lab.AdvanceAsync(TimeSpan.FromMinutes(3) + JustBefore);
        Assert.That(bob.HasNothingMore, Is.True);

        await lab.AdvanceAsync(TimeSpan.FromSeconds(2));
        await bob.ExpectAsync(SipMethod.Cancel);
    }

    [Test]
    public async Task Timer_c_is_an_option()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false, new ProxyOptions { Domains = ["pbx.example"], TimerC = TimeSpan.FromSeconds(60) });
        var (bob, _, _) = await RingAsync(lab);

        await lab.AdvanceAsync(TimeSpan.FromSeconds(61));
        await bob.ExpectAsync(SipMethod.Cancel);
    }

    [Test]
    public async Task Timer_c_without_any_response_answers_408()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false, new ProxyOptions { Domains = ["pbx.example"], TimerC = TimeSpan.FromSeconds(10) });
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Invite("c1"));
        await bob.ExpectAsync(SipMethod.Invite);

        await lab.AdvanceAsync(TimeSpan.FromSeconds(11));

        await caller.ExpectAsync(408);
    }

    [Test]
    public async Task An_answer_after_timer_c_still_goes_back()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false, new ProxyOptions { Domains = ["pbx.example"], TimerC = TimeSpan.FromSeconds(10) });
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await lab.AdvanceAsync(TimeSpan.FromSeconds(11));
        await caller.ExpectAsync(408);

        await AnswerAsync(bob, invite, 200);

        Assert.That((await caller.ExpectAsync(200)).Headers.Values(HeaderId.Via), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_invite_that_nobody_answers_at_all_ends_with_408()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Invite("c1"));
        await bob.ExpectAsync(SipMethod.Invite);

        await lab.AdvanceAsync(TimeSpan.FromSeconds(33));

        await caller.ExpectAsync(408);
    }

    [Test]
    public async Task A_non_invite_that_nobody_answers_gets_no_408()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Request("MESSAGE", "m1"));
        await bob.ExpectAsync(SipMethod.Message);

        await lab.AdvanceAsync(TimeSpan.FromSeconds(33));
        await caller.SendAsync(Request("OPTIONS", "o1"));
        await bob.AnswerAsync(await bob.ExpectAsync(SipMethod.Options), 200);
        await caller.ExpectAsync(200);
        Assert.That(lab.Server.Transactions.Count, Is.LessThanOrEqualTo(2), "nothing of the MESSAGE is left");
    }

    [Test]
    public async Task A_cancelled_branch_that_never_ends_is_given_up_with_487()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false);
        var (bob, caller, _) = await RingAsync(lab);
        await caller.SendAsync(Cancel("c1"));
        await caller.ExpectAsync(200);
        await bob.ExpectAsync(SipMethod.Cancel);

        await lab.AdvanceAsync(TimeSpan.FromSeconds(33));

        await caller.ExpectAsync(487);
    }

    [Test]
    public async Task A_lower_q_is_tried_when_the_higher_one_has_rung_long_enough()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets: false);
        var second = await lab.RegisterAsync("bob", ";q=0.5");
        var (first, caller, invite) = await RingAsync(lab);

        await lab.AdvanceAsync(TimeSpan.FromSeconds(20) + JustBefore);
        Assert.That(second.HasNothingMore, Is.True);
        await lab.AdvanceAsync(TimeSpan.FromSeconds(2));
        await first.ExpectAsync(SipMethod.Cancel);
        var next = await second.ExpectAsync(SipMethod.Invite);
        await first.AnswerAsync(invite, 487, "bt");
        await AnswerAsync(second, next, 200, "second");

        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("second"));
    }

    private static async Task<(ScriptedPeer Bob, ScriptedPeer Caller, SipRequest Invite)> RingAsync(ProxyLab lab)
    {
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 180);
        await caller.ExpectAsync(180);
        return (bob, caller, invite);
    }
}
