using SipCti.Messages;
using SipCti.Proxying;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture(false, TestName = "Proxy_forking_in_memory")]
[TestFixture(true, TestName = "Proxy_forking_over_sockets")]
public sealed class ProxyForkingTests(bool realSockets)
{
    [Test]
    public async Task The_first_to_answer_gets_the_call_and_the_others_are_cancelled()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var desk = await lab.RegisterAsync("bob");
        var mobile = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var atDesk = await desk.ExpectAsync(SipMethod.Invite);
        var atMobile = await mobile.ExpectAsync(SipMethod.Invite);
        Assert.That(atDesk.TopVia.Branch, Is.Not.EqualTo(atMobile.TopVia.Branch));
        await AnswerAsync(desk, atDesk, 180, "desk");
        await caller.ExpectAsync(180);
        await AnswerAsync(mobile, atMobile, 180, "mobile");
        await caller.ExpectAsync(180);
        await AnswerAsync(mobile, atMobile, 200, "mobile");

        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("mobile"));
        var cancel = await desk.ExpectAsync(SipMethod.Cancel);
        Assert.That(cancel.TopVia.Branch, Is.EqualTo(atDesk.TopVia.Branch));
        Assert.That(cancel.Headers.First(HeaderId.Reason), Does.StartWith("SIP;cause=200"));
        await desk.AnswerAsync(cancel, 200);
        await desk.AnswerAsync(atDesk, 487, "desk");
        await desk.ExpectAsync(SipMethod.Ack);

        // The 487 of the cancelled branch is nobody's business any more.
        await caller.SendAsync(Request("OPTIONS", "c1-o"));
        await desk.AnswerAsync(await desk.ExpectAsync(SipMethod.Options), 200);
        Assert.That((await caller.ExpectAsync(200)).CSeq.Method, Is.EqualTo(SipMethod.Options));
    }

    [Test]
    public async Task Both_answer_at_once_and_both_answers_go_back()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var desk = await lab.RegisterAsync("bob");
        var mobile = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var atDesk = await desk.ExpectAsync(SipMethod.Invite);
        var atMobile = await mobile.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(desk, atDesk, 200, "desk");
        await caller.ExpectAsync(200);
        await AnswerAsync(mobile, atMobile, 200, "mobile");

        // RFC 3261 16.7 step 5: the caller acknowledges the second one and hangs it up.
        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("mobile"));
    }

    [Test]
    public async Task The_best_response_goes_back_when_all_have_refused()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var desk = await lab.RegisterAsync("bob");
        var mobile = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var atDesk = await desk.ExpectAsync(SipMethod.Invite);
        var atMobile = await mobile.ExpectAsync(SipMethod.Invite);
        await desk.AnswerAsync(atDesk, 500, "desk");
        await desk.ExpectAsync(SipMethod.Ack);
        await mobile.AnswerAsync(atMobile, 486, "mobile");
        await mobile.ExpectAsync(SipMethod.Ack);

        Assert.That((await caller.ExpectAsync(486)).ToTag, Is.EqualTo("mobile"));
    }

    [Test]
    public async Task A_6xx_cancels_the_others_and_wins()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var desk = await lab.RegisterAsync("bob");
        var mobile = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var atDesk = await desk.ExpectAsync(SipMethod.Invite);
        var atMobile = await mobile.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(mobile, atMobile, 180, "mobile");
        await caller.ExpectAsync(180);
        await desk.AnswerAsync(atDesk, 603, "desk");
        var cancel = await mobile.ExpectAsync(SipMethod.Cancel);
        await mobile.AnswerAsync(cancel, 200);
        await mobile.AnswerAsync(atMobile, 487, "mobile");

        await caller.ExpectAsync(603);
    }

    [Test]
    public async Task The_challenges_of_all_branches_go_back_together()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var desk = await lab.RegisterAsync("bob");
        var mobile = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await desk.AnswerAsync(await desk.ExpectAsync(SipMethod.Invite), 401, "desk", "WWW-Authenticate: Digest realm=\"desk\", nonce=\"1\"");
        await desk.ExpectAsync(SipMethod.Ack);
        await mobile.AnswerAsync(await mobile.ExpectAsync(SipMethod.Invite), 407, "mobile", "Proxy-Authenticate: Digest realm=\"mobile\", nonce=\"2\"");

        var best = await caller.ExpectAsync(401);
        Assert.That(best.Headers.First(HeaderId.WwwAuthenticate), Does.Contain("desk"));
        Assert.That(best.Headers.First(HeaderId.ProxyAuthenticate), Does.Contain("mobile"));
    }

    [Test]
    public async Task A_lower_q_is_tried_when_the_higher_one_has_refused()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var second = await lab.RegisterAsync("bob", ";q=0.5");
        var first = await lab.RegisterAsync("bob", ";q=0.9");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await first.AnswerAsync(await first.ExpectAsync(SipMethod.Invite), 486, "first");
        await first.ExpectAsync(SipMethod.Ack);
        await AnswerAsync(second, await second.ExpectAsync(SipMethod.Invite), 200, "second");

        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("second"));
    }

    [Test]
    public async Task A_lower_q_is_not_tried_after_a_6xx()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var second = await lab.RegisterAsync("bob", ";q=0.5");
        var first = await lab.RegisterAsync("bob", ";q=0.9");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await first.AnswerAsync(await first.ExpectAsync(SipMethod.Invite), 600, "first");
        await first.ExpectAsync(SipMethod.Ack);
        await caller.ExpectAsync(600);

        await caller.SendAsync(Request("OPTIONS", "c1-o"));
        await first.AnswerAsync(await first.ExpectAsync(SipMethod.Options), 480, "first");
        await second.ExpectAsync(SipMethod.Options);
    }

    [Test]
    public async Task A_non_invite_is_forked_too_and_only_its_first_2xx_goes_back()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var desk = await lab.RegisterAsync("bob");
        var mobile = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Request("MESSAGE", "m1"));
        await desk.AnswerAsync(await desk.ExpectAsync(SipMethod.Message), 200, "desk");
        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("desk"));
        await mobile.AnswerAsync(await mobile.ExpectAsync(SipMethod.Message), 200, "mobile");

        await caller.SendAsync(Request("OPTIONS", "c1-o"));
        await desk.AnswerAsync(await desk.ExpectAsync(SipMethod.Options), 200, "o");
        Assert.That((await caller.ExpectAsync(200)).CSeq.Method, Is.EqualTo(SipMethod.Options));
    }

    [Test]
    public async Task A_request_for_one_contact_goes_to_that_one()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, new ProxyOptions());
        var desk = await lab.ConnectAsync();
        var mobile = await lab.ConnectAsync();
        await lab.RegisterAsync(desk, "bob", contact: "sip:bob@pbx.example:5071;transport=tcp");
        await lab.RegisterAsync(mobile, "bob", contact: "sip:bob@pbx.example:5072;transport=tcp");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Request("OPTIONS", "o1", "sip:bob@pbx.example:5072;transport=tcp"));
        await mobile.ExpectAsync(SipMethod.Options);
        await caller.SendAsync(Request("OPTIONS", "o2", "sip:bob@pbx.example:5071;transport=tcp"));
        Assert.That((await desk.ExpectAsync(SipMethod.Options)).CallId, Is.EqualTo("o2"));
    }

    [Test]
    public async Task No_more_targets_are_tried_than_the_limit_allows()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets, new ProxyOptions { Domains = ["pbx.example"], MaxTargets = 1 });
        var second = await lab.RegisterAsync("bob", ";q=0.5");
        var first = await lab.RegisterAsync("bob", ";q=0.9");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        await first.AnswerAsync(await first.ExpectAsync(SipMethod.Invite), 486, "first");
        await caller.ExpectAsync(486);

        await second.DisposeAsync();
    }
}
