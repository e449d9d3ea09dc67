using SipCti.Cti;
using SipCti.Messages;
using static SipCti.Tests.Cti.CtiLab;

namespace SipCti.Tests.Cti;

/// <summary>Every way in which a MakeCall ends before the terminal's own call, or with it. Each leaves nothing behind.</summary>
[TestFixture]
public sealed class MakeCallFailureTests
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

    private Task<CallEvent> FailedAsync(EventCause cause) => _lab.ExpectAsync(
        $"ServiceInitiated {A} Initiated MakeCall", $"Failed {A} Fail {cause}", $"ConnectionCleared {A} Null {cause}", $"CallCleared {cause}");

    private Task<CallEvent> ClearedAsync() => _lab.ExpectAsync(
        $"ServiceInitiated {A} Initiated MakeCall", $"ConnectionCleared {A} Null CallCancelled", "CallCleared CallCancelled");

    [TestCase(486, EventCause.Busy)]
    [TestCase(603, EventCause.DoNotDisturb)]
    [TestCase(480, EventCause.CallNotAnswered)]
    public async Task A_terminal_that_rejects_the_fake_call_fails_the_call(int status, EventCause cause)
    {
        await _lab.Cti.MakeCall(A, B);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Invite), status, "t");
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        await FailedAsync(cause);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_terminal_that_is_not_answered_in_time_is_cancelled()
    {
        await _lab.Cti.MakeCall(A, B, new MakeCallOptions { PromptTimeout = TimeSpan.FromSeconds(20) });
        var fake = await _a.Peer.ExpectAsync(SipMethod.Invite);
        await _a.Peer.AnswerAsync(fake, 180, "t");
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        _lab.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.That(_a.Peer.HasNothingMore, Is.True);
        _lab.Time.Advance(TimeSpan.FromSeconds(1));
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Cancel), 200);
        await FailedAsync(EventCause.CallNotAnswered);
        Assert.That(_lab.Ports.Open, Is.Zero);
        await _a.Peer.AnswerAsync(fake, 487, "t");
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task An_answer_that_crosses_the_cancel_is_acknowledged_and_ended()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        var fake = await _a.Peer.ExpectAsync(SipMethod.Invite);
        await _a.Peer.AnswerAsync(fake, 180, "t");
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        await _lab.Cti.ClearCall(made.CallId);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Cancel), 200);
        await AnswerAsync(_a.Peer, fake, 200, "t", _a.Contact, ScriptedTerminal.Sdp);
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await ClearedAsync();
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_user_who_hangs_up_before_the_invite_came_fails_the_call()
    {
        await _lab.Cti.MakeCall(A, B);
        var fake = await _a.AnswerFakeCallAsync();
        await _a.AgreeAsync();
        await _a.SendInsideAsync(fake, "BYE", 1);
        await _a.Peer.ExpectAsync(200);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        _lab.Time.Advance(TimeSpan.FromSeconds(5));
        await FailedAsync(EventCause.CallCancelled);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_phone_that_ends_the_fake_call_itself_may_still_send_its_invite()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        var fake = await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _a.SendInsideAsync(fake, "BYE", 1);
        await _a.Peer.ExpectAsync(200);
        await _a.InviteAsync(target, "own");
        var last = await _lab.ExpectAsync($"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall");
        Assert.That(last.CallId, Is.EqualTo(made.CallId));
        Assert.That(_lab.Ports.Open, Is.Zero);
    }

    [Test]
    public async Task A_refusal_after_the_user_hung_up_fails_the_call()
    {
        await _lab.Cti.MakeCall(A, B);
        var fake = await _a.AnswerFakeCallAsync();
        var refer = await _a.Peer.ExpectAsync(SipMethod.Refer);
        await _a.SendInsideAsync(fake, "BYE", 1);
        await _a.Peer.ExpectAsync(200);
        await _a.Peer.AnswerAsync(refer, 481);
        await FailedAsync(EventCause.CallCancelled);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_connection_lost_while_the_fake_call_rings_fails_the_call()
    {
        await _lab.Cti.MakeCall(A, B);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Invite), 180, "t");
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        await _a.Peer.DisposeAsync();
        await FailedAsync(EventCause.DestOutOfOrder);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_connection_lost_before_the_invite_came_fails_the_call()
    {
        await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        await _a.AgreeAsync();
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        await _a.Peer.DisposeAsync();
        await FailedAsync(EventCause.DestOutOfOrder);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task Clearing_while_the_fake_call_rings_cancels_it()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        var fake = await _a.Peer.ExpectAsync(SipMethod.Invite);
        await _lab.Cti.ClearCall(made.CallId);
        await ClearedAsync();
        // RFC 3261 9.1: CANCEL waits for a provisional response.
        await _a.Peer.AnswerAsync(fake, 180, "t");
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Cancel), 200);
        await _a.Peer.AnswerAsync(fake, 487, "t");
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task Clearing_between_refer_and_invite_ends_the_fake_call_and_refuses_the_invite()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _lab.Cti.ClearCall(made.CallId);
        await ClearedAsync();
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _a.InviteAsync(target, "own");
        await _a.Peer.ExpectAsync(487);
        await _a.FollowInviteAsync("ACK", target, "own");
        await _lab.NothingLeftAsync();
        Assert.That(_lab.Proxy.HasNothingMore, Is.True);
    }

    [Test]
    public async Task Clearing_while_the_called_side_rings_cancels_the_terminals_call()
    {
        var made = await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _a.InviteAsync(target, "own");
        var invite = await _lab.Proxy.ExpectAsync(SipMethod.Invite);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.Proxy.AnswerAsync(invite, 180, "bt", _lab.ProxyContact);
        await _a.Peer.ExpectAsync(180);
        await _lab.Cti.ClearCall(made.CallId);
        await _a.Peer.ExpectAsync(487);
        await _a.FollowInviteAsync("ACK", target, "own");
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Cancel), 200);
        await _lab.Proxy.AnswerAsync(invite, 487, "bt");
        await _lab.Proxy.ExpectAsync(SipMethod.Ack);
        await _lab.ExpectAsync(
            $"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall", $"Delivered {B} Alerting NewCall",
            $"ConnectionCleared {B} Null CallCancelled", $"ConnectionCleared {A} Null CallCancelled", "CallCleared CallCancelled");
        await _lab.NothingLeftAsync();
    }

    [TestCase(404, EventCause.NumberUnallocated)]
    [TestCase(403, EventCause.Blocked)]
    [TestCase(486, EventCause.Busy)]
    [TestCase(503, EventCause.NetworkCongestion)]
    public async Task A_called_side_that_cannot_be_had_fails_the_call_there(int status, EventCause cause)
    {
        await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        var target = ScriptedTerminal.Target(await _a.AgreeAsync()).ToString();
        await _a.InviteAsync(target, "own");
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.ExpectAsync(SipMethod.Invite), status, "bt");
        await _a.Peer.AnswerAsync(await _a.Peer.NextRequestAsync(SipMethod.Bye), 200);
        await _a.Peer.ExpectAsync(status);
        await _a.FollowInviteAsync("ACK", target, "own", toTag: ";tag=bt");
        var events = _lab.ExpectAsync(
            $"ServiceInitiated {A} Initiated MakeCall", $"Originated {A} Connected NewCall", $"Failed {B} Fail {cause}",
            $"ConnectionCleared {B} Null {cause}", $"ConnectionCleared {A} Null {cause}", $"CallCleared {cause}");
        await events;
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_terminal_that_says_it_calls_and_never_does_fails_the_call()
    {
        await _lab.Cti.MakeCall(A, B);
        var fake = await _a.AnswerFakeCallAsync();
        await _a.AgreeAsync();
        await _a.NotifyAsync(fake, 1, "SIP/2.0 200 OK\r\n");
        await _a.Peer.ExpectAsync(200);
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        _lab.Time.Advance(TimeSpan.FromSeconds(5));
        await FailedAsync(EventCause.NetworkNotObtainable);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task A_second_call_for_a_terminal_that_is_being_asked_is_refused()
    {
        var first = await _lab.Cti.MakeCall(A, B);
        await AssertRefusedAsync(() => _lab.Cti.MakeCall(A, "sip:203@pbx.example"), CtiErrorCategory.StateIncompatibility, CtiErrorValue.InvalidCallingDeviceState);
        Assert.That(_lab.Ports.Open, Is.EqualTo(1));
        Assert.That(_lab.Cti.Board.CallCount, Is.EqualTo(1));
        var fake = await _a.Peer.ExpectAsync(SipMethod.Invite);
        await _lab.Cti.ClearCall(first.CallId);
        await _a.Peer.AnswerAsync(fake, 486, "t");
        await _a.Peer.ExpectAsync(SipMethod.Ack);
        Assert.That(async () => await _lab.Cti.MakeCall(A, B), Throws.Nothing);
    }

    [Test]
    public async Task A_call_begun_while_the_table_of_dialogs_is_full_fails_and_ends_the_fake_call()
    {
        await using var lab = await StartAsync(configure: o => o.Limits = o.Limits with { MaxDialogs = 1 });
        var a = await lab.RegisterAsync("201");
        var c = await lab.RegisterAsync("203");
        await lab.Cti.MakeCall(A, B);
        await a.AnswerFakeCallAsync();
        await lab.Cti.MakeCall("sip:203@pbx.example", B);
        var fake = await c.Peer.ExpectAsync(SipMethod.Invite);
        await c.AcceptAsync(fake);
        await c.Peer.AnswerAsync(await c.Peer.ExpectAsync(SipMethod.Bye), 200);
        await lab.ExpectAsync<ServiceInitiated>();
        await lab.ExpectAsync($"ServiceInitiated sip:203@pbx.example Initiated MakeCall", "Failed sip:203@pbx.example Fail ResourcesNotAvailable");
        Assert.That(lab.Ports.Open, Is.EqualTo(1));
    }

    [Test]
    public async Task Without_a_media_port_the_call_is_refused()
    {
        _lab.Ports.IsExhausted = true;
        await AssertRefusedAsync(() => _lab.Cti.MakeCall(A, B), CtiErrorCategory.SystemResourceAvailability, CtiErrorValue.ResourceBusy);
        await _lab.NothingLeftAsync();
    }

    [Test]
    public async Task An_id_in_use_is_refused_and_the_port_given_back()
    {
        await _lab.RegisterAsync("203");
        await _lab.Cti.MakeCall(A, B, new MakeCallOptions { CallId = "x" });
        await AssertRefusedAsync(() => _lab.Cti.MakeCall("sip:203@pbx.example", B, new MakeCallOptions { CallId = "x" }), CtiErrorCategory.Operation, CtiErrorValue.InvalidCallId);
        Assert.That(_lab.Ports.Open, Is.EqualTo(1));
    }

    [TestCase("201", B, CtiErrorValue.InvalidCallingDeviceId)]
    [TestCase("sip:pbx.example", B, CtiErrorValue.InvalidCallingDeviceId)]
    [TestCase("sip:299@pbx.example", B, CtiErrorValue.InvalidCallingDeviceId)]
    [TestCase(A, "202", CtiErrorValue.InvalidCalledDeviceId)]
    [TestCase(A, "sip:pbx.example", CtiErrorValue.InvalidCalledDeviceId)]
    [TestCase(A, "mailto:bob@pbx.example", CtiErrorValue.InvalidCalledDeviceId)]
    public async Task Devices_that_cannot_be_are_refused(string calling, string called, CtiErrorValue error)
    {
        await AssertRefusedAsync(() => _lab.Cti.MakeCall(calling, called), CtiErrorCategory.Operation, error);
        await _lab.NothingLeftAsync();
    }

    private static IEnumerable<TestCaseData> WrongOptions()
    {
        yield return new TestCaseData(new MakeCallOptions { CallId = "a b" }, "CallId");
        yield return new TestCaseData(new MakeCallOptions { CallId = "" }, "CallId");
        yield return new TestCaseData(new MakeCallOptions { CallId = new string('x', 129) }, "CallId");
        yield return new TestCaseData(new MakeCallOptions { IdempotencyKey = "" }, "IdempotencyKey");
        yield return new TestCaseData(new MakeCallOptions { DisplayName = "a\r\nX: y" }, "DisplayName");
        yield return new TestCaseData(new MakeCallOptions { PromptTimeout = TimeSpan.Zero }, "PromptTimeout");
        yield return new TestCaseData(new MakeCallOptions { TerminalInviteTimeout = TimeSpan.Zero }, "TerminalInviteTimeout");
        yield return new TestCaseData(new MakeCallOptions { AnswerTimeout = TimeSpan.FromDays(2) }, "AnswerTimeout");
        yield return new TestCaseData(new MakeCallOptions { AutoOriginate = (AutoOriginate)7 }, "AutoOriginate");
    }

    [TestCaseSource(nameof(WrongOptions))]
    public void Wrong_options_are_refused_with_a_sentence_that_names_them(MakeCallOptions options, string named) =>
        Assert.That(async () => await _lab.Cti.MakeCall(A, B, options), Throws.InstanceOf<CtiException>().With.Message.Contains(named));

    [Test]
    public async Task Unknown_calls_are_refused()
    {
        await AssertRefusedAsync(() => _lab.Cti.ClearCall("nobody"), CtiErrorCategory.Operation, CtiErrorValue.InvalidCallId);
        Assert.That(() => _lab.Cti.SnapshotCall("nobody"), Throws.InstanceOf<CtiException>());
    }

    [Test]
    public async Task Stopping_the_service_clears_what_it_was_about_to_make()
    {
        await _lab.RegisterAsync("203");
        await _lab.Cti.MakeCall(A, B);
        await _a.AnswerFakeCallAsync();
        await _a.AgreeAsync();
        await _lab.Cti.DisposeAsync();
        await _a.Peer.AnswerAsync(await _a.Peer.ExpectAsync(SipMethod.Bye), 200);
        await ClearedAsync();
        Assert.That((await _lab.ExpectAsync<MonitorStopped>()).Reason, Is.EqualTo(MonitorStopReason.ServiceStopped));
        await _lab.NothingLeftAsync();
    }

    private static async Task AssertRefusedAsync(Func<Task> service, CtiErrorCategory category, CtiErrorValue error)
    {
        try
        {
            await service();
            Assert.Fail("The service was not refused.");
        }
        catch (CtiException e)
        {
            Assert.That((e.Category, e.Error), Is.EqualTo((category, error)), e.Message);
        }
    }
}
