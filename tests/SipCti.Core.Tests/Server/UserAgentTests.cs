using Microsoft.Extensions.Time.Testing;
using SipCti.Dialogs;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Server;

/// <summary>The tools for code that is itself a user agent.</summary>
public class UserAgentTests
{
    [Test]
    public async Task A_request_sent_gives_its_final_response_on_the_strand()
    {
        await using var lab = await ServerLab.StartAsync(_ => { });
        var (address, accepted) = await lab.ListenAsync();
        var provisional = new List<int>();
        var sending = Send(lab, New(SipMethod.Invite), address, provisional);
        await using var peer = await accepted;
        var invite = await peer.ExpectAsync(SipMethod.Invite);
        await peer.SendAsync(invite.CreateResponse(180, toTag: "t"));
        await peer.SendAsync(invite.CreateResponse(200, toTag: "t"));
        Assert.That((await sending).StatusCode, Is.EqualTo(200));
        Assert.That(provisional, Is.EqualTo(new[] { 180 }));
    }

    [Test]
    public async Task No_answer_becomes_408()
    {
        var time = new FakeTimeProvider();
        await using var lab = await ServerLab.StartAsync(_ => { }, o => o.Time = time);
        var (address, accepted) = await lab.ListenAsync();
        var sending = Send(lab, New(SipMethod.Options), address);
        await using var peer = await accepted;
        await peer.ExpectAsync(SipMethod.Options);
        time.Advance(TimeSpan.FromSeconds(33));
        Assert.That((await sending).StatusCode, Is.EqualTo(408));
    }

    [Test]
    public async Task An_address_where_nobody_listens_becomes_503()
    {
        await using var lab = await ServerLab.StartAsync(_ => { });
        var answer = await Send(lab, New(SipMethod.Options), new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 9));
        Assert.That(answer.StatusCode, Is.EqualTo(503));
    }

    [Test]
    public async Task Cancelling_an_invite_sends_cancel()
    {
        await using var lab = await ServerLab.StartAsync(_ => { });
        var (address, accepted) = await lab.ListenAsync();
        using var cancel = new CancellationTokenSource();
        var sending = Send(lab, New(SipMethod.Invite), address, null, cancel.Token);
        await using var peer = await accepted;
        var invite = await peer.ExpectAsync(SipMethod.Invite);
        await cancel.CancelAsync();
        await peer.SendAsync(invite.CreateResponse(180, toTag: "t"));
        await peer.SendAsync((await peer.ExpectAsync(SipMethod.Cancel)).CreateResponse(200));
        await peer.SendAsync(invite.CreateResponse(487, toTag: "t"));
        Assert.That((await sending).StatusCode, Is.EqualTo(487));
    }

    [Test]
    public async Task A_request_inside_a_dialog_goes_to_its_owner()
    {
        var dialogs = new DialogTable();
        await using var lab = await ServerLab.StartAsync(b => b.Use(dialogs));
        var dialog = DialogOf("c1");
        Assert.That(dialogs.Add(dialog, new Answering(299)), Is.True);
        Assert.That((await lab.AskAsync("OPTIONS", toTag: "lt")).StatusCode, Is.EqualTo(299));
        Assert.That(dialogs.Remove(dialog), Is.True);
        Assert.That(dialogs.Remove(dialog), Is.False);
        Assert.That((await lab.AskAsync("OPTIONS", toTag: "lt")).StatusCode, Is.EqualTo(481));
    }

    [Test]
    public void Dialogs_beyond_the_limit_are_refused()
    {
        var dialogs = new DialogTable(1);
        Assert.That(dialogs.Add(DialogOf("c1"), new Answering(200)), Is.True);
        Assert.That(dialogs.Add(DialogOf("c2"), new Answering(200)), Is.False);
        Assert.That(dialogs.Count, Is.EqualTo(1));
    }

    [Test]
    public void Adding_a_dialog_twice_is_refused_and_not_counted()
    {
        var dialogs = new DialogTable(2);
        Assert.That(dialogs.Add(DialogOf("c1"), new Answering(200)), Is.True);
        Assert.That(dialogs.Add(DialogOf("c1"), new Answering(200)), Is.False);
        Assert.That(dialogs.Count, Is.EqualTo(1));
    }

    private static Task<SipResponse> Send(ServerLab lab, SipRequest request, System.Net.IPEndPoint to, List<int>? provisional = null, CancellationToken cancel = default)
    {
        var strand = lab.Server.Transactions.StrandFor(request);
        return strand.RunAsync(async () =>
        {
            var response = await lab.Server.SendAsync(request, SipTarget.FromEndPoint(to), r => provisional?.Add(r.StatusCode), cancel);
            Assert.That(strand.IsCurrent, Is.True);
            return response;
        });
    }

    private static SipRequest New(SipMethod method) => SipRequest.Create(
        method, SipUri.Parse("sip:b@pbx.example"), new NameAddr(SipUri.Parse("sip:a@pbx.example")).WithTag("a"), new NameAddr(SipUri.Parse("sip:b@pbx.example")), "sent-1", 1);

    private static Dialog DialogOf(string callId)
    {
        var request = SipRequest.Create(
            SipMethod.Invite, SipUri.Parse("sip:b@pbx.example"), new NameAddr(SipUri.Parse("sip:a@pbx.example")).WithTag("ft"), new NameAddr(SipUri.Parse("sip:b@pbx.example")), callId, 1);
        request.Headers.Append(HeaderId.Contact, "<sip:a@192.0.2.1>");
        return Dialog.FromUas(request, request.CreateResponse(200, toTag: "lt"))!;
    }

    private sealed class Answering(int status) : IDialogUser
    {
        public ValueTask OnRequestAsync(SipRequestContext context)
        {
            context.Respond(status, "Mine");
            return default;
        }
    }
}
