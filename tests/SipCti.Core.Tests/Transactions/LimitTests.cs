using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
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

    [Test]
    public async Task Provisional_responses_that_wait_for_a_connect_are_few_and_final_ones_all()
    {
        var back = await Rig.ListenAsync();
        var peer = await Rig.ConnectAsync();
        await peer.SendAsync(Requests.New(SipMethod.Invite, Call, via: $"SIP/2.0/TCP 127.0.0.1:{back.EndPoint.Port};branch=z9hG4bKback"));
        var transaction = await Rig.User.NextAsync();
        peer.Cut();
        await Rig.User.NextLostFlowAsync();

        // All within one piece of work: the connect cannot come back to the strand in between.
        Rig.Links.Held = new TaskCompletionSource();
        await Rig.OnStrandAsync(Call, () =>
        {
            for (var i = 0; i < 20; i++)
                transaction.Respond(transaction.Request.CreateResponse(180 + i % 4, toTag: "bob"));
            transaction.Respond(transaction.Request.CreateResponse(486, toTag: "bob"));
        });
        Rig.Links.Held.SetResult();
        var again = await back.AcceptAsync();
        for (var i = 0; i < 16; i++)
            await again.ExpectAsync(180 + i % 4);
        await again.ExpectAsync(486);
    }

    [Test]
    public async Task Transactions_refusals_and_failures_are_measured()
    {
        await LimitAsync(SipLimits.Default with { MaxTransactions = 1 });
        var seen = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = static (instrument, me) => Enable(instrument, me) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.AddOrUpdate(tags.ToArray().Aggregate(instrument.Name, static (name, tag) => $"{name} {tag.Value}"), value, (_, before) => before + value));
        listener.Start();
        listener.RecordObservableInstruments();
        var before = seen["sipcti.transactions.active"];

        var (sent, peer, _) = await SendToPeerAsync(SipMethod.Options);
        seen.Clear();
        listener.RecordObservableInstruments();
        Assert.That(seen["sipcti.transactions.active"], Is.EqualTo(before + 1));
        await peer.SendAsync(Requests.New(SipMethod.Options, Call));
        await peer.ExpectAsync(503);
        Rig.Advance(32);
        await sent.ExpectAsync(TransactionFailure.Timeout);
        seen.Remove("sipcti.transactions.active", out long _);
        listener.RecordObservableInstruments();
        Assert.Multiple(() =>
        {
            Assert.That(seen["sipcti.transactions.active"], Is.EqualTo(before));
            Assert.That(seen["sipcti.transactions.refused"], Is.EqualTo(1));
            Assert.That(seen["sipcti.transactions.failed client timeout"], Is.EqualTo(1));
        });

        static void Enable(Instrument instrument, MeterListener listener)
        {
            if (instrument.Name.StartsWith("sipcti.transactions.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        }
    }
}
