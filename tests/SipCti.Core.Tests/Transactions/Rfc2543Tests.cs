using SipCti.Core.Tests.Transport;
using SipCti.Messages;

namespace SipCti.Core.Tests.Transactions;

/// <summary>Senders whose branch has no magic cookie: RFC 3261 section 17.2.3, second part.</summary>
[TestFixture(Medium.InMemory)]
public class Rfc2543Tests(Medium medium) : TransactionTest(medium)
{
    private static readonly string[] Vias = ["SIP/2.0/TCP old.example:5060", "SIP/2.0/TCP old.example:5060;branch=1", "SIP/2.0/TCP old.example:5060;branch=z9hG4bK"];

    [TestCaseSource(nameof(Vias))]
    public async Task A_retransmission_matches_by_URI_tags_CallId_CSeq_and_via(string via)
    {
        var peer = await Rig.ConnectAsync();
        await peer.SendAsync(Requests.New(SipMethod.Invite, Call, via: via));
        var transaction = await Rig.User.NextAsync();
        await AnswerAsync(transaction, peer, 180);
        await peer.SendAsync(Requests.New(SipMethod.Invite, Call, via: via));
        await peer.ExpectAsync(180);
        await AnswerAsync(transaction, peer, 486);
    }

    [Test]
    public async Task Another_URI_tag_CSeq_or_via_is_another_transaction()
    {
        var peer = await Rig.ConnectAsync();
        var requests = new List<SipRequest> { Old() };
        requests.Add(Old());
        requests[^1].RequestUri = SipUri.Parse("sip:carol@example.com");
        requests.Add(Old());
        requests[^1].Headers.Set(HeaderId.From, requests[0].From.WithTag("other").ToString());
        requests.Add(Old());
        requests[^1].Headers.Set(HeaderId.To, requests[0].To.WithTag("other").ToString());
        requests.Add(Requests.New(SipMethod.Invite, Call, 2, Vias[0]));
        requests.Add(Requests.New(SipMethod.Invite, Call, 1, Vias[1]));
        requests.Add(Requests.New(SipMethod.Options, Call, 1, Vias[0]));
        foreach (var request in requests)
            await peer.SendAsync(request);
        for (var i = 0; i < requests.Count; i++)
            await AnswerAsync(await Rig.User.NextAsync(), peer, 404);

        static SipRequest Old() => Requests.New(SipMethod.Invite, Call, 1, Vias[0]);
    }

    [Test]
    public async Task The_ACK_matches_by_the_To_tag_of_the_response([Values] bool inDialog)
    {
        var peer = await Rig.ConnectAsync();
        var invite = Requests.New(SipMethod.Invite, Call, via: Vias[0]);
        if (inDialog)
            invite.Headers.Set(HeaderId.To, invite.To.WithTag("bob").ToString());
        await peer.SendAsync(invite);
        var transaction = await Rig.User.NextAsync();
        var user = new AnsweringUser();
        await Rig.OnStrandAsync(Call, () => transaction.User = user);
        await AnswerAsync(transaction, peer, 486);

        await peer.SendAsync(invite.Matching(SipMethod.Ack, "other"));
        await Rig.User.NextAckAsync();
        Assert.That(user.IsTerminated, Is.False);
        await peer.SendAsync(invite.Matching(SipMethod.Ack, "bob"));
        await user.TerminatedAsync();
    }

    [Test]
    public async Task The_CANCEL_matches_its_INVITE()
    {
        var peer = await Rig.ConnectAsync();
        var invite = Requests.New(SipMethod.Invite, Call, via: Vias[0]);
        await peer.SendAsync(invite);
        var transaction = await Rig.User.NextAsync();
        await peer.SendAsync(Requests.New(SipMethod.Cancel, Call, via: Vias[1]));
        await peer.ExpectAsync(481);
        await peer.SendAsync(invite.Matching(SipMethod.Cancel));
        await peer.ExpectAsync(200);
        Assert.That(transaction.IsCancelled);
        await AnswerAsync(transaction, peer, 487);
    }
}
