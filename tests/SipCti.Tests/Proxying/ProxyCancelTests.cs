using SipCti.Messages;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture(false, TestName = "Proxy_cancel_in_memory")]
[TestFixture(true, TestName = "Proxy_cancel_over_sockets")]
public sealed class ProxyCancelTests(bool realSockets)
{
    [Test]
    public async Task Cancel_while_it_rings_cancels_the_branch_and_answers_487()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 180);
        await caller.ExpectAsync(180);
        await caller.SendAsync(Cancel("c1", more: "Reason: SIP;cause=600;text=\"Changed my mind\""));
        await caller.ExpectAsync(200);
        var cancel = await bob.ExpectAsync(SipMethod.Cancel);
        Assert.That(cancel.TopVia.Branch, Is.EqualTo(invite.TopVia.Branch));
        Assert.That(cancel.RequestUri, Is.EqualTo(invite.RequestUri));
        Assert.That(cancel.Headers.First(HeaderId.Reason), Does.Contain("Changed my mind"));
        await bob.AnswerAsync(cancel, 200);
        await bob.AnswerAsync(invite, 487, "bt");

        await bob.ExpectAsync(SipMethod.Ack);
        Assert.That((await caller.ExpectAsync(487)).CSeq.Method, Is.EqualTo(SipMethod.Invite));
    }

    [Test]
    public async Task Cancel_before_a_provisional_response_waits_for_one()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await caller.SendAsync(Cancel("c1"));
        await caller.ExpectAsync(200);

        // The next thing on the connection to bob is not the CANCEL but what comes after it.
        await caller.SendAsync(Request("OPTIONS", "c1-o"));
        var options = await bob.ExpectAsync(SipMethod.Options);
        await bob.AnswerAsync(options, 200);
        await caller.ExpectAsync(200);

        await AnswerAsync(bob, invite, 180);
        var cancel = await bob.ExpectAsync(SipMethod.Cancel);
        await bob.AnswerAsync(cancel, 200);
        await bob.AnswerAsync(invite, 487, "bt");
        await bob.ExpectAsync(SipMethod.Ack);
        await caller.ExpectAsync(180);
        await caller.ExpectAsync(487);
    }

    [Test]
    public async Task Cancel_that_crosses_the_answer_leaves_the_call_established()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 180);
        await caller.ExpectAsync(180);
        await caller.SendAsync(Cancel("c1"));
        await caller.ExpectAsync(200);
        var cancel = await bob.ExpectAsync(SipMethod.Cancel);
        await AnswerAsync(bob, invite, 200);
        await bob.AnswerAsync(cancel, 481);

        Assert.That((await caller.ExpectAsync(200)).CSeq.Method, Is.EqualTo(SipMethod.Invite));
    }

    [Test]
    public async Task Cancel_after_the_final_response_changes_nothing()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 200);
        await caller.ExpectAsync(200);
        await caller.SendAsync(Cancel("c1"));
        await caller.ExpectAsync(200);

        await caller.SendAsync(Request("OPTIONS", "c1-o"));
        await bob.ExpectAsync(SipMethod.Options);
    }

    [Test]
    public async Task Cancel_while_the_address_is_translated_answers_487_and_reaches_nobody()
    {
        var translator = new StoppedTranslator();
        await using var lab = await ProxyLab.StartAsync(realSockets, translator: translator);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await translator.Asked.WaitAsync(TimeSpan.FromSeconds(10));
        await caller.SendAsync(Cancel("c1"));
        Assert.That((await caller.ExpectAsync(200)).CSeq.Method, Is.EqualTo(SipMethod.Cancel));
        await caller.ExpectAsync(487);
        Assert.That(translator.WasCancelled, Is.True);
        translator.Release();

        await caller.SendAsync(Request("OPTIONS", "c1-o"));
        await bob.ExpectAsync(SipMethod.Options);
    }

    [Test]
    public async Task Cancel_of_a_fork_cancels_every_branch()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var desk = await lab.RegisterAsync("bob");
        var mobile = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        foreach (var terminal in new[] { desk, mobile })
        {
            await AnswerAsync(terminal, await terminal.ExpectAsync(SipMethod.Invite), 180);
            await caller.ExpectAsync(180);
        }

        await caller.SendAsync(Cancel("c1"));
        await caller.ExpectAsync(200);
        await desk.ExpectAsync(SipMethod.Cancel);
        await mobile.ExpectAsync(SipMethod.Cancel);
    }

    [Test]
    public async Task Cancel_of_nothing_answers_481()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Cancel("c1"));

        await caller.ExpectAsync(481);
    }
}
