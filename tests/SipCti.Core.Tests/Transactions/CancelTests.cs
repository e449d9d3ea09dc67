using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>CANCEL on both sides: RFC 3261 section 9.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class CancelTests(Medium medium) : TransactionTest(medium)
{
    [Test]
    public async Task Cancel_waits_for_a_provisional_response()
    {
        var (sent, peer, invite) = await SendToPeerAsync(SipMethod.Invite);
        await CancelAsync(sent);
        await peer.ExpectSilenceAsync(Call);

        await peer.SendAsync(invite.CreateResponse(100));
        await peer.ExpectAsync(SipMethod.Cancel);
        await sent.ExpectAsync(100);
        await RefuseAsync(sent, peer, invite);
    }

    [Test]
    public async Task Cancel_has_the_via_and_CSeq_of_its_INVITE_and_the_reason()
    {
        var (sent, peer, invite) = await RingAsync();
        await CancelAsync(sent, "SIP ;cause=200 ;text=\"Call completed elsewhere\"");
        var cancel = await peer.ExpectAsync(SipMethod.Cancel);
        Assert.Multiple(() =>
        {
            Assert.That(cancel.RequestUri, Is.EqualTo(invite.RequestUri));
            Assert.That(cancel.Headers.Values(HeaderId.Via), Is.EqualTo([invite.Headers.First(HeaderId.Via)]));
            Assert.That(cancel.CSeq, Is.EqualTo(new CSeq(1, SipMethod.Cancel)));
            Assert.That(cancel.ToTag, Is.Null);
            Assert.That(cancel.Headers.First(HeaderId.Reason), Is.EqualTo("SIP ;cause=200 ;text=\"Call completed elsewhere\""));
        });
        await peer.SendAsync(cancel.CreateResponse(200, toTag: "bob"));
        await RefuseAsync(sent, peer, invite);
    }

    [Test]
    public async Task Cancel_is_sent_once()
    {
        var (sent, peer, invite) = await RingAsync();
        await CancelAsync(sent);
        await CancelAsync(sent);
        await peer.ExpectAsync(SipMethod.Cancel);
        await peer.SendAsync(invite.CreateResponse(180, toTag: "bob"));
        await sent.ExpectAsync(180);
        await peer.ExpectSilenceAsync(Call);
        await RefuseAsync(sent, peer, invite);
    }

    [Test]
    public async Task A_2xx_that_crosses_the_CANCEL_wins()
    {
        var (sent, peer, invite) = await RingAsync();
        await CancelAsync(sent);
        var cancel = await peer.ExpectAsync(SipMethod.Cancel);
        await peer.SendAsync(invite.CreateResponse(200, toTag: "bob"));
        await sent.ExpectAsync(200);
        await peer.SendAsync(cancel.CreateResponse(200, toTag: "bob"));
        await peer.ExpectSilenceAsync(Call);
        Assert.That(sent.Transaction.FinalResponse!.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Cancelled_before_any_response_a_final_response_needs_no_CANCEL([Values(200, 486)] int status)
    {
        var (sent, peer, invite) = await SendToPeerAsync(SipMethod.Invite);
        await CancelAsync(sent);
        await peer.SendAsync(invite.CreateResponse(status, toTag: "bob"));
        await sent.ExpectAsync(status);
        if (status != 200)
            await peer.ExpectAsync(SipMethod.Ack);
        await peer.ExpectSilenceAsync(Call);
    }

    [Test]
    public async Task Cancel_after_the_final_response_does_nothing()
    {
        var (sent, peer, invite) = await RingAsync();
        await peer.SendAsync(invite.CreateResponse(200, toTag: "bob"));
        await sent.ExpectAsync(200);
        await CancelAsync(sent);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(sent.Transaction.IsCancelled, Is.False);
    }

    [Test]
    public async Task Without_final_response_a_cancelled_INVITE_ends_64_T1_after_the_CANCEL()
    {
        var (sent, peer, invite) = await RingAsync();
        Rig.Advance(100);
        await CancelAsync(sent);
        var cancel = await peer.ExpectAsync(SipMethod.Cancel);
        await peer.SendAsync(cancel.CreateResponse(200, toTag: "bob"));
        await peer.ExpectSilenceAsync(Call);
        Rig.Advance(31.999);
        Assert.That(sent.Waiting, Is.Zero);
        Rig.Advance(0.001);
        await sent.ExpectAsync(TransactionFailure.Timeout);
        Assert.That(invite.CSeq.Number, Is.EqualTo(1));
    }

    [Test]
    public async Task Cancel_from_within_the_users_response_handler()
    {
        var (sent, peer, invite) = await SendToPeerAsync(SipMethod.Invite);
        sent.Then = _ => sent.Transaction.Cancel();
        await peer.SendAsync(invite.CreateResponse(180, toTag: "bob"));
        await peer.ExpectAsync(SipMethod.Cancel);
        await sent.ExpectAsync(180);
        sent.Then = null;
        await RefuseAsync(sent, peer, invite);
    }

    [Test]
    public async Task Received_CANCEL_is_answered_200_and_the_user_ends_the_INVITE()
    {
        var (transaction, user, peer, invite) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 180);
        user.OnCancelled = cancelled => cancelled.Respond(cancelled.Request.CreateResponse(487, toTag: "bob"));

        await peer.SendAsync(invite.Matching(SipMethod.Cancel));
        var answer = await peer.ExpectAsync(200);
        Assert.That(answer.CSeq.Method, Is.EqualTo(SipMethod.Cancel));
        Assert.That(answer.ToTag, Is.EqualTo("bob"), "RFC 3261 9.2: the To tag of the INVITE's responses.");
        var final = await peer.ExpectAsync(487);
        Assert.That(final.CSeq.Method, Is.EqualTo(SipMethod.Invite));
        Assert.That(transaction.IsCancelled);
        await user.CancelAsync();

        await peer.SendAsync(invite.Matching(SipMethod.Ack, "bob"));
        await user.TerminatedAsync();
    }

    [Test]
    public async Task Repeated_CANCEL_is_answered_each_time_and_told_once()
    {
        var (transaction, user, peer, invite) = await ReceiveFromPeerAsync(SipMethod.Invite);
        for (var i = 0; i < 3; i++)
        {
            await peer.SendAsync(invite.Matching(SipMethod.Cancel));
            await peer.ExpectAsync(200);
        }

        Assert.That(user.Cancels, Is.EqualTo(1));
        await AnswerAsync(transaction, peer, 487);
    }

    [Test]
    public async Task Cancel_without_a_match_is_answered_481()
    {
        var (transaction, user, peer, invite) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await peer.SendAsync(Requests.New(SipMethod.Cancel, Call));
        await peer.ExpectAsync(481);
        var otherSender = invite.Matching(SipMethod.Cancel);
        otherSender.Headers.Set(HeaderId.Via, otherSender.Headers.First(HeaderId.Via)!.Replace("peer.example", "other.example", StringComparison.Ordinal));
        await peer.SendAsync(otherSender);
        await peer.ExpectAsync(481);
        Assert.That(user.Cancels, Is.Zero);
        await AnswerAsync(transaction, peer, 487);
    }

    [Test]
    public async Task Cancel_after_the_final_response_is_answered_200_and_changes_nothing([Values(200, 486)] int status)
    {
        var (transaction, user, peer, invite) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, status);
        await peer.SendAsync(invite.Matching(SipMethod.Cancel));
        await peer.ExpectAsync(200);
        await peer.ExpectSilenceAsync(Call);
        Assert.Multiple(() =>
        {
            Assert.That(user.Cancels, Is.Zero);
            Assert.That(transaction.IsCancelled, Is.False);
            Assert.That(transaction.LastResponse!.StatusCode, Is.EqualTo(status));
        });
    }

    [Test]
    public async Task Cancel_that_comes_before_the_user_is_set_is_told_then()
    {
        var peer = await Rig.ConnectAsync();
        var invite = Requests.New(SipMethod.Invite, Call);
        await peer.SendAsync(invite);
        var transaction = await Rig.User.NextAsync();
        await peer.SendAsync(invite.Matching(SipMethod.Cancel));
        await peer.ExpectAsync(200);
        Assert.That(transaction.IsCancelled);

        var user = new AnsweringUser();
        await Rig.OnStrandAsync(Call, () =>
        {
            transaction.User = user;
            Assert.That(user.Cancels, Is.Zero, "Not from within the call.");
        });
        await user.CancelAsync();
        await AnswerAsync(transaction, peer, 487);
    }

    [Test]
    public async Task Cancel_that_was_answered_before_the_user_is_set_is_not_told()
    {
        var peer = await Rig.ConnectAsync();
        var invite = Requests.New(SipMethod.Invite, Call);
        await peer.SendAsync(invite);
        var transaction = await Rig.User.NextAsync();
        await peer.SendAsync(invite.Matching(SipMethod.Cancel));
        await peer.ExpectAsync(200);
        var user = new AnsweringUser();
        await Rig.OnStrandAsync(Call, () =>
        {
            transaction.User = user;
            transaction.Respond(invite.CreateResponse(487, toTag: "bob"));
        });
        await peer.ExpectAsync(487);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(user.Cancels, Is.Zero);
    }

    private async Task<(SentRequest Sent, SipPeer Peer, SipRequest Invite)> RingAsync()
    {
        var (sent, peer, invite) = await SendToPeerAsync(SipMethod.Invite);
        await peer.SendAsync(invite.CreateResponse(180, toTag: "bob"));
        await sent.ExpectAsync(180);
        return (sent, peer, invite);
    }

    private Task CancelAsync(SentRequest sent, string? reason = null) => Rig.OnStrandAsync(Call, () => sent.Transaction.Cancel(reason));

    private static async Task RefuseAsync(SentRequest sent, SipPeer peer, SipRequest invite)
    {
        await peer.SendAsync(invite.CreateResponse(487, toTag: "bob"));
        await peer.ExpectAsync(SipMethod.Ack);
        await sent.ExpectAsync(487);
        await sent.TerminatedAsync();
    }
}
