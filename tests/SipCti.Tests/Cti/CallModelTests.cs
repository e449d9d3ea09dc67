using SipCti.Cti;
using SipCti.Messages;
using static SipCti.Tests.Cti.CtiLab;

namespace SipCti.Tests.Cti;

/// <summary>Calls that no application asked for, as the model sees them on one crossing.</summary>
[TestFixture]
public sealed class CallModelTests
{
    private const string Outside = "sip:+4930@trunk.example";

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

    private async Task<SipRequest> CallOutAsync(string callId = "c1", int sequence = 1)
    {
        await _a.InviteAsync(B, callId, sequence);
        return await _lab.Proxy.ExpectAsync(SipMethod.Invite);
    }

    /// <summary>A call from outside to the terminal, written by the proxy.</summary>
    private Task CallInAsync(ScriptedTerminal terminal, int branch = 1) => _lab.Proxy.SendAsync($"""
        INVITE {terminal.ContactUri} SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.70;branch=z9hG4bKin{branch}
        Route: {terminal.Path}
        Max-Forwards: 70
        From: <{Outside}>;tag=out
        To: <{A}>
        Call-ID: in
        CSeq: 1 INVITE
        Contact: <sip:gw@192.0.2.70:5060;transport=tcp>
        """);

    [Test]
    public async Task A_call_to_the_outside_is_told_by_the_dialled_address()
    {
        var invite = await CallOutAsync();
        await _lab.Proxy.AnswerAsync(invite, 183, "bt", _lab.ProxyContact);
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.Proxy.AnswerAsync(invite, 200, "bt", _lab.ProxyContact);
        var last = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall", $"Delivered {B} Alerting NewCall", $"Established {B} Connected NewCall");
        Assert.That((last.CallingDevice, last.CalledDevice, last.SipCallId), Is.EqualTo((A, B, "c1")));
    }

    [Test]
    public async Task A_call_from_the_outside_begins_with_the_ringing_of_the_terminal()
    {
        await CallInAsync(_a);
        var invite = await _a.Peer.ExpectAsync(SipMethod.Invite);
        Assert.That(_lab.Cti.SnapshotCalls(), Is.Empty);
        await _a.Peer.AnswerAsync(invite, 180, "at", _a.Contact);
        var delivered = await _lab.ExpectAsync($"Delivered {A} Alerting NewCall");
        Assert.That((delivered.CallingDevice, delivered.CalledDevice), Is.EqualTo((Outside, A)));
        Assert.That(_lab.Cti.SnapshotDevice(Outside).Calls.Single().StateOf(Outside), Is.EqualTo(ConnectionState.Connected));
        await _a.Peer.AnswerAsync(invite, 486, "at");
        await _lab.ExpectAsync($"Failed {A} Fail Busy", $"ConnectionCleared {A} Null Busy", $"ConnectionCleared {Outside} Null Busy", "CallCleared Busy");
    }

    [Test]
    public async Task A_call_from_the_outside_that_fails_at_once_has_its_caller()
    {
        await CallInAsync(_a);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Invite), 600, "at");
        await _lab.ExpectAsync($"Failed {A} Fail Busy", $"ConnectionCleared {A} Null Busy", $"ConnectionCleared {Outside} Null Busy", "CallCleared Busy");
    }

    [Test]
    public async Task Of_a_call_from_the_outside_that_is_redirected_before_ringing_nothing_is_told()
    {
        await CallInAsync(_a);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Invite), 302, "at", "Contact: <sip:203@pbx.example>");
        await _lab.Proxy.ExpectAsync(302);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_challenge_that_is_not_answered_fails_the_call_as_blocked()
    {
        await _lab.Proxy.AnswerAsync(await CallOutAsync(), 407, "ch");
        await _a.Peer.ExpectAsync(407);
        await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall");
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        _lab.Time.Advance(TimeSpan.FromSeconds(32));
        await _lab.ExpectAsync($"Failed {B} Fail Blocked", $"ConnectionCleared {B} Null Blocked", $"ConnectionCleared {A} Null Blocked", "CallCleared Blocked");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_redirection_that_is_not_followed_fails_the_call_as_redirected()
    {
        await _lab.Proxy.AnswerAsync(await CallOutAsync(), 302, "r", "Contact: <sip:203@pbx.example>");
        await _a.Peer.ExpectAsync(302);
        await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall");
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        _lab.Time.Advance(TimeSpan.FromSeconds(32));
        await _lab.ExpectAsync($"Failed {B} Fail Redirected", $"ConnectionCleared {B} Null Redirected", $"ConnectionCleared {A} Null Redirected", "CallCleared Redirected");
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task Clearing_a_call_that_waits_for_its_next_try_ends_it()
    {
        await _lab.Proxy.AnswerAsync(await CallOutAsync(), 407, "ch");
        var originated = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall");
        await _a.Peer.ExpectAsync(407);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        await _lab.Cti.ClearCall(originated.CallId);
        await _lab.ExpectAsync<Failed>();
        await _lab.ExpectAsync<ConnectionCleared>();
        await _lab.ExpectAsync<ConnectionCleared>();
        await _lab.ExpectAsync<CallCleared>();
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_terminals_two_contacts_are_one_device_while_one_of_them_rings()
    {
        var other = await _lab.RegisterAsync("201");
        await CallInAsync(_a, branch: 1);
        await CallInAsync(other, branch: 2);
        var first = await _a.Peer.ExpectAsync(SipMethod.Invite);
        var second = await other.Peer.ExpectAsync(SipMethod.Invite);
        await _a.Peer.AnswerAsync(first, 180, "t1", _a.Contact);
        await _lab.ExpectAsync($"Delivered {A} Alerting NewCall");
        await other.Peer.AnswerAsync(second, 180, "t2", other.Contact);
        await _a.Peer.AnswerAsync(first, 486, "t1");
        await other.Peer.AnswerAsync(second, 200, "t2", other.Contact);
        await _lab.ExpectAsync($"Established {A} Connected NewCall");
    }

    [Test]
    public async Task An_invite_of_a_call_that_was_given_up_does_not_come_back_to_ring()
    {
        await CallOutAsync("in");
        await _a.FollowInviteAsync("CANCEL", B, "in");
        await _a.Peer.ExpectAsync(200);
        var originated = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall");
        await _lab.Cti.ClearCall(originated.CallId);
        await _a.Peer.ExpectAsync(487);
        await _lab.ExpectAsync($"ConnectionCleared {A} Null CallCancelled", "CallCleared CallCancelled");
        await CallInAsync(_a);
        await _lab.Proxy.ExpectAsync(487);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        Assert.That(_a.Peer.HasNothingMore, Is.True);
        _lab.Time.Advance(GivenUpCalls.Memory);
        await CallInAsync(_a, branch: 2);
        await _a.Peer.ExpectAsync(SipMethod.Invite);
    }

    [Test]
    public void Of_the_calls_given_up_the_oldest_are_forgotten_beyond_the_limit()
    {
        var givenUp = new GivenUpCalls(_lab.Time);
        for (var i = 0; i <= GivenUpCalls.Limit; i++) givenUp.Add($"{i}");
        Assert.That((givenUp.Count, givenUp.Contains("0"), givenUp.Contains("1")), Is.EqualTo((GivenUpCalls.Limit, false, true)));
        _lab.Time.Advance(GivenUpCalls.Memory);
        Assert.That((givenUp.Contains("1"), givenUp.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task Stopping_the_server_tells_the_end_of_every_call()
    {
        var invite = await CallOutAsync();
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _lab.ExpectAsync($"ServiceInitiated {A} Initiated NewCall", $"Originated {A} Connected NewCall", $"Delivered {B} Alerting NewCall");
        using var patience = new CancellationTokenSource(Guard);
        await _lab.Server.StopAsync(patience.Token);
        await _lab.ExpectAsync($"ConnectionCleared {B} Null CallCancelled", $"ConnectionCleared {A} Null CallCancelled", "CallCleared CallCancelled");
    }
}
