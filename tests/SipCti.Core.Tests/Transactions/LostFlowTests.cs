using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>Connections that are not there or go away: RFC 3261 sections 17.1.4, 17.2.4 and 18.2.2, RFC 6026 section 7.1.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class LostFlowTests(Medium medium) : TransactionTest(medium)
{
    [Test]
    public async Task A_refused_connect_fails_the_request_after_send_returned([Values("INVITE", "OPTIONS")] string method)
    {
        var listener = await Rig.ListenAsync();
        await listener.DisposeAsync();
        var sent = await Rig.OnStrandAsync(Call, () =>
        {
            var one = new SentRequest();
            one.Transaction = Rig.Layer.Send(Requests.Bare(new SipMethod(method), Call), listener.EndPoint, one);
            Assert.That(one.Waiting, Is.Zero);
            return one;
        });
        await sent.ExpectAsync(TransactionFailure.Transport);
    }

    [Test]
    public async Task A_refused_connect_fails_all_that_wait_for_it()
    {
        var listener = await Rig.ListenAsync();
        await listener.DisposeAsync();
        var sent = await Rig.OnStrandAsync(Call, () => Enumerable.Range(1, 10).Select(i =>
        {
            var one = new SentRequest();
            one.Transaction = Rig.Layer.Send(Requests.Bare(SipMethod.Options, Call, (uint)i), listener.EndPoint, one);
            Rig.Layer.SendStateless(Requests.Bare(SipMethod.Ack, Call, (uint)i), listener.EndPoint);
            return one;
        }).ToArray());
        foreach (var one in sent)
            await one.ExpectAsync(TransactionFailure.Transport);
    }

    [Test]
    public async Task A_closed_flow_as_target_fails_the_request_after_send_returned()
    {
        var (first, peer, _) = await SendToPeerAsync(SipMethod.Options);
        peer.Cut();
        await first.ExpectAsync(TransactionFailure.Transport);
        var second = await Rig.OnStrandAsync(Call, () =>
        {
            var one = new SentRequest();
            one.Transaction = Rig.Layer.Send(Requests.Bare(SipMethod.Options, Call), first.Transaction.Flow!, one);
            Assert.That(one.Waiting, Is.Zero);
            return one;
        });
        await second.ExpectAsync(TransactionFailure.Transport);
    }

    [Test]
    public async Task No_target_at_all_is_a_transport_failure()
    {
        var sent = await Rig.SendAsync(Requests.Bare(SipMethod.Options, Call), default);
        await sent.ExpectAsync(TransactionFailure.Transport);
    }

    [Test]
    public async Task With_flow_and_endpoint_the_endpoint_is_for_a_closed_flow()
    {
        var listener = await Rig.ListenAsync();
        var first = await Rig.SendAsync(Requests.Bare(SipMethod.Options, Call), listener.EndPoint);
        var peer = await listener.AcceptAsync();
        await peer.ExpectAsync(SipMethod.Options);
        peer.Cut();
        await first.ExpectAsync(TransactionFailure.Transport);

        var second = await Rig.SendAsync(Requests.Bare(SipMethod.Options, Call), new SipTarget { Flow = first.Transaction.Flow, EndPoint = listener.EndPoint });
        var again = await listener.AcceptAsync();
        var received = await again.ExpectAsync(SipMethod.Options);
        await again.SendAsync(received.CreateResponse(200, toTag: "bob"));
        await second.ExpectAsync(200);
    }

    [Test]
    public async Task A_lost_flow_fails_all_requests_on_it_on_whatever_strand_and_no_others()
    {
        var lost = await Rig.ListenAsync();
        var kept = await Rig.ListenAsync();
        var onLost = new List<SentRequest>();
        for (var i = 0; i < 100; i++)
            onLost.Add(await Rig.SendAsync(Requests.Bare(i % 2 == 0 ? SipMethod.Invite : SipMethod.Options, $"{i}@lost"), lost.EndPoint));
        var onKept = await Rig.SendAsync(Requests.Bare(SipMethod.Invite, "0@lost", 2), kept.EndPoint);
        var peer = await lost.AcceptAsync();
        var other = await kept.AcceptAsync();
        for (var i = 0; i < 100; i++)
        {
            var received = (SipRequest)await peer.ReceiveAsync();
            if (int.Parse(received.CallId.Split('@')[0], CultureInfo.InvariantCulture) % 3 == 0)
                await peer.SendAsync(received.CreateResponse(100));
        }

        for (var i = 0; i < 100; i += 3)
            await onLost[i].ExpectAsync(100);
        peer.Cut();
        foreach (var sent in onLost)
            await sent.ExpectAsync(TransactionFailure.Transport);
        await Rig.User.NextLostFlowAsync();

        Assert.That(onKept.Waiting, Is.Zero);
        Assert.That(Rig.Layer.Count, Is.EqualTo(1));
        var invite = await other.ExpectAsync(SipMethod.Invite);
        await other.SendAsync(invite.CreateResponse(486, toTag: "bob"));
        await onKept.ExpectAsync(486);
    }

    [Test]
    public async Task In_whatever_order_others_ended_a_lost_flow_fails_those_that_are_left([Range(0, 9)] int seed)
    {
        const int Count = 8;
        var listener = await Rig.ListenAsync();
        var sent = new List<SentRequest>();
        for (var i = 0; i < Count; i++)
            sent.Add(await Rig.SendAsync(Requests.Bare(SipMethod.Options, Call, (uint)i + 1), listener.EndPoint));
        var peer = await listener.AcceptAsync();
        var received = new List<SipRequest>();
        for (var i = 0; i < Count; i++)
            received.Add(await peer.ExpectAsync(SipMethod.Options));

        var order = Enumerable.Range(0, Count).ToArray();
        new Random(seed).Shuffle(order);
        foreach (var i in order.Take(Count - 3))
        {
            await peer.SendAsync(received[i].CreateResponse(200, toTag: "bob"));
            await sent[i].ExpectAsync(200);
        }

        peer.Cut();
        foreach (var i in order.TakeLast(3))
            await sent[i].ExpectAsync(TransactionFailure.Transport);
    }

    [Test]
    public async Task A_request_that_timed_out_while_it_waited_for_a_connect_is_not_sent_any_more()
    {
        await LimitAsync(SipLimits.Default with { ConnectTimeout = TimeSpan.FromSeconds(60) });
        var listener = await Rig.ListenAsync();
        Rig.Links.Held = new TaskCompletionSource();
        var sent = await Rig.SendAsync(Requests.Bare(SipMethod.Options, Call), listener.EndPoint);
        Rig.Advance(32);
        await sent.ExpectAsync(TransactionFailure.Timeout);
        Rig.Links.Held.SetResult();
        await (await listener.AcceptAsync()).ExpectSilenceAsync(Call);
    }

    [Test]
    public async Task A_request_that_has_its_final_response_does_not_fail_with_its_flow()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        await peer.SendAsync(received.CreateResponse(200, toTag: "bob"));
        await sent.ExpectAsync(200);
        peer.Cut();
        await Rig.User.NextLostFlowAsync();
        await Rig.OnStrandAsync(Call, () => Assert.That(sent.Waiting, Is.Zero));
        Assert.That(sent.Transaction.IsTerminated, Is.False);
    }

    [Test]
    public async Task Responses_take_a_new_connection_to_the_sent_by_port_when_the_flow_is_lost()
    {
        var back = await Rig.ListenAsync();
        var (transaction, peer) = await InviteAsync($"SIP/2.0/TCP 127.0.0.1:{back.EndPoint.Port};branch=z9hG4bKback");
        await AnswerAsync(transaction, peer, 180);
        peer.Cut();
        await Rig.User.NextLostFlowAsync();

        await RespondAsync(transaction, 183);
        await RespondAsync(transaction, 486);
        var again = await back.AcceptAsync();
        await again.ExpectAsync(183);
        await again.ExpectAsync(486);
        await again.SendAsync(transaction.Request.Matching(SipMethod.Ack, "bob"));
        await ((AnsweringUser)transaction.User!).TerminatedAsync();
    }

    [Test]
    public async Task The_address_of_the_new_connection_is_that_the_request_came_from_not_the_name_in_sent_by()
    {
        var back = await Rig.ListenAsync();
        var (transaction, peer) = await InviteAsync($"SIP/2.0/TCP phone.example:{back.EndPoint.Port};rport;branch=z9hG4bKback");
        peer.Cut();
        await Rig.User.NextLostFlowAsync();
        await RespondAsync(transaction, 486);
        await (await back.AcceptAsync()).ExpectAsync(486);
    }

    [Test]
    public async Task A_response_that_cannot_be_sent_is_told_and_the_INVITE_transaction_stays([Values(180, 200, 486)] int status)
    {
        // Bound and not listening: connects are refused, and nobody else can come to listen there.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (transaction, peer) = await InviteAsync($"SIP/2.0/TCP {deaf.LocalEndPoint};branch=z9hG4bKgone");
        peer.Cut();
        await Rig.User.NextLostFlowAsync();
        await RespondAsync(transaction, status);
        var user = (AnsweringUser)transaction.User!;
        await user.ExpectAsync(TransactionFailure.Transport);
        Assert.That(transaction.IsTerminated, Is.False, "RFC 6026 7.1.");
        if (status == 180)
        {
            await RespondAsync(transaction, 486);
            await user.ExpectAsync(TransactionFailure.Transport);
        }

        Rig.Advance(32);
        await user.TerminatedAsync();
    }

    [Test]
    public async Task A_request_that_comes_again_on_a_new_flow_is_answered_there()
    {
        var (transaction, peer) = await InviteAsync("SIP/2.0/TCP phone.invalid:5060;branch=z9hG4bKagain");
        peer.Cut();
        await Rig.User.NextLostFlowAsync();
        var again = await Rig.ConnectAsync();
        await again.SendAsync(transaction.Request);
        await again.ExpectSilenceAsync(Call);
        await AnswerAsync(transaction, again, 486);
    }

    private async Task<(ServerTransaction Transaction, SipPeer Peer)> InviteAsync(string via)
    {
        var peer = await Rig.ConnectAsync();
        await peer.SendAsync(Requests.New(SipMethod.Invite, Call, via: via));
        var transaction = await Rig.User.NextAsync();
        await Rig.OnStrandAsync(Call, () => transaction.User = new AnsweringUser());
        return (transaction, peer);
    }
}
