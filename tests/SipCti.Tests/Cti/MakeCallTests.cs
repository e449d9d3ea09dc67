using SipCti.Cti;
using SipCti.Messages;
using static SipCti.Tests.Cti.CtiLab;

namespace SipCti.Tests.Cti;

/// <summary>Click-to-dial as it should go: fake inbound call, REFER, the terminal's own INVITE.</summary>
[TestFixture]
public sealed class MakeCallTests
{
    private CtiLab _lab = null!;
    private ScriptedTerminal _a = null!;

    [SetUp]
    public async Task SetUp()
    {
        _lab = await StartAsync();
        _a = await _lab.RegisterAsync("201");
    }

    [TearDown]
    public ValueTask TearDown() => _lab.DisposeAsync();

    [Test]
    public async Task The_terminal_is_asked_by_a_fake_call_and_makes_the_call_itself()
    {
        var made = await _lab.Cti.MakeCall(A, B, new MakeCallOptions { DisplayName = "Bob \"B\"" });
        var initiated = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated MakeCall");
        Assert.That((initiated.CallId, initiated.Connection), Is.EqualTo((made.CallId, made.CallingConnection)));

        var fake = await _a.Peer.ExpectAsync(SipMethod.Invite);
        Assert.Multiple(() =>
        {
            Assert.That(fake.RequestUri.ToString(), Is.EqualTo(_a.ContactUri));
            Assert.That(fake.From.Uri.ToString(), Is.EqualTo(B));
            Assert.That(fake.From.DisplayName, Is.EqualTo("Bob \"B\""));
            Assert.That(fake.To.Uri.ToString(), Is.EqualTo(A));
            Assert.That(fake.Headers.Contains(HeaderId.AlertInfo), Is.False);
            Assert.That(fake.Headers.Contains(HeaderId.CallInfo), Is.False);
            Assert.That(_lab.Ports.Open, Is.EqualTo(1));
        });
        Assert.That(SdpDescription.TryParse(fake.Body.Span, out var offer), Is.True);
        Assert.That(offer!.Media.Single().Direction, Is.EqualTo(SdpDirection.SendRecv));
        Assert.That(offer.Connection!.Address, Is.EqualTo("127.0.0.1"));
        Assert.That(offer.Media.Single().Port, Is.GreaterThan(0));

        await _a.AcceptAsync(fake);
        var refer = await _a.AgreeAsync();
        var target = ScriptedTerminal.Target(refer);
        Assert.That(target.Equals(SipUri.Parse(B)), Is.True);
        Assert.That(target.Parameters[CorrelationToken.Parameter], Is.Not.Empty);
        Assert.That(refer.Headers.First(HeaderId.ReferredBy), Is.EqualTo($"<{A}>"));
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        Assert.That(_a.Peer.HasNothingMore, Is.True, "the fake call stands until the INVITE has come");

        await _a.NotifyAsync(fake, 1, "SIP/2.0 100 Trying\r\n");
        await _a.Peer.ExpectAsync(200);
        await _a.InviteAsync(target.ToString(), "own");
        var invite = await _lab.Proxy.ExpectAsync(SipMethod.Invite);
        Assert.That(invite.RequestUri.ToString(), Is.EqualTo(B), "the token goes no further");
        Assert.That(invite.CallId, Is.EqualTo("own"));
        var bye = await _a.Peer.ExpectAsync(SipMethod.Bye);
        Assert.That(bye.CallId, Is.EqualTo(fake.CallId));
        await _a.Peer.AnswerAsync(bye, 200);

        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _a.Peer.ExpectAsync(180);
        await _lab.Proxy.AnswerAsync(invite, 200, "bt", _lab.ProxyContact);
        var answer = await _a.Peer.ExpectAsync(200);
        var established = await _lab.ExpectAsync($"Originated {A} Connected NewCall", $"Delivered {B} Alerting NewCall", $"Established {B} Connected NewCall");
        Assert.That((established.CallId, established.SipCallId), Is.EqualTo((made.CallId, "own")));
        var snapshot = _lab.Cti.SnapshotCall(made.CallId);
        Assert.That(snapshot.Connections.Select(c => (c.Connection.DeviceId, c.State)), Is.EqualTo(new[] { (A, ConnectionState.Connected), (B, ConnectionState.Connected) }));
        Assert.That(snapshot.IsTerminalInitiated, Is.True);
        Assert.That(_lab.Ports.Open, Is.Zero);
        await _a.NotifyAsync(fake, 2, "SIP/2.0 200 OK\r\n", "terminated;reason=noresource");
        await _a.Peer.ExpectAsync(200);
        Assert.That(_lab.PassThrough.Dialogs.Count, Is.Zero);

        await ClearAnsweredAsync(made.CallId, answer);
        await _lab.NothingLeftAsync();
    }

    /// <summary>Clears the answered call, plays both sides' answers, and checks how it ends.</summary>
    private async Task ClearAnsweredAsync(string callId, SipResponse answer)
    {
        await _a.AcknowledgeAsync(answer);
        await _lab.Proxy.NextRequestAsync(SipMethod.Ack);
        await _lab.Cti.ClearCall(callId);
        var toCallee = await _lab.Proxy.NextRequestAsync(SipMethod.Bye);
        await _lab.Proxy.AnswerAsync(toCallee, 200);
        var toCaller = await _a.Peer.NextRequestAsync(SipMethod.Bye);
        await _a.Peer.AnswerAsync(toCaller, 200);
        await _lab.ExpectAsync($"ConnectionCleared {B} Null NormalClearing", $"ConnectionCleared {A} Null NormalClearing", "CallCleared NormalClearing");
    }

    [Test]
    public async Task Without_prompting_the_terminal_is_asked_to_answer_by_itself()
    {
        await _lab.Cti.MakeCall(A, B, new MakeCallOptions { AutoOriginate = AutoOriginate.DoNotPrompt });
        var fake = await _a.Peer.ExpectAsync(SipMethod.Invite);
        Assert.That(fake.Headers.First(HeaderId.CallInfo), Does.EndWith(";answer-after=0"));
        Assert.That(fake.Headers.First(HeaderId.AlertInfo), Does.Contain("info=alert-autoanswer"));
    }

    [Test]
    public async Task The_call_has_the_id_that_the_application_chose()
    {
        var made = await _lab.Cti.MakeCall(A, B, new MakeCallOptions { CallId = "order-4711" });
        Assert.That(made.CallId, Is.EqualTo("order-4711"));
        Assert.That((await _lab.ExpectAsync<ServiceInitiated>()).CallId, Is.EqualTo("order-4711"));
        Assert.That(_lab.Cti.SnapshotCall("order-4711").StateOf(A), Is.EqualTo(ConnectionState.Initiated));
    }

    [Test]
    public async Task A_number_is_dialled_in_the_terminals_own_domain()
    {
        await _lab.Cti.MakeCall(A, "tel:+49-30-123456");
        await _a.AnswerFakeCallAsync();
        Assert.That(ScriptedTerminal.Target(await _a.AgreeAsync()).AddressOfRecord, Is.EqualTo("sip:+4930123456@pbx.example"));
    }

    [Test]
    public async Task A_challenged_invite_that_is_tried_again_is_the_same_call()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _a.InviteAsync(target, "own");
        var first = await _lab.Proxy.ExpectAsync(SipMethod.Invite);
        await _a.Peer.ExpectAsync(SipMethod.Bye);
        await _lab.Proxy.AnswerAsync(first, 407, "ch", "Proxy-Authenticate: Digest realm=\"pbx.example\", nonce=\"n\"");
        await _a.Peer.ExpectAsync(407);
        await _a.FollowInviteAsync("ACK", target, "own", toTag: ";tag=ch");
        await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        await _a.InviteAsync(target, "own", sequence: 2);
        var second = await _lab.Proxy.ExpectAsync(SipMethod.Invite);
        Assert.That(second.RequestUri.ToString(), Is.EqualTo(B));
        await _lab.Proxy.AnswerAsync(second, 180, "bt", _lab.ProxyContact);
        var delivered = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall", $"Delivered {B} Alerting NewCall");
        Assert.That(delivered.CallId, Is.EqualTo(made.CallId));
    }

    [Test]
    public async Task A_phone_that_drops_the_token_is_known_by_whom_it_calls()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        await _a.AgreeAsync();
        await _a.InviteAsync("sip:202@pbx.example", "own");
        await _lab.Proxy.ExpectAsync(SipMethod.Invite);
        var originated = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall");
        Assert.That(originated.CallId, Is.EqualTo(made.CallId));
        await _a.Peer.ExpectAsync(SipMethod.Bye);
    }

    [Test]
    public async Task Another_call_of_the_same_terminal_stays_its_own()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        await _lab.ExpectAsync<ServiceInitiated>();
        await _a.AnswerFakeCallAsync();
        var refer = await _a.AgreeAsync();
        await _a.InviteAsync("sip:303@pbx.example", "other");
        var other = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall");
        Assert.That(other.CallId, Is.Not.EqualTo(made.CallId));
        await _a.InviteAsync(ScriptedTerminal.Target(refer).ToString(), "own");
        Assert.That((await _lab.ExpectAsync($"Originated {A} Connected NewCall")).CallId, Is.EqualTo(made.CallId));
    }

    [Test]
    public async Task A_token_is_used_once()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _a.InviteAsync(target, "own");
        await _lab.ExpectAsync($"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall");
        await _a.InviteAsync(target, "again");
        var again = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall");
        Assert.That(again.CallId, Is.Not.EqualTo(made.CallId));
        Assert.That((await _lab.Proxy.ExpectAsync(SipMethod.Invite)).CallId, Is.EqualTo("own"));
        Assert.That((await _lab.Proxy.ExpectAsync(SipMethod.Invite)).RequestUri.ToString(), Is.EqualTo(B));
    }

    [Test]
    public async Task A_terminal_that_tells_success_before_its_invite_comes_is_believed()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        var fake = await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _a.NotifyAsync(fake, 1, "SIP/2.0 200 OK\r\n", "terminated;reason=noresource");
        await _a.Peer.ExpectAsync(200);
        await _a.Peer.ExpectAsync(SipMethod.Bye);
        await _a.InviteAsync(target, "own");
        var originated = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall");
        Assert.That(originated.CallId, Is.EqualTo(made.CallId));
    }

    [Test]
    public async Task Two_terminals_are_asked_at_once_and_their_calls_are_not_confused()
    {
        var c = await _lab.RegisterAsync("203");
        var first = await _lab.Cti.MakeCall(A, B);
        var second = await _lab.Cti.MakeCall("sip:203@pbx.example", B);
        await _lab.ExpectAsync<ServiceInitiated>();
        await _lab.ExpectAsync<ServiceInitiated>();
        await _a.AnswerFakeCallAsync();
        await c.AnswerFakeCallAsync();
        var targetOfA = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        var targetOfC = ScriptedTerminal.Target(await c.AgreeAsync()).ToString();
        await c.InviteAsync(targetOfC, "own-c");
        Assert.That((await _lab.ExpectAsync($"Originated sip:203@pbx.example Connected NewCall")).CallId, Is.EqualTo(second.CallId));
        await _a.InviteAsync(targetOfA, "own-a");
        Assert.That((await _lab.ExpectAsync($"Originated {A} Connected NewCall")).CallId, Is.EqualTo(first.CallId));
    }
}
