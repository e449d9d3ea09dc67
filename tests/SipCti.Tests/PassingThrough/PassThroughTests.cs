using Microsoft.Extensions.Time.Testing;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Strands;

namespace SipCti.Tests.PassingThrough;

[TestFixture(false, TestName = "PassThrough, in memory")]
[TestFixture(true, TestName = "PassThrough, real sockets")]
public class PassThroughTests(bool realSockets)
{
    [Test]
    public async Task Register_gets_a_path_that_leads_back_to_its_flow()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, path) = await lab.RegisterAsync("alice");
        Assert.That(lab.PassThrough.Mirror.Find("sip:alice@pbx.example"), Has.Count.EqualTo(1));

        await lab.Proxy.SendAsync($"""
            MESSAGE sip:alice@192.0.2.1:5062;transport=tcp SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.70;branch=z9hG4bKm
            Route: {path}
            From: <sip:x@pbx.example>;tag=x
            To: <sip:alice@pbx.example>
            Call-ID: m
            CSeq: 1 MESSAGE
            """);
        var message = await alice.ExpectAsync(SipMethod.Message);
        Assert.That(message.Headers.Contains(HeaderId.Route), Is.False);
        await alice.AnswerAsync(message, 200, "a");
        await lab.Proxy.ExpectAsync(200);
    }

    [Test]
    public async Task Contact_rewriting_gives_the_proxy_our_contact_and_the_terminal_its_own()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets, RegistrationMode.ContactRewriting);
        var (alice, contact) = await lab.RegisterAsync("alice");
        Assert.That(NameAddr.TryParse(contact, out var rewritten), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(rewritten!.Uri.Port, Is.EqualTo(lab.Address.Port));
            Assert.That(rewritten.Parameters["q"], Is.EqualTo("0.5"));
            Assert.That(lab.PassThrough.Mirror.Find("sip:alice@pbx.example").Single().Contact.Host, Is.EqualTo("192.0.2.1"));
        });

        await lab.Proxy.SendAsync(PassThroughLab.Invite("c1").Replace("INVITE sip:bob@pbx.example", $"INVITE {rewritten!.Uri}", StringComparison.Ordinal));
        var invite = await alice.ExpectAsync(SipMethod.Invite);
        Assert.That(invite.RequestUri.ToString(), Is.EqualTo("sip:alice@192.0.2.1:5062;transport=tcp"));
    }

    [Test]
    public async Task An_invite_goes_on_as_it_came_but_for_the_documented_headers()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync(PassThroughLab.Invite("c1"), "v=0\r\n");
        var text = (await lab.Proxy.ExpectAsync(SipMethod.Invite)).ToString();
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("f: \"Alice\" <sip:alice@pbx.example>;tag=at-c1\r\nto:   <sip:bob@pbx.example>\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\n"));
            Assert.That(text, Does.Contain("X-Unknown:  kept as it is\r\n"));
            Assert.That(text, Does.Contain("Max-Forwards: 69\r\n"));
            Assert.That(text, Does.Contain("Record-Route: <sip:pt~"));
            Assert.That(text, Does.EndWith("\r\n\r\nv=0\r\n"));
        });
    }

    [Test]
    public async Task A_call_is_seen_from_invite_to_bye()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var call = await lab.AnswerAsync(alice, "c1");
        await alice.SendAsync(call.FromCaller("BYE", 8));
        await lab.Proxy.AnswerAsync(await lab.Proxy.ExpectAsync(SipMethod.Bye), 200);
        await alice.ExpectAsync(200);
        await lab.Observed.ExpectAsync(
            "offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "provisional 180", "answered 200", "cleared by caller", "ended");
        Assert.That(lab.PassThrough.Calls, Is.Empty);
    }

    [Test]
    public async Task The_called_side_may_end_the_call()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var call = await lab.AnswerAsync(alice, "c1");
        await lab.Proxy.SendAsync(call.FromCallee("BYE", 100));
        var bye = await alice.ExpectAsync(SipMethod.Bye);
        Assert.That(bye.CSeq.Number, Is.EqualTo(100));
        await alice.AnswerAsync(bye, 200);
        await lab.Proxy.ExpectAsync(200);
        await lab.Observed.ExpectAsync(
            "offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "provisional 180", "answered 200", "cleared by callee", "ended");
    }

    [Test]
    public async Task A_call_between_two_own_terminals_crosses_twice_and_is_one_call()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var (bob, path) = await lab.RegisterAsync("bob");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        var invite = await lab.Proxy.ExpectAsync(SipMethod.Invite);

        var onward = invite.Clone();
        onward.RequestUri = SipUri.Parse("sip:bob@192.0.2.2:5062;transport=tcp");
        onward.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP 192.0.2.70;branch=z9hG4bKproxy");
        onward.Headers.Prepend(HeaderId.Route, path);
        await lab.Proxy.SendAsync(onward);
        var atBob = await bob.ExpectAsync(SipMethod.Invite);
        Assert.That(atBob.Headers.Values(HeaderId.RecordRoute), Has.Count.EqualTo(2));
        await lab.Observed.ExpectAsync(
            "offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded",
            "offered ToTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded");
        Assert.That(lab.PassThrough.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_request_put_into_a_call_shifts_the_numbers_of_that_leg_only()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var call = await lab.AnswerAsync(alice, "c1");
        var passage = lab.PassThrough.Calls.Single().Passages[0];
        var sending = passage.Call.Strand.RunAsync(() => passage.SendAsync(passage.Callee, SipMethod.Info));
        var info = await lab.Proxy.ExpectAsync(SipMethod.Info);
        Assert.That(info.CSeq.Number, Is.EqualTo(8));
        await lab.Proxy.AnswerAsync(info, 200);
        Assert.That((await sending).StatusCode, Is.EqualTo(200));

        await alice.SendAsync(call.FromCaller("UPDATE", 8));
        var update = await lab.Proxy.ExpectAsync(SipMethod.Update);
        Assert.That(update.CSeq.Number, Is.EqualTo(9));
        await lab.Proxy.AnswerAsync(update, 200);
        Assert.That((await alice.ExpectAsync(200)).CSeq.Number, Is.EqualTo(8));
    }

    [Test]
    public async Task The_ack_of_a_renumbered_reinvite_carries_its_number()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var call = await lab.AnswerAsync(alice, "c1");
        var passage = lab.PassThrough.Calls.Single().Passages[0];
        var sending = passage.Call.Strand.RunAsync(() => passage.SendAsync(passage.Callee, SipMethod.Info));
        await lab.Proxy.AnswerAsync(await lab.Proxy.ExpectAsync(SipMethod.Info), 200);
        await sending;

        await alice.SendAsync(call.FromCaller("INVITE", 8));
        var reinvite = await lab.Proxy.ExpectAsync(SipMethod.Invite);
        await lab.Proxy.AnswerAsync(reinvite, 200, more: lab.Bob);
        await alice.ExpectAsync(200);
        await alice.SendAsync(call.FromCaller("ACK", 8));
        Assert.That((await lab.Proxy.ExpectAsync(SipMethod.Ack)).CSeq.Number, Is.EqualTo(reinvite.CSeq.Number).And.EqualTo(9));
    }

    [Test]
    public async Task Cancel_of_the_caller_is_carried_over()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        var invite = await lab.Proxy.ExpectAsync(SipMethod.Invite);
        await lab.Proxy.AnswerAsync(invite, 180, "bt-c1", lab.Bob);
        await alice.ExpectAsync(180);
        await alice.SendAsync(PassThroughLab.Invite("c1").Replace("INVITE sip", "CANCEL sip", StringComparison.Ordinal).Replace("7 INVITE", "7 CANCEL", StringComparison.Ordinal));
        await alice.ExpectAsync(200);
        await lab.Proxy.AnswerAsync(await lab.Proxy.ExpectAsync(SipMethod.Cancel), 200);
        await lab.Proxy.AnswerAsync(invite, 487, "bt-c1");
        await alice.ExpectAsync(487);
        await lab.Observed.ExpectAsync("offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "provisional 180", "failed 487", "ended");
    }

    [Test]
    public async Task A_challenged_call_waits_for_the_next_try()
    {
        var time = new FakeTimeProvider();
        await using var lab = await PassThroughLab.StartAsync(realSockets, time: time);
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        await lab.Proxy.AnswerAsync(await lab.Proxy.ExpectAsync(SipMethod.Invite), 407, "px", "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"");
        await alice.ExpectAsync(407);
        await lab.Observed.ExpectAsync("offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "challenged 407");
        var first = lab.PassThrough.Calls.Single();

        await alice.SendAsync(PassThroughLab.Invite("c1").Replace("z9hG4bKc1", "z9hG4bKc1b", StringComparison.Ordinal).Replace("7 INVITE", "8 INVITE", StringComparison.Ordinal));
        var again = await lab.Proxy.ExpectAsync(SipMethod.Ack) is { } ? await lab.Proxy.ExpectAsync(SipMethod.Invite) : null;
        Assert.That(lab.PassThrough.Calls.Single(), Is.SameAs(first));
        await lab.Proxy.AnswerAsync(again!, 407, "px");
        await alice.ExpectAsync(407);
        await lab.Observed.ExpectAsync("offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "challenged 407");
        time.Advance(TimeSpan.FromSeconds(33));
        await lab.Observed.ExpectAsync("ended");
        Assert.That(lab.PassThrough.Calls, Is.Empty);
    }

    [Test]
    public async Task An_observer_may_refuse_a_call_or_send_it_elsewhere()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        lab.Observed.Offered = p => { p.Reject(403, "Not you"); return default; };
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        Assert.That((await alice.ExpectAsync(403)).ReasonPhrase, Is.EqualTo("Not you"));

        lab.Observed.Offered = p => { p.RequestUri = SipUri.Parse("sip:carol@pbx.example"); return default; };
        await alice.SendAsync(PassThroughLab.Invite("c2"));
        Assert.That((await lab.Proxy.ExpectAsync(SipMethod.Invite)).RequestUri.ToString(), Is.EqualTo("sip:carol@pbx.example"));
    }

    [Test]
    public async Task An_observer_that_throws_does_not_touch_the_call()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        lab.Observed.Offered = _ => throw new InvalidOperationException("on purpose");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        await lab.Proxy.ExpectAsync(SipMethod.Invite);
    }

    [Test]
    public async Task A_request_with_an_unknown_passage_is_answered_481()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var call = await lab.AnswerAsync(alice, "c1");
        var forged = call.FromCaller("BYE", 8);
        await alice.SendAsync(forged.Replace("pt~", "pt~x", StringComparison.Ordinal));
        await alice.ExpectAsync(481);
        await alice.SendAsync(forged.Replace("Call-ID: c1", "Call-ID: c2", StringComparison.Ordinal).Replace("z9hG4bK", "z9hG4bKq", StringComparison.Ordinal));
        await alice.ExpectAsync(481);
        Assert.That(lab.PassThrough.Calls, Has.Count.EqualTo(1));
    }

    [TestCase("sip:bob@pbx.example")]
    [TestCase("sip:bob@127.0.0.1:9;transport=tcp")]
    public async Task A_request_in_a_dialog_that_is_not_known_here_goes_to_the_next_hop(string uri)
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync($"""
            NOTIFY {uri} SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.1:5062;branch=z9hG4bKn
            Max-Forwards: 70
            From: <sip:alice@pbx.example>;tag=a
            To: <sip:bob@pbx.example>;tag=b
            Call-ID: n
            CSeq: 1 NOTIFY
            """);
        await lab.Proxy.AnswerAsync(await lab.Proxy.ExpectAsync(SipMethod.Notify), 481);
        await alice.ExpectAsync(481);
    }

    [Test]
    public async Task More_calls_than_the_limit_are_answered_503_with_retry_after()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets, configure: o => o.Limits = o.Limits with { MaxDialogs = 1 });
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        await lab.Proxy.ExpectAsync(SipMethod.Invite);
        await alice.SendAsync(PassThroughLab.Invite("c2"));
        Assert.That((await alice.ExpectAsync(503)).Headers.First(HeaderId.RetryAfter), Is.EqualTo("10"));
    }

    [Test]
    public async Task Timer_c_ends_an_invite_that_is_never_answered()
    {
        var time = new FakeTimeProvider();
        await using var lab = await PassThroughLab.StartAsync(realSockets, time: time);
        var (alice, _) = await lab.RegisterAsync("alice");
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        var invite = await lab.Proxy.ExpectAsync(SipMethod.Invite);
        await lab.Proxy.AnswerAsync(invite, 180, "bt-c1", lab.Bob);
        await alice.ExpectAsync(180);
        await lab.Observed.ExpectAsync("offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "provisional 180");
        time.Advance(TimeSpan.FromSeconds(181));
        await alice.ExpectAsync(408);
        await lab.Proxy.ExpectAsync(SipMethod.Cancel);
    }

    [Test]
    public async Task A_next_hop_that_is_down_is_answered_503()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        await lab.StopProxyAsync();
        var alice = await lab.ConnectAsync();
        await alice.SendAsync(PassThroughLab.Invite("c1"));
        await alice.ExpectAsync(503);
        await lab.Observed.ExpectAsync("offered FromTerminal sip:alice@pbx.example sip:bob@pbx.example", "forwarded", "failed 503", "ended");
    }

    [Test]
    public async Task A_call_to_a_terminal_whose_flow_is_gone_is_answered_480()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, path) = await lab.RegisterAsync("alice");
        await alice.DisposeAsync();
        await lab.FlowsClosedAsync(left: 1);
        await lab.Proxy.SendAsync(PassThroughLab.Invite("c1", $"Route: {path}").Replace("sip:bob@pbx.example SIP", "sip:alice@host.invalid;transport=tcp SIP", StringComparison.Ordinal));
        await lab.Proxy.ExpectAsync(480);
    }

    [Test]
    public async Task A_thousand_calls_share_one_connection_on_each_side()
    {
        await using var lab = await PassThroughLab.StartAsync(realSockets);
        var (alice, _) = await lab.RegisterAsync("alice");
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++) await alice.SendAsync(PassThroughLab.Invite($"c{i}"));
        });
        for (var i = 0; i < 1000; i++)
        {
            var invite = await lab.Proxy.NextRequestAsync(SipMethod.Invite);
            await lab.Proxy.AnswerAsync(invite, 486, $"bt-{invite.CallId}");
        }

        await sending;
        var answered = new HashSet<string>();
        for (var i = 0; i < 1000; i++) answered.Add((await alice.ExpectAsync(486)).CallId);
        Assert.That(answered, Has.Count.EqualTo(1000));
    }
}
