using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>An INVITE that the layer receives: RFC 3261 section 17.2.1, RFC 6026 section 8.5.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class InviteServerTests(Medium medium) : TransactionTest(medium)
{
    [Test]
    public async Task Without_an_answer_100_goes_out_after_200_ms()
    {
        var (transaction, _, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        Rig.Advance(0.199);
        await peer.ExpectSilenceAsync(Call);
        Rig.Advance(0.001);
        var trying = await peer.ExpectAsync(100);
        Assert.That(trying.ToTag, Is.Null);
        Assert.That(trying.TopVia.Branch, Is.EqualTo(request.TopVia.Branch));
        Rig.Advance(5);
        await peer.ExpectSilenceAsync(Call);
        await AnswerAsync(transaction, peer, 486);
    }

    [Test]
    public async Task An_answer_within_200_ms_spares_the_100([Values(100, 180, 200, 486)] int status)
    {
        var (transaction, _, peer, _) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, status);
        Rig.Advance(1);
        await peer.ExpectSilenceAsync(Call);
        if (status < 200)
            await AnswerAsync(transaction, peer, 486);
    }

    [Test]
    public async Task A_retransmitted_INVITE_gets_the_latest_response_and_goes_up_once()
    {
        var (transaction, _, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await peer.SendAsync(request);
        await peer.ExpectSilenceAsync(Call);
        foreach (var status in new[] { 180, 183, 486 })
        {
            await AnswerAsync(transaction, peer, status);
            await peer.SendAsync(request);
            await peer.ExpectAsync(status);
        }

        Assert.That(Rig.User.WaitingRequests, Is.Zero);
    }

    [Test]
    public async Task After_a_2xx_retransmitted_INVITEs_are_absorbed_until_timer_L()
    {
        var (transaction, user, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 200);
        Rig.Advance(31.999);
        await peer.SendAsync(request);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(transaction.IsTerminated, Is.False);
        Rig.Advance(0.001);
        await user.TerminatedAsync();
        Assert.That(user.Failures, Is.Zero);
    }

    [Test]
    public async Task Further_2xx_go_out_other_responses_do_not()
    {
        var (transaction, _, peer, _) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 200, "fork1");
        await RespondAsync(transaction, 180);
        await RespondAsync(transaction, 486);
        var second = await AnswerAsync(transaction, peer, 200, "fork2");
        Assert.That(second.ToTag, Is.EqualTo("fork2"));
    }

    [Test]
    public async Task After_another_final_response_nothing_goes_out([Values(180, 200, 500)] int status)
    {
        var (transaction, _, peer, _) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 486);
        await RespondAsync(transaction, status);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(transaction.LastResponse!.StatusCode, Is.EqualTo(486));
    }

    [Test]
    public async Task The_ACK_to_a_2xx_goes_up_without_transaction([Values] bool sameBranch)
    {
        var (transaction, _, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 200);
        await peer.SendAsync(sameBranch ? request.Matching(SipMethod.Ack, "bob") : Requests.New(SipMethod.Ack, Call));
        var ack = await Rig.User.NextAckAsync();
        Assert.That(ack.CSeq.Number, Is.EqualTo(1));
    }

    [Test]
    public async Task The_ACK_to_another_final_response_ends_the_transaction()
    {
        var (transaction, user, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 486);
        await peer.SendAsync(request.Matching(SipMethod.Ack, "bob"));
        await user.TerminatedAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Rig.User.WaitingRequests, Is.Zero);
            Assert.That(user.Failures, Is.Zero);
            Assert.That(Rig.Layer.Count, Is.Zero, "Timer I is zero on a reliable transport.");
        });
    }

    [Test]
    public async Task Timer_H_tells_that_no_ACK_came()
    {
        var (transaction, user, peer, _) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 486);
        Rig.Advance(31.999);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(user.Failures, Is.Zero);
        Rig.Advance(0.001);
        await user.ExpectAsync(TransactionFailure.Timeout);
        await user.TerminatedAsync();
    }

    [Test]
    public async Task The_same_branch_of_another_sender_is_another_transaction()
    {
        var (first, _, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await peer.SendAsync(Requests.New(SipMethod.Invite, Call, via: request.Headers.First(HeaderId.Via)!.Replace("peer.example", "other.example", StringComparison.Ordinal)));
        var second = await Rig.User.NextAsync();
        await peer.SendAsync(Requests.New(SipMethod.Invite, Call, via: request.Headers.First(HeaderId.Via)!.Replace("5060", "5070", StringComparison.Ordinal)));
        var third = await Rig.User.NextAsync();
        await peer.SendAsync(Requests.New(SipMethod.Invite, Call, via: request.Headers.First(HeaderId.Via)!.Replace("peer.example", "PEER.example", StringComparison.Ordinal)));
        await peer.ExpectSilenceAsync(Call);
        Assert.That(Rig.User.WaitingRequests, Is.Zero, "Host names do not care for case.");
        Assert.That(Rig.Layer.Count, Is.EqualTo(3));
        foreach (var transaction in new[] { first, second, third })
            await AnswerAsync(transaction, peer, 486);
    }

    [Test]
    public async Task The_response_belongs_to_the_request_of_its_own_transaction()
    {
        var (first, _, peer, _) = await ReceiveFromPeerAsync(SipMethod.Invite);
        var update = Requests.New(SipMethod.Update, Call, 2);
        await peer.SendAsync(update);
        var second = await Rig.User.NextAsync();
        Assert.That((await AnswerAsync(second, peer, 200)).CSeq, Is.EqualTo(new CSeq(2, SipMethod.Update)));
        Assert.That((await AnswerAsync(first, peer, 486)).CSeq, Is.EqualTo(new CSeq(1, SipMethod.Invite)));
    }

    [Test]
    public async Task Respond_off_the_strand_is_a_mistake_that_shows()
    {
        var (transaction, _, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        Assert.That(() => transaction.Respond(request.CreateResponse(200, toTag: "bob")), Throws.InvalidOperationException);
        await AnswerAsync(transaction, peer, 486);
    }

    [Test]
    public async Task A_user_that_throws_does_not_keep_the_transaction()
    {
        var (transaction, user, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        user.OnCancelled = _ => throw new TimeoutException("the user's fault");
        await peer.SendAsync(request.Matching(SipMethod.Cancel));
        await peer.ExpectAsync(200);
        await AnswerAsync(transaction, peer, 487);
        Assert.That(Rig.Log.TakeExceptions(), Has.One.TypeOf<TimeoutException>());
    }
}
