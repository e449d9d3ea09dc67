using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>What an unreliable transport adds: retransmissions, and patience with the peer's (RFC 3261 table 4).</summary>
[TestFixture(Medium.InMemory)]
public class UnreliableTests(Medium medium) : TransactionTest(medium, unreliable: true)
{
    [Test]
    public async Task Timer_A_doubles_until_timer_B()
    {
        var (sent, peer, _) = await SendToPeerAsync(SipMethod.Invite);
        await ExpectRepeatsAsync(peer, SipMethod.Invite, 0.5, 1, 2, 4, 8, 16);
        Rig.Advance(0.5);
        await sent.ExpectAsync(TransactionFailure.Timeout);
        await peer.ExpectSilenceAsync(Call);
    }

    [Test]
    public async Task A_provisional_response_stops_timer_A()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        await ExpectRepeatsAsync(peer, SipMethod.Invite, 0.5);
        await peer.SendAsync(received.CreateResponse(180, toTag: "bob"));
        await sent.ExpectAsync(180);
        Rig.Advance(60);
        await peer.ExpectSilenceAsync(Call);
        await peer.SendAsync(received.CreateResponse(486, toTag: "bob"));
        await peer.ExpectAsync(SipMethod.Ack);
    }

    [Test]
    public async Task A_retransmitted_final_response_is_acknowledged_again_for_32_s()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        for (var i = 0; i < 3; i++)
        {
            await peer.SendAsync(received.CreateResponse(486, toTag: "bob"));
            await peer.ExpectAsync(SipMethod.Ack);
        }

        await sent.ExpectAsync(486);
        Rig.Advance(31.999);
        Assert.That(sent.Transaction.IsTerminated, Is.False);
        Rig.Advance(0.001);
        await sent.TerminatedAsync();
        Assert.That(sent.Waiting, Is.Zero, "The user is told once.");
    }

    [Test]
    public async Task Timer_E_doubles_up_to_T2_until_timer_F()
    {
        var (sent, peer, _) = await SendToPeerAsync(SipMethod.Options);
        await ExpectRepeatsAsync(peer, SipMethod.Options, 0.5, 1, 2, 4, 4, 4, 4, 4, 4, 4);
        Rig.Advance(0.5);
        await sent.ExpectAsync(TransactionFailure.Timeout);
        await peer.ExpectSilenceAsync(Call);
    }

    [Test]
    public async Task A_provisional_response_slows_timer_E_to_T2()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Options);
        await peer.SendAsync(received.CreateResponse(100));
        await sent.ExpectAsync(100);
        await ExpectRepeatsAsync(peer, SipMethod.Options, 0.5, 4, 4);
        await peer.SendAsync(received.CreateResponse(200, toTag: "bob"));
        await sent.ExpectAsync(200);
        Rig.Advance(4.999);
        Assert.That(sent.Transaction.IsTerminated, Is.False);
        Rig.Advance(0.001);
        await sent.TerminatedAsync();
    }

    [Test]
    public async Task Timer_G_repeats_the_final_response_until_the_ACK()
    {
        var (transaction, user, peer, request) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 486);
        foreach (var seconds in new[] { 0.5, 1, 2, 4, 4 })
        {
            Rig.Advance(seconds - 0.001);
            await peer.ExpectSilenceAsync(Call);
            Rig.Advance(0.001);
            await peer.ExpectAsync(486);
        }

        await peer.SendAsync(request.Matching(SipMethod.Ack, "bob"));
        await peer.ExpectSilenceAsync(Call);
        Rig.Advance(4.9);
        await peer.SendAsync(request.Matching(SipMethod.Ack, "bob"));
        await peer.ExpectSilenceAsync(Call);
        Assert.That(user.IsTerminated, Is.False);
        Rig.Advance(0.1);
        await user.TerminatedAsync();
        Assert.That(Rig.User.WaitingRequests, Is.Zero, "Repeated ACKs are absorbed.");
    }

    [Test]
    public async Task Timer_H_ends_the_repetition_when_no_ACK_comes()
    {
        var (transaction, user, peer, _) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await AnswerAsync(transaction, peer, 486);
        for (var i = 0; i < 64; i++)
            Rig.Advance(0.5);
        for (var i = 0; i < 10; i++)
            await peer.ExpectAsync(486);
        await user.ExpectAsync(TransactionFailure.Timeout);
        await user.TerminatedAsync();
        await peer.ExpectSilenceAsync(Call);
    }

    [Test]
    public async Task A_retransmitted_request_gets_its_final_response_again_until_timer_J()
    {
        var (transaction, user, peer, request) = await ReceiveFromPeerAsync(SipMethod.Options);
        await AnswerAsync(transaction, peer, 200);
        Rig.Advance(31.999);
        await peer.SendAsync(request);
        await peer.ExpectAsync(200);
        Assert.That(user.IsTerminated, Is.False);
        Rig.Advance(0.001);
        await user.TerminatedAsync();
    }

    [Test]
    public async Task The_users_100_to_another_request_waits_until_it_is_due()
    {
        var (transaction, _, peer, _) = await ReceiveFromPeerAsync(SipMethod.Options);
        await RespondAsync(transaction, 100);
        await peer.ExpectSilenceAsync(Call);
        Rig.Advance(3.5);
        await peer.ExpectAsync(100);
        await AnswerAsync(transaction, peer, 200);
    }

    [Test]
    public async Task At_MaxTransactions_a_CANCEL_is_answered_without_a_transaction()
    {
        await LimitAsync(SipLimits.Default with { MaxTransactions = 1 });
        var (transaction, user, peer, invite) = await ReceiveFromPeerAsync(SipMethod.Invite);
        await peer.SendAsync(Requests.New(SipMethod.Cancel, Call));
        await peer.ExpectAsync(481);
        await peer.SendAsync(invite.Matching(SipMethod.Cancel));
        await peer.ExpectAsync(200);
        await user.CancelAsync();
        Assert.That(Rig.Layer.Count, Is.EqualTo(1));
        await AnswerAsync(transaction, peer, 487);
    }

    [Test]
    public async Task Own_via_asks_for_no_alias()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Options);
        await peer.SendAsync(received.CreateResponse(200, toTag: "bob"));
        await sent.ExpectAsync(200);
        var next = await Rig.SendAsync(Requests.Bare(SipMethod.Options, Call, 2), sent.Transaction.Flow!);
        var second = await peer.ExpectAsync(SipMethod.Options);
        Assert.That(second.TopVia.Transport, Is.EqualTo("UDP"));
        Assert.That(second.TopVia.Parameters.Contains("alias"), Is.False);
        await peer.SendAsync(second.CreateResponse(200, toTag: "bob"));
        await next.ExpectAsync(200);
    }

    private async Task ExpectRepeatsAsync(SipPeer peer, SipMethod method, params double[] intervals)
    {
        foreach (var seconds in intervals)
        {
            Rig.Advance(seconds - 0.001);
            await peer.ExpectSilenceAsync(Call);
            Rig.Advance(0.001);
            await peer.ExpectAsync(method);
        }
    }
}
