using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>A request other than INVITE that the layer sends: RFC 3261 section 17.1.2.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class RequestClientTests(Medium medium) : TransactionTest(medium)
{
    [TestCase(200)]
    [TestCase(404)]
    public async Task A_final_response_ends_the_transaction_at_once(int status)
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Register);
        await peer.SendAsync(received.CreateResponse(status, toTag: "bob"));
        await sent.ExpectAsync(status);
        await sent.TerminatedAsync();
        await peer.SendAsync(received.CreateResponse(status, toTag: "bob"));
        await Rig.User.NextStrayAsync();
        Assert.That(Rig.Layer.Count, Is.Zero, "Timer K is zero on a reliable transport.");
    }

    [Test]
    public async Task Timer_F_ends_a_request_without_response([Values] bool provisional)
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Options);
        if (provisional)
        {
            await peer.SendAsync(received.CreateResponse(100));
            await sent.ExpectAsync(100);
        }

        Rig.Advance(31.999);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(sent.Waiting, Is.Zero);
        Rig.Advance(0.001);
        await sent.ExpectAsync(TransactionFailure.Timeout);
    }

    [Test]
    public async Task Cancel_means_nothing_for_it()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Options);
        await peer.SendAsync(received.CreateResponse(100));
        await sent.ExpectAsync(100);
        await Rig.OnStrandAsync(Call, () => sent.Transaction.Cancel());
        await peer.ExpectSilenceAsync(Call);
        Assert.That(sent.Transaction.IsCancelled, Is.False);
        await peer.SendAsync(received.CreateResponse(200, toTag: "bob"));
        await sent.ExpectAsync(200);
    }

    [Test]
    public async Task Requests_that_wait_for_the_same_connect_share_it_in_order()
    {
        var listener = await Rig.ListenAsync();
        var sent = await Rig.OnStrandAsync(Call, () => Enumerable.Range(1, 20).Select(i =>
        {
            var one = new SentRequest();
            one.Transaction = Rig.Layer.Send(Requests.Bare(SipMethod.Options, Call, (uint)i), listener.EndPoint, one);
            return one;
        }).ToArray());
        var peer = await listener.AcceptAsync();
        for (var i = 1; i <= 20; i++)
        {
            var received = await peer.ExpectAsync(SipMethod.Options);
            Assert.That(received.CSeq.Number, Is.EqualTo(i));
            await peer.SendAsync(received.CreateResponse(200, toTag: "bob"));
        }

        foreach (var one in sent)
            await one.ExpectAsync(200);
    }
}
