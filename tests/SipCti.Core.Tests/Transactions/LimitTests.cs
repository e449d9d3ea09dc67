using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>What happens at <see cref="SipLimits.MaxTransactions"/>.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class LimitTests(Medium medium) : TransactionTest(medium)
{
    [Test]
    public async Task Above_MaxTransactions_a_new_request_gets_503_with_Retry_After_and_no_transaction()
    {
        await LimitAsync(SipLimits.Default with { MaxTransactions = 3 });
        var peer = await Rig.ConnectAsync();
        var transactions = new List<ServerTransaction>();
        var invites = Enumerable.Range(0, 3).Select(i => Requests.New(SipMethod.Invite, $"{i}@limit")).ToArray();
        foreach (var invite in invites)
        {
            await peer.SendAsync(invite);
            transactions.Add(await Rig.User.NextAsync());
        }

        var above = Requests.New(SipMethod.Invite, "above@limit");
        for (var i = 0; i < 2; i++)
        {
            await peer.SendAsync(above);
            var refusal = await peer.ExpectAsync(503);
            Assert.That(refusal.Headers.First(HeaderId.RetryAfter), Is.EqualTo("10"));
            Assert.That(refusal.TopVia.Branch, Is.EqualTo(above.TopVia.Branch));
            Assert.That(refusal.ToTag, Is.Not.Null);
            Assert.That(Rig.Layer.Count, Is.EqualTo(3));
            await peer.SendAsync(above.Matching(SipMethod.Ack, refusal.ToTag));
            await Rig.User.NextAckAsync();
        }

        // What is there goes on: retransmissions, CANCEL, ACK.
        await AnswerAsync(transactions[0], peer, 180);
        await peer.SendAsync(invites[0]);
        await peer.ExpectAsync(180);
        await peer.SendAsync(invites[0].Matching(SipMethod.Cancel));
        await peer.ExpectAsync(200);
        Assert.That(transactions[0].IsCancelled);
        await peer.SendAsync(Requests.New(SipMethod.Cancel, "unknown@limit"));
        await peer.ExpectAsync(481);
        await AnswerAsync(transactions[0], peer, 487);
        await peer.SendAsync(invites[0].Matching(SipMethod.Ack, "bob"));
        await peer.ExpectSilenceAsync("0@limit");

        await peer.SendAsync(above);
        transactions.Add(await Rig.User.NextAsync());
        foreach (var transaction in transactions.Skip(1))
            await AnswerAsync(transaction, peer, 486);
    }

    [Test]
    public async Task Own_requests_count_and_are_not_refused()
    {
        await LimitAsync(SipLimits.Default with { MaxTransactions = 1 });
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Options);
        Assert.That(Rig.Layer.Count, Is.EqualTo(1));
        var second = await Rig.SendAsync(Requests.Bare(SipMethod.Options, Call, 2), sent.Transaction.Flow!);
        var also = await peer.ExpectAsync(SipMethod.Options);
        await peer.SendAsync(Requests.New(SipMethod.Options, Call));
        await peer.ExpectAsync(503);
        await peer.SendAsync(received.CreateResponse(200, toTag: "bob"));
        await peer.SendAsync(also.CreateResponse(200, toTag: "bob"));
        await sent.ExpectAsync(200);
        await second.ExpectAsync(200);
    }
}
