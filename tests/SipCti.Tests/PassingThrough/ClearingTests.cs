using SipCti.Messages;
using SipCti.Strands;

namespace SipCti.Tests.PassingThrough;

[TestFixture(false, TestName = "Clearing, in memory")]
[TestFixture(true, TestName = "Clearing, real sockets")]
public class ClearingTests(bool realSockets)
{
    [Test]
    public async Task Clearing_while_the_answer_is_on_its_way_lets_it_through_and_ends_both_with_bye()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var (bob, path) = await lab.RegisterAsync("bob");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        var invite = await lab.Proxy.ExpectAsync(SipMethod.Invite);
        var onward = invite.Clone();
        onward.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP 192.0.2.70;branch=z9hG4bKproxy");
        onward.Headers.Prepend(HeaderId.Route, path);
        await lab.Proxy.SendAsync(onward);
        await bob.AnswerAsync(await bob.ExpectAsync(SipMethod.Invite), 200, "bt-c1", lab.Bob);
        var answer = await lab.Proxy.ExpectAsync(200);

        var call = lab.PassThrough.Calls.Single();
        await call.Strand.RunAsync(() => { call.Clear(); return Task.CompletedTask; });
        await lab.Proxy.AnswerAsync(invite, 200, "bt-c1", lab.Bob);
        var route = string.Join(", ", (await alice.ExpectAsync(200)).Headers.Values(HeaderId.RecordRoute).Reverse());
        await alice.SendAsync(new CallScript("c1", lab.Bob["Contact: <".Length..^1], route).FromCaller("ACK", 7));
        await lab.Proxy.ExpectAsync(SipMethod.Ack);
        await lab.Proxy.ExpectAsync(SipMethod.Bye);
        await alice.ExpectAsync(SipMethod.Bye);
        Assert.That(answer.ToTag, Is.EqualTo("bt-c1"));
    }

    [Test]
    public async Task Clearing_an_answered_call_ends_both_sides_with_bye()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        await lab.AnswerAsync(alice, "c1");
        var call = lab.PassThrough.Calls.Single();
        call.Strand.Post(static c => c.Clear("Said so"), call);
        var toAlice = await alice.ExpectAsync(SipMethod.Bye);
        var toBob = await lab.Proxy.ExpectAsync(SipMethod.Bye);
        Assert.Multiple(() =>
        {
            Assert.That(toAlice.RequestUri.ToString(), Is.EqualTo("sip:alice@192.0.2.1:5062;transport=tcp"));
            Assert.That(toAlice.FromTag, Is.EqualTo("bt-c1"));
            Assert.That(toAlice.ToTag, Is.EqualTo("at-c1"));
            Assert.That(toAlice.Headers.First(HeaderId.Reason), Does.Contain("Said so"));
            Assert.That(toBob.FromTag, Is.EqualTo("at-c1"));
            Assert.That(toBob.CSeq.Number, Is.EqualTo(8));
        });
        await alice.AnswerAsync(toAlice, 200);
        await lab.Proxy.AnswerAsync(toBob, 200);
        await lab.Observed.ExpectAsync(
            "offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "provisional 180", "answered 200", "cleared by us", "ended");
    }

    [Test]
    public async Task Clearing_a_ringing_call_cancels_onward_and_answers_487()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        var invite = await lab.Proxy.ExpectAsync(SipMethod.Invite);
        await lab.Proxy.AnswerAsync(invite, 180, "bt-c1", lab.Bob);
        await alice.ExpectAsync(180);
        var call = lab.PassThrough.Calls.Single();
        call.Strand.Post(static c => c.Clear(), call);
        await alice.ExpectAsync(487);
        await lab.Proxy.AnswerAsync(await lab.Proxy.ExpectAsync(SipMethod.Cancel), 200);
        await lab.Observed.ExpectAsync("offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "provisional 180", "failed 487", "ended");
    }

    [Test]
    public async Task An_answer_that_crosses_the_clearing_is_acknowledged_and_ended()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        var invite = await lab.Proxy.ExpectAsync(SipMethod.Invite);
        await lab.Proxy.AnswerAsync(invite, 180, "bt-c1", lab.Bob);
        await alice.ExpectAsync(180);
        var call = lab.PassThrough.Calls.Single();
        call.Strand.Post(static c => c.Clear(), call);
        await lab.Proxy.ExpectAsync(SipMethod.Cancel);
        await lab.Proxy.AnswerAsync(invite, 200, "bt-c1", lab.Bob);
        await lab.Proxy.ExpectAsync(SipMethod.Ack);
        await lab.Proxy.AnswerAsync(await lab.Proxy.ExpectAsync(SipMethod.Bye), 200);
        await alice.ExpectAsync(487);
    }

    [Test]
    public async Task Clearing_before_the_ack_waits_for_it()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var call = await lab.AnswerAsync(alice, "c1", acknowledge: false);
        var seen = lab.PassThrough.Calls.Single();
        await seen.Strand.RunAsync(() => { seen.Clear(); return Task.CompletedTask; });
        await alice.SendAsync(call.FromCaller("ACK", 7));
        await lab.Proxy.ExpectAsync(SipMethod.Ack);
        await lab.Proxy.ExpectAsync(SipMethod.Bye);
        await alice.ExpectAsync(SipMethod.Bye);
    }

    [Test]
    public async Task Stopping_tells_the_calls_and_refuses_new_ones()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        await lab.AnswerAsync(alice, "c1");
        var stopping = lab.Server.StopAsync().AsTask();
        var toAlice = await alice.ExpectAsync(SipMethod.Bye);
        var toBob = await lab.Proxy.ExpectAsync(SipMethod.Bye);
        await alice.SendAsync(PassThroughLab.Invite("c2"));
        await alice.ExpectAsync(503);
        await alice.AnswerAsync(toAlice, 200);
        await lab.Proxy.AnswerAsync(toBob, 200);
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
        await alice.Closed;
    }
}
