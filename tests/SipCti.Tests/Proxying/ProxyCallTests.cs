using System.Text;
using SipCti.Messages;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

[TestFixture(false, TestName = "Proxy_calls_in_memory")]
[TestFixture(true, TestName = "Proxy_calls_over_sockets")]
public sealed class ProxyCallTests(bool realSockets)
{
    [Test]
    public async Task Request_for_a_registered_address_goes_down_the_terminals_own_connection()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);

        Assert.That(invite.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
    }

    [Test]
    public async Task Responses_go_back_without_the_proxys_via()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 180);
        await AnswerAsync(bob, invite, 200);
        var ringing = await caller.ExpectAsync(180);
        var answer = await caller.ExpectAsync(200);

        Assert.That(invite.Headers.Values(HeaderId.Via), Has.Count.EqualTo(2));
        Assert.That(ringing.Headers.Values(HeaderId.Via).Single(), Does.Contain("branch=z9hG4bKc1"));
        Assert.That(answer.Headers.Values(HeaderId.Via).Single(), Does.Contain("branch=z9hG4bKc1"));
        Assert.That(answer.ToTag, Is.EqualTo("bt"));
    }

    [Test]
    public async Task A_100_goes_no_further()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await bob.SendAsync(invite.CreateResponse(100));
        await AnswerAsync(bob, invite, 486);

        Assert.That((await caller.NextIncluding100Async()).ToString(), Does.StartWith("SIP/2.0 486"));
    }

    [Test]
    public async Task Nothing_but_what_16_6_names_is_touched()
    {
        const string head = "INVITE sip:bob@pbx.example SIP/2.0\r\n"
            + "vIA:  SIP / 2.0 / TCP 192.0.2.100:5062 ;branch=z9hG4bKraw;rport\r\n"
            + "Subject: a folded\r\n   subject,  with   spaces \r\n"
            + "max-forwards: 70\r\n"
            + "f: \"Al \\\"ice\" <sip:alice@pbx.example>;tag=1 ;x=y\r\n"
            + "X-Unknown:\tkept\r\n"
            + "t:sip:bob@pbx.example\r\n"
            + "CALL-ID: raw-1\r\n"
            + "cseq: 0007 INVITE\r\n"
            + "x-unknown: again\r\n"
            + "m: <sip:alice@192.0.2.100:5062;transport=tcp>\r\n"
            + "Record-Route: <sip:192.0.2.99;lr>\r\n"
            + "c: application/sdp\r\n"
            + "l: 5\r\n\r\nv=0\r\n";
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendRawAsync(head);
        var invite = await bob.ExpectAsync(SipMethod.Invite);

        var text = Encoding.UTF8.GetString(invite.ToArray());
        var ownVia = text.Split("\r\n").First(l => l.StartsWith("Via: ", StringComparison.Ordinal));
        var ownRoute = text.Split("\r\n").First(l => l.StartsWith("Record-Route: <sip:127.0.0.1", StringComparison.Ordinal));
        var senderVia = text.Split("\r\n").First(l => l.StartsWith("vIA:", StringComparison.Ordinal));
        Assert.That(senderVia, Does.Contain("branch=z9hG4bKraw").And.Contain("received=127.0.0.1").And.Contain($"rport={caller.Local.Port}"));
        Assert.That(text, Is.EqualTo(head
            .Replace("INVITE sip:bob@pbx.example ", $"INVITE {ContactOf("bob")} ", StringComparison.Ordinal)
            .Replace("vIA:  SIP / 2.0 / TCP 192.0.2.100:5062 ;branch=z9hG4bKraw;rport", $"{ownVia}\r\n{senderVia}", StringComparison.Ordinal)
            .Replace("max-forwards: 70", "max-forwards: 69", StringComparison.Ordinal)
            .Replace("Record-Route: <sip:192", $"{ownRoute}\r\nRecord-Route: <sip:192", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Nothing_of_a_response_but_the_top_via_is_touched()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();
        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        var vias = invite.Headers.Values(HeaderId.Via);
        string Response(string via) => "SIP/2.0 302   Moved: somewhere  else\r\n"
            + $"t: <sip:bob@pbx.example> ;tag=x\r\n{via}\r\n"
            + "From:   \"Alice\" <sip:alice@pbx.example>;tag=at-c1\r\ncall-id:c1\r\nCSeq: 1   INVITE\r\n"
            + "CONTACT: <sip:a@b.example>;q=0.5,\r\n <sip:c@d.example>\r\nX-Odd :\t 1\r\nContent-Length:3\r\n\r\nabc";

        await bob.SendRawAsync(Response($"v: {vias[0]} , {vias[1]}"));
        var moved = await caller.ExpectAsync(302);

        Assert.That(Encoding.UTF8.GetString(moved.ToArray()), Is.EqualTo(Response($"v: {vias[1]}")));
    }

    [Test]
    public async Task Missing_max_forwards_becomes_70()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1").ReplaceLineEndings("\n").Replace("Max-Forwards: 70\n", "", StringComparison.Ordinal));
        var invite = await bob.ExpectAsync(SipMethod.Invite);

        Assert.That(invite.Headers.First(HeaderId.MaxForwards), Is.EqualTo("70"));
    }

    [Test]
    public async Task Dialog_requests_go_by_the_record_route_in_both_directions()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        var route = invite.Headers.Values(HeaderId.RecordRoute).Single();
        await bob.AnswerAsync(invite, 200, "bt", $"Contact: <{ContactOf("bob")}>");
        var answer = await caller.ExpectAsync(200);
        Assert.That(answer.Headers.Values(HeaderId.RecordRoute).Single(), Is.EqualTo(route));
        Assert.That(route, Does.StartWith($"<{lab.OwnRoute};dialog="));

        // Neither contact can be reached but by the connection that its terminal has here.
        await caller.SendAsync(Request("ACK", "c1", ContactOf("bob"), $"Route: {route}", "bt"));
        var ack = await bob.ExpectAsync(SipMethod.Ack);
        Assert.That(ack.Headers.Contains(HeaderId.Route), Is.False);
        Assert.That(ack.RequestUri.ToString(), Is.EqualTo(ContactOf("bob")));
        Assert.That(ack.Headers.First(HeaderId.MaxForwards), Is.EqualTo("69"));
        await caller.SendAsync(Request("INFO", "c1", ContactOf("bob"), $"Route: {route}", "bt", 2));
        await bob.AnswerAsync(await bob.ExpectAsync(SipMethod.Info), 200);
        await caller.ExpectAsync(200);

        await bob.SendAsync(ByeOfBob("sip:alice@192.0.2.100:5062;transport=tcp", route));
        var bye = await caller.ExpectAsync(SipMethod.Bye);
        Assert.That(bye.Headers.Contains(HeaderId.Route), Is.False);
        await caller.AnswerAsync(bye, 200);
        await bob.ExpectAsync(200);
    }

    [Test]
    public async Task Dialog_requests_go_to_the_contact_when_the_connection_is_gone()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var (listener, address) = await lab.ListenAsync();
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 200);
        await caller.ExpectAsync(200);
        await caller.DisposeAsync();
        await lab.FlowsClosedAsync(1);

        await bob.SendAsync(ByeOfBob($"sip:alice@{address};transport=tcp", invite.Headers.First(HeaderId.RecordRoute)!));
        var back = await lab.AcceptAsync(listener);
        await back.AnswerAsync(await back.ExpectAsync(SipMethod.Bye), 200);
        await bob.ExpectAsync(200);
    }

    [Test]
    public async Task Every_2xx_of_an_invite_goes_back()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Invite("c1"));
        var invite = await bob.ExpectAsync(SipMethod.Invite);
        await AnswerAsync(bob, invite, 200, "fork1");
        await AnswerAsync(bob, invite, 200, "fork2");

        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("fork1"));
        Assert.That((await caller.ExpectAsync(200)).ToTag, Is.EqualTo("fork2"));
    }

    [Test]
    public async Task Methods_that_nobody_knows_are_forwarded()
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        await caller.SendAsync(Request("FROBNICATE", "c1"));
        var request = await bob.ExpectAsync(new SipMethod("FROBNICATE"));
        await bob.AnswerAsync(request, 299);

        await caller.ExpectAsync(299);
    }

    [Test]
    public async Task Many_calls_on_one_connection_reach_the_right_party()
    {
        const int calls = 200;
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var bob = await lab.RegisterAsync("bob");
        var caller = await lab.ConnectAsync();

        for (var i = 0; i < calls; i++) await caller.SendAsync(Invite($"many-{i}"));
        var invites = new List<SipRequest>();
        for (var i = 0; i < calls; i++) invites.Add(await bob.ExpectAsync(SipMethod.Invite));
        foreach (var invite in Enumerable.Reverse(invites)) await AnswerAsync(bob, invite, 200, $"tag-{invite.CallId}");
        var answered = new HashSet<string>();
        for (var i = 0; i < calls; i++)
        {
            var answer = await caller.ExpectAsync(200);
            Assert.That(answer.ToTag, Is.EqualTo($"tag-{answer.CallId}"));
            answered.Add(answer.CallId);
        }

        Assert.That(answered, Has.Count.EqualTo(calls));
        foreach (var invite in invites)
            await caller.SendAsync(Request("BYE", invite.CallId, ContactOf("bob"), $"Route: {invite.Headers.First(HeaderId.RecordRoute)}", $"tag-{invite.CallId}", 2));
        for (var i = 0; i < calls; i++) await bob.AnswerAsync(await bob.ExpectAsync(SipMethod.Bye), 200);
        for (var i = 0; i < calls; i++) await caller.ExpectAsync(200);
    }

    private static string ByeOfBob(string uri, string route) => $"""
        BYE {uri} SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.1:5062;branch=z9hG4bKbye
        Max-Forwards: 70
        Route: {route}
        From: <sip:bob@pbx.example>;tag=bt
        To: "Alice" <sip:alice@pbx.example>;tag=at-c1
        Call-ID: c1
        CSeq: 1 BYE
        """;
}
