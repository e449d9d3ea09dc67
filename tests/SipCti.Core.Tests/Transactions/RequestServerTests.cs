using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>A request other than INVITE that the layer receives: RFC 3261 section 17.2.2, RFC 4320.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class RequestServerTests(Medium medium) : TransactionTest(medium)
{
    [Test]
    public async Task A_final_response_ends_the_transaction_at_once([Values(200, 404)] int status)
    {
        var (transaction, user, peer, _) = await ReceiveFromPeerAsync(SipMethod.Options);
        await AnswerAsync(transaction, peer, status);
        await user.TerminatedAsync();
        Assert.That(transaction.HasFinalResponse);
        Assert.That(Rig.Layer.Count, Is.Zero, "Timer J is zero on a reliable transport.");
    }

    [Test]
    public async Task Without_an_answer_100_goes_out_when_timer_E_of_the_sender_is_T2()
    {
        var (transaction, _, peer, _) = await ReceiveFromPeerAsync(SipMethod.Options);
        Rig.Advance(3.499);
        await peer.ExpectSilenceAsync(Call);
        Rig.Advance(0.001);
        await peer.ExpectAsync(100);
        await AnswerAsync(transaction, peer, 200);
    }

    [Test]
    public async Task No_provisional_response_but_100([Values(180, 183)] int status)
    {
        var (transaction, _, peer, _) = await ReceiveFromPeerAsync(SipMethod.Options);
        await RespondAsync(transaction, status);
        await peer.ExpectSilenceAsync(Call);
        await AnswerAsync(transaction, peer, 100, toTag: null);
        await AnswerAsync(transaction, peer, 200);
    }

    [Test]
    public async Task No_408_is_ever_sent()
    {
        var (transaction, user, peer, _) = await ReceiveFromPeerAsync(SipMethod.Options);
        await RespondAsync(transaction, 408);
        await user.TerminatedAsync();
        Assert.That(transaction.HasFinalResponse);
        await RespondAsync(transaction, 200);
        await peer.ExpectSilenceAsync(Call);
    }

    [Test]
    public async Task Unanswered_it_ends_when_its_sender_has_given_up()
    {
        var (transaction, user, peer, _) = await ReceiveFromPeerAsync(SipMethod.Options);
        Rig.Advance(31.999);
        await peer.ExpectAsync(100);
        Assert.That(transaction.IsTerminated, Is.False);
        Rig.Advance(0.001);
        await user.ExpectAsync(TransactionFailure.Timeout);
        await user.TerminatedAsync();
        await RespondAsync(transaction, 200);
        await peer.ExpectSilenceAsync(Call);
    }

    [Test]
    public async Task A_retransmission_gets_nothing_before_an_answer_and_goes_up_once()
    {
        var (transaction, _, peer, request) = await ReceiveFromPeerAsync(SipMethod.Options);
        await peer.SendAsync(request);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(Rig.User.WaitingRequests, Is.Zero);
        await AnswerAsync(transaction, peer, 200);
    }
}
