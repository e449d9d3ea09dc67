using System.Text;
using SipCti.Cti;
using SipCti.Messages;
using static SipCti.Tests.Cti.CtiLab;

namespace SipCti.Tests.Cti;

/// <summary>What is done for a terminal that cannot make the call itself: RFC 3725, flow IV.</summary>
[TestFixture]
public sealed class ThirdPartyCallTests
{
    private const string OfferOfB = "v=0\r\no=b 1 1 IN IP4 192.0.2.70\r\ns=-\r\nc=IN IP4 192.0.2.70\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n";
    private const string AnswerOfA = "v=0\r\no=a 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

    private CtiLab _lab = null!;
    private ScriptedTerminal _a = null!;
    private SipRequest _fake = null!;
    private string _callId = null!;

    [SetUp]
    public async Task SetUp()
    {
        _lab = await StartAsync();
        _a = await _lab.RegisterAsync("201");
    }

    [TearDown]
    public ValueTask TearDown() => _lab.DisposeAsync();

    /// <summary>The terminal refuses REFER; the pass-through calls B.</summary>
    /// <returns>The INVITE to B.</returns>
    private async Task<SipRequest> RefuseReferAsync(MakeCallOptions? options = null)
    {
        _callId = (await _lab.Cti.MakeCall(A, B, options)).CallId;
        _fake = await _a.AnswerFakeCallAsync();
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Refer), 405);
        return await ExpectInviteToBAsync();
    }

    private async Task<SipRequest> ExpectInviteToBAsync()
    {
        await _lab.ExpectAsync($"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall");
        return await _lab.Proxy.ExpectAsync(SipMethod.Invite);
    }

    private async Task JoinAsync(SipRequest invite)
    {
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.ExpectAsync($"Delivered {B} Alerting NewCall");
        await AnswerAsync(_lab.Proxy, invite, 200, "bt", _lab.ProxyContact, OfferOfB);
        var again = await _a.Peer.ExpectAsync(SipMethod.Invite);
        Assert.That(again.CallId, Is.EqualTo(_fake.CallId));
        Assert.That(Encoding.UTF8.GetString(again.Body.Span), Is.EqualTo(OfferOfB));
        await AnswerAsync(_a.Peer, again, 200, "ignored", _a.Contact, AnswerOfA);
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        var ack = await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        Assert.That(Encoding.UTF8.GetString(ack.Body.Span), Is.EqualTo(AnswerOfA));
        await _lab.ExpectAsync($"Established {B} Connected NewCall");
        Assert.That(_lab.Ports.Open, Is.Zero);
        Assert.That(_lab.PassThrough.Dialogs.Count, Is.EqualTo(2));
    }

    private Task SendFromBAsync(SipRequest invite, string method, int sequence, string body = "")
    {
        Assert.That(invite.TryGetContacts(out var contacts), Is.True);
        return _lab.Proxy.SendAsync(
            $"""
            {method} {contacts[0].Address.Uri} SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.70;branch=z9hG4bKb{method}{sequence}
            Max-Forwards: 70
            From: {invite.Headers.First(HeaderId.To)};tag=bt
            To: {invite.Headers.First(HeaderId.From)}
            Call-ID: {invite.CallId}
            CSeq: {sequence} {method}
            {_lab.ProxyContact}
            {(body.Length > 0 ? "Content-Type: application/sdp" : "")}
            """.TrimEnd(),
            body);
    }

    [Test]
    public async Task A_refused_refer_makes_the_pass_through_join_two_calls()
    {
        var invite = await RefuseReferAsync();
        Assert.That(invite.Body.IsEmpty, Is.True, "flow IV sends no offer");
        Assert.That((invite.RequestUri.ToString(), invite.From.Uri.ToString()), Is.EqualTo((B, A)));
        await JoinAsync(invite);
        Assert.That(_lab.Cti.SnapshotCall(_callId).IsTerminalInitiated, Is.False);
        await _lab.Cti.ClearCall(_callId);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Bye), 200);
        await _lab.ExpectAsync($"ConnectionCleared {B} Null NormalClearing", $"ConnectionCleared {A} Null NormalClearing", "CallCleared NormalClearing");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task The_event_says_that_the_call_is_not_terminal_initiated()
    {
        await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Refer), 603);
        await _lab.ExpectAsync<ServiceInitiated>();
        Assert.That((await _lab.ExpectAsync<Originated>()).IsTerminalInitiated, Is.False);
    }

    [Test]
    public async Task Without_an_invite_in_time_the_pass_through_calls_and_refuses_a_late_one()
    {
        await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        _lab.Time.Advance(TimeSpan.FromMilliseconds(4990));
        Assert.That(_lab.Proxy.HasNothingMore, Is.True);
        _lab.Time.Advance(TimeSpan.FromMilliseconds(10));
        await ExpectInviteToBAsync();
        await _a.InviteAsync(target, "late");
        await _a.Peer.ExpectAsync(487);
    }

    [Test]
    public async Task A_terminal_that_tells_of_its_own_failure_is_called_for()
    {
        await _lab.Cti.MakeCall(A, B);
        var fake = await _a.AnswerFakeCallAsync();
        await _a.AgreeAsync();
        await _a.NotifyAsync(fake, 1, "SIP/2.0 503 Service Unavailable\r\n", "terminated;reason=noresource");
        await _a.Peer.ExpectAsync(200);
        await ExpectInviteToBAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Either_side_that_hangs_up_ends_the_other(bool isCaller)
    {
        var invite = await RefuseReferAsync();
        await JoinAsync(invite);
        if (isCaller)
        {
            await _a.SendInsideAsync(_fake, "BYE", 1);
            await _a.Peer.ExpectAsync(200);
            await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Bye), 200);
        }
        else
        {
            await SendFromBAsync(invite, "BYE", 1);
            await _lab.Proxy.ExpectAsync(200);
            await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        }

        var (first, then) = isCaller ? (A, B) : (B, A);
        await _lab.ExpectAsync($"ConnectionCleared {first} Null NormalClearing", $"ConnectionCleared {then} Null NormalClearing", "CallCleared NormalClearing");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task What_one_side_sends_inside_the_joined_call_reaches_the_other()
    {
        var invite = await RefuseReferAsync();
        await JoinAsync(invite);
        await _a.SendInsideAsync(_fake, "INVITE", 1, "Content-Type: application/sdp", AnswerOfA.Replace("m=audio", "a=sendonly\r\nm=audio", StringComparison.Ordinal));
        var hold = await _lab.Proxy.ExpectAsync(SipMethod.Invite);
        Assert.That((hold.CallId, hold.CSeq.Number), Is.EqualTo((invite.CallId, 2u)));
        Assert.That(Encoding.UTF8.GetString(hold.Body.Span), Does.Contain("a=sendonly"));
        await SendFromBAsync(invite, "INVITE", 1, OfferOfB);
        await _lab.Proxy.ExpectAsync(491);
        await AnswerAsync(_lab.Proxy, hold, 200, "bt", _lab.ProxyContact, OfferOfB);
        var answer = await _a.Peer.ExpectAsync(200);
        Assert.That(Encoding.UTF8.GetString(answer.Body.Span), Is.EqualTo(OfferOfB));
        await _a.SendInsideAsync(_fake, "ACK", 1);
        Assert.That((await _lab.Proxy.NextRequestAsync(SipMethod.Ack)).CSeq.Number, Is.EqualTo(2u));
        await SendFromBAsync(invite, "INFO", 2);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Info), 200);
        await _lab.Proxy.ExpectAsync(200);
    }

    [TestCase(486, EventCause.Busy)]
    [TestCase(404, EventCause.NumberUnallocated)]
    [TestCase(407, EventCause.Blocked)]
    public async Task A_called_side_that_refuses_fails_the_call_and_ends_the_fake_one(int status, EventCause cause)
    {
        var invite = await RefuseReferAsync();
        await _lab.Proxy.AnswerAsync(invite, status, "bt");
        await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.ExpectAsync($"Failed {B} Fail {cause}", $"ConnectionCleared {B} Null {cause}", $"ConnectionCleared {A} Null {cause}", $"CallCleared {cause}");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_called_side_that_does_not_answer_in_time_is_cancelled()
    {
        var invite = await RefuseReferAsync(new MakeCallOptions { AnswerTimeout = TimeSpan.FromSeconds(30) });
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.ExpectAsync<Delivered>();
        _lab.Time.Advance(TimeSpan.FromSeconds(30));
        await _lab.ExpectAsync($"Failed {B} Fail CallNotAnswered", $"ConnectionCleared {B} Null CallNotAnswered", $"ConnectionCleared {A} Null CallNotAnswered", "CallCleared CallNotAnswered");
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Cancel), 200);
        await _lab.Proxy.AnswerAsync(invite, 487, "bt");
        await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task An_answer_without_an_offer_fails_the_call()
    {
        var invite = await RefuseReferAsync();
        await _lab.Proxy.AnswerAsync(invite, 200, "bt", _lab.ProxyContact);
        await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Bye), 200);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.ExpectAsync($"Failed {B} Fail IncompatibleDestination");
        await _lab.ExpectAsync<ConnectionCleared>();
        await _lab.ExpectAsync<ConnectionCleared>();
        await _lab.ExpectAsync<CallCleared>();
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_terminal_that_does_not_take_the_offer_fails_the_call_and_the_offer_is_answered_all_the_same()
    {
        var invite = await RefuseReferAsync();
        await AnswerAsync(_lab.Proxy, invite, 200, "bt", _lab.ProxyContact, OfferOfB);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Invite), 488);
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        var ack = await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        Assert.That(SdpDescription.TryParse(ack.Body.Span, out var refusal), Is.True);
        Assert.That(refusal!.Media.Single().Port, Is.Zero);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Bye), 200);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.ExpectAsync($"Failed {A} Fail IncompatibleDestination");
        await _lab.ExpectAsync<ConnectionCleared>();
        await _lab.ExpectAsync<CallCleared>();
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_caller_who_hangs_up_while_the_called_side_rings_cancels_it()
    {
        var invite = await RefuseReferAsync();
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.ExpectAsync<Delivered>();
        await _a.SendInsideAsync(_fake, "BYE", 1);
        await _a.Peer.ExpectAsync(200);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Cancel), 200);
        await _lab.Proxy.AnswerAsync(invite, 487, "bt");
        await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        await _lab.ExpectAsync($"ConnectionCleared {A} Null CallCancelled", $"ConnectionCleared {B} Null CallCancelled", "CallCleared CallCancelled");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_caller_who_hangs_up_while_the_sides_are_joined_leaves_no_answer_unacknowledged()
    {
        var invite = await RefuseReferAsync();
        await AnswerAsync(_lab.Proxy, invite, 200, "bt", _lab.ProxyContact, OfferOfB);
        var again = await _a.Peer.ExpectAsync(SipMethod.Invite);
        await SendFromBAsync(invite, "INVITE", 1, OfferOfB);
        await _lab.Proxy.ExpectAsync(491);
        await _a.SendInsideAsync(_fake, "BYE", 1);
        await _a.Peer.ExpectAsync(200);
        await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Bye), 200);
        await _a.Peer.AnswerAsync(again, 487);
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        await _lab.ExpectAsync($"ConnectionCleared {A} Null CallCancelled", "CallCleared CallCancelled");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task Clearing_while_the_called_side_rings_ends_both()
    {
        var invite = await RefuseReferAsync();
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.ExpectAsync<Delivered>();
        await _lab.Cti.ClearCall(_callId);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Cancel), 200);
        await _lab.Proxy.AnswerAsync(invite, 487, "bt");
        await _lab.ExpectAsync($"ConnectionCleared {B} Null CallCancelled", $"ConnectionCleared {A} Null CallCancelled", "CallCleared CallCancelled");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_callers_connection_lost_while_the_called_side_rings_ends_the_call()
    {
        var invite = await RefuseReferAsync();
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.ExpectAsync<Delivered>();
        await _a.Peer.DisposeAsync();
        await _lab.ExpectAsync($"Failed {A} Fail DestOutOfOrder");
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Cancel), 200);
        await _lab.Proxy.AnswerAsync(invite, 487, "bt");
        await _lab.ExpectAsync<ConnectionCleared>();
        await _lab.ExpectAsync<ConnectionCleared>();
        await _lab.ExpectAsync<CallCleared>();
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_second_answer_of_a_forked_invite_is_acknowledged_and_ended()
    {
        var invite = await RefuseReferAsync();
        await JoinAsync(invite);
        await AnswerAsync(_lab.Proxy, invite, 200, "fork2", _lab.ProxyContact, OfferOfB);
        Assert.That((await _lab.Proxy.ExpectAsync(SipMethod.Ack)).ToTag, Is.EqualTo("fork2"));
        var bye = await _lab.Proxy.ExpectAsync(SipMethod.Bye);
        Assert.That(bye.ToTag, Is.EqualTo("fork2"));
        await _lab.Proxy.AnswerAsync(bye, 200);
        Assert.That(_lab.Cti.SnapshotCall(_callId).Connections, Has.Count.EqualTo(2));
    }
}
