using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>An INVITE that the layer sends: RFC 3261 section 17.1.1, RFC 6026 section 8.4.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public class InviteClientTests(Medium medium) : TransactionTest(medium)
{
    [Test]
    public async Task Own_via_names_this_server_and_asks_for_rport_and_alias()
    {
        await Rig.ConnectAsync();
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        var via = received.TopVia;
        Assert.Multiple(() =>
        {
            Assert.That(via.Transport, Is.EqualTo("TCP"));
            Assert.That(via.SentBy, Is.EqualTo($"{Rig.Transport.SentByHost}:{Rig.Transport.SentByPort}"));
            Assert.That(via.Branch, Is.EqualTo(sent.Transaction.Branch).And.StartsWith("z9hG4bK"));
            Assert.That(via.HasRPort);
            Assert.That(via.RPort, Is.Null);
            Assert.That(via.Parameters.Contains("alias"));
            Assert.That(sent.Transaction.Flow!.RemoteEndPoint, Is.EqualTo(peer.Link.LocalEndPoint));
        });
        await peer.SendAsync(received.CreateResponse(486, toTag: "bob"));
        await sent.ExpectAsync(486);
    }

    [Test]
    public async Task Every_provisional_response_goes_up()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        foreach (var status in new[] { 100, 180, 183, 180 })
        {
            await peer.SendAsync(received.CreateResponse(status, toTag: "bob"));
            await sent.ExpectAsync(status);
        }

        Assert.That(sent.Transaction.FinalResponse, Is.Null);
        await FinishAsync(sent, peer, received);
    }

    [Test]
    public async Task Every_2xx_goes_up_also_of_other_forks_until_timer_M()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        foreach (var tag in new[] { "fork1", "fork1", "fork2" })
        {
            await peer.SendAsync(received.CreateResponse(200, toTag: tag));
            Assert.That((await sent.ExpectAsync(200)).ToTag, Is.EqualTo(tag));
        }

        Assert.That(sent.Transaction.FinalResponse!.ToTag, Is.EqualTo("fork1"));
        await peer.ExpectSilenceAsync(Call);

        Rig.Advance(31.9);
        await peer.SendAsync(received.CreateResponse(200, toTag: "fork3"));
        await sent.ExpectAsync(200);
        Rig.Advance(0.1);
        await sent.TerminatedAsync();

        await peer.SendAsync(received.CreateResponse(200, toTag: "fork4"));
        Assert.That((await Rig.User.NextStrayAsync()).ToTag, Is.EqualTo("fork4"));
        Assert.That(sent.Waiting, Is.Zero);
    }

    [Test]
    public async Task After_a_2xx_nothing_but_2xx_goes_up()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        await peer.SendAsync(received.CreateResponse(200, toTag: "fork1"));
        await sent.ExpectAsync(200);
        await peer.SendAsync(received.CreateResponse(180, toTag: "fork2"));
        await peer.SendAsync(received.CreateResponse(486, toTag: "fork2"));
        await peer.ExpectSilenceAsync(Call);
        Assert.Multiple(() =>
        {
            Assert.That(sent.Waiting, Is.Zero);
            Assert.That(Rig.User.WaitingStrays, Is.Zero);
            Assert.That(sent.Transaction.LastResponse!.StatusCode, Is.EqualTo(200));
        });
    }

    [TestCase(302)]
    [TestCase(486)]
    [TestCase(503)]
    [TestCase(603)]
    public async Task Other_final_response_is_acknowledged_by_the_layer(int status)
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        await peer.SendAsync(received.CreateResponse(status, toTag: "bob"));

        var ack = await peer.ExpectAsync(SipMethod.Ack);
        Assert.Multiple(() =>
        {
            Assert.That(ack.RequestUri, Is.EqualTo(received.RequestUri));
            Assert.That(ack.Headers.Values(HeaderId.Via), Is.EqualTo([received.Headers.First(HeaderId.Via)]));
            Assert.That(ack.ToTag, Is.EqualTo("bob"));
            Assert.That(ack.From.ToString(), Is.EqualTo(received.From.ToString()));
            Assert.That(ack.CSeq, Is.EqualTo(new CSeq(1, SipMethod.Ack)));
        });
        Assert.That(await sent.ExpectAsync(status), Is.SameAs(sent.Transaction.FinalResponse));
        await sent.TerminatedAsync();
        Assert.That(Rig.Layer.Count, Is.Zero, "Timer D is zero on a reliable transport.");
    }

    [Test]
    public async Task Timer_B_ends_an_INVITE_without_any_response()
    {
        var (sent, peer, _) = await SendToPeerAsync(SipMethod.Invite);
        Rig.Advance(31.999);
        await peer.ExpectSilenceAsync(Call);
        Assert.That(sent.Waiting, Is.Zero);
        Rig.Advance(0.001);
        await sent.ExpectAsync(TransactionFailure.Timeout);
    }

    [Test]
    public async Task A_provisional_response_lets_an_INVITE_wait_without_end()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        await peer.SendAsync(received.CreateResponse(180, toTag: "bob"));
        await sent.ExpectAsync(180);
        Rig.Advance(600);
        Assert.That(sent.Transaction.IsTerminated, Is.False);
        await FinishAsync(sent, peer, received);
    }

    [Test]
    public async Task A_response_of_another_method_or_branch_is_stray()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Invite);
        var foreign = received.CreateResponse(200, toTag: "bob");
        foreign.Headers.Set(HeaderId.Via, received.TopVia.WithParameter("branch", "z9hG4bKguessed").ToString());
        await peer.SendAsync(foreign);
        await Rig.User.NextStrayAsync();
        var other = received.CreateResponse(200, toTag: "bob");
        other.Headers.Set(HeaderId.CSeq, "1 BYE");
        await peer.SendAsync(other);
        await Rig.User.NextStrayAsync();
        Assert.That(sent.Waiting, Is.Zero);
        await FinishAsync(sent, peer, received);
    }

    [Test]
    public async Task An_exception_of_the_user_does_not_keep_the_transaction()
    {
        var (sent, peer, received) = await SendToPeerAsync(SipMethod.Options);
        sent.Then = _ => throw new TimeoutException("the user's fault");
        await peer.SendAsync(received.CreateResponse(200, toTag: "bob"));
        await sent.TerminatedAsync();
        await peer.ExpectSilenceAsync(Call);
        Assert.That(Rig.Log.TakeExceptions(), Has.One.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task An_ACK_is_no_transaction()
    {
        var ack = Requests.Bare(SipMethod.Ack, Call);
        await Rig.OnStrandAsync(Call, () =>
            Assert.That(() => Rig.Layer.Send(ack, default, new SentRequest()), Throws.ArgumentException));
    }

    [Test]
    public void Send_off_the_strand_is_a_mistake_that_shows() =>
        Assert.That(() => Rig.Layer.Send(Requests.Bare(SipMethod.Invite, Call), default, new SentRequest()), Throws.InvalidOperationException);

    [Test]
    public async Task An_unfinished_request_is_a_mistake_that_shows([Values(HeaderId.From, HeaderId.To, HeaderId.CSeq, HeaderId.CallId)] HeaderId missing)
    {
        var request = Requests.Bare(SipMethod.Invite, Call);
        request.Headers.Remove(missing);
        await Rig.OnStrandAsync(Call, () =>
            Assert.That(() => Rig.Layer.Send(request, default, new SentRequest()), Throws.InvalidOperationException));
        Assert.That(Rig.Layer.Count, Is.Zero);
    }

    [Test]
    public async Task Stateless_request_gets_a_fresh_branch_and_goes_to_flow_or_endpoint()
    {
        var listener = await Rig.ListenAsync();
        await Rig.OnStrandAsync(Call, () => Rig.Layer.SendStateless(Requests.Bare(SipMethod.Ack, Call), listener.EndPoint));
        var peer = await listener.AcceptAsync();
        var first = await peer.ExpectAsync(SipMethod.Ack);
        Assert.That(Rig.Transport.TryGetFlow(listener.EndPoint, out var flow));
        await Rig.OnStrandAsync(Call, () => Rig.Layer.SendStateless(Requests.Bare(SipMethod.Ack, Call), flow!));
        var second = await peer.ExpectAsync(SipMethod.Ack);
        Assert.Multiple(() =>
        {
            Assert.That(first.TopVia.Branch, Does.StartWith("z9hG4bK"));
            Assert.That(second.TopVia.Branch, Does.StartWith("z9hG4bK").And.Not.EqualTo(first.TopVia.Branch));
            Assert.That(Rig.Layer.Count, Is.Zero);
        });
    }

    private static async Task FinishAsync(SentRequest sent, SipPeer peer, SipRequest received)
    {
        await peer.SendAsync(received.CreateResponse(486, toTag: "bob"));
        await peer.ExpectAsync(SipMethod.Ack);
        await sent.ExpectAsync(486);
        await sent.TerminatedAsync();
    }
}
