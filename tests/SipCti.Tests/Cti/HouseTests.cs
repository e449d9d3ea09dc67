using SipCti.Cti;
using SipCti.Proxying;
using SipCti.Testing;
using static SipCti.Tests.Cti.CtiHouse;

namespace SipCti.Tests.Cti;

/// <summary>Calls of real terminals through pass-through and proxy, as an application sees them.</summary>
[TestFixture(LabNetwork.InMemory, true)]
[TestFixture(LabNetwork.InMemory, false)]
[TestFixture(LabNetwork.Loopback, false)]
public sealed class HouseTests(LabNetwork network, bool inProcess)
{
    private static readonly string[] Users = ["alice", "bob", "carol"];

    private Task<CtiHouse> StartAsync(IAddressTranslator? translator = null, Func<string, CtiCredentials?>? credentials = null) =>
        CtiHouse.StartAsync(network, inProcess, translator, credentials, Users);

    [Test]
    public async Task A_call_between_two_terminals_is_one_call_though_it_crosses_twice()
    {
        await using var house = await StartAsync();
        var call = await house["alice"].CallAsync("bob");
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ServiceInitiated alice", "Originated alice", "Delivered bob"]));
        Assert.That(house.PassThrough.Calls.Single().Passages, Has.Count.EqualTo(2));
        await house["bob"].Calls[0].AnswerAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["Established bob"]));
        await house["bob"].Calls[0].HangUpAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ConnectionCleared bob NormalClearing", "ConnectionCleared alice NormalClearing", "CallCleared NormalClearing"]));
        Assert.That(house.Events.OfType<CallEvent>().Select(e => (e.CallId, e.SipCallId)).Distinct().Single().SipCallId, Is.EqualTo(call.CallId));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task The_caller_who_hangs_up_leaves_first()
    {
        await using var house = await StartAsync();
        var call = await house["alice"].CallAsync("bob");
        await house.SettleAsync();
        await house["bob"].Calls[0].AnswerAsync();
        await house.SettleAsync();
        await call.HangUpAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ConnectionCleared alice NormalClearing", "ConnectionCleared bob NormalClearing", "CallCleared NormalClearing"]));
    }

    [Test]
    public async Task A_caller_who_gives_up_is_told_as_cancelled()
    {
        await using var house = await StartAsync();
        var call = await house["alice"].CallAsync("bob");
        await house.SettleAsync();
        await call.HangUpAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ConnectionCleared bob CallCancelled", "ConnectionCleared alice CallCancelled", "CallCleared CallCancelled"]));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task A_busy_terminal_is_told_as_failed()
    {
        await using var house = await StartAsync();
        house["bob"].Answer = TerminalAnswer.Busy;
        await house["alice"].CallAsync("bob");
        Assert.That(await house.SettleAsync(), Is.EqualTo(
            ["ServiceInitiated alice", "Originated alice", "Failed bob Busy", "ConnectionCleared bob Busy", "ConnectionCleared alice Busy", "CallCleared Busy"]));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task A_terminal_that_rejects_after_ringing_is_told_as_failed()
    {
        await using var house = await StartAsync();
        await house["alice"].CallAsync("bob");
        await house.SettleAsync();
        await house["bob"].Calls[0].RejectAsync(603);
        Assert.That(await house.SettleAsync(), Is.EqualTo(["Failed bob DoNotDisturb", "ConnectionCleared bob DoNotDisturb", "ConnectionCleared alice DoNotDisturb", "CallCleared DoNotDisturb"]));
    }

    [Test]
    public async Task An_unknown_number_is_told_as_failed()
    {
        await using var house = await StartAsync();
        await house["alice"].CallAsync("nobody");
        Assert.That((await house.SettleAsync())[2], Is.EqualTo("Failed nobody NumberUnallocated"));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task Click_to_dial_makes_one_call_that_the_terminal_itself_begins()
    {
        await using var house = await StartAsync();
        house["alice"].Answer = TerminalAnswer.Immediately;
        var made = await house.Cti.MakeCall(Address("alice"), Address("bob"));
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ServiceInitiated alice MakeCall", "Originated alice", "Delivered bob"]));
        await house["bob"].Calls[0].AnswerAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["Established bob"]));
        Assert.That(house["alice"].Calls.Single(c => c.IsReferred).State, Is.EqualTo(SimulatedCallState.Connected));
        Assert.That(house["alice"].Calls.Single(c => c.IsIncoming).State, Is.EqualTo(SimulatedCallState.Ended));
        Assert.That(house.Ports.Open, Is.Zero);
        await house.Cti.ClearCall(made.CallId);
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ConnectionCleared bob NormalClearing", "ConnectionCleared alice NormalClearing", "CallCleared NormalClearing"]));
        Assert.That(house.Events.OfType<CallEvent>().Select(e => e.CallId).Distinct(), Is.EqualTo([made.CallId]));
        Assert.That(house["bob"].Calls[0].State, Is.EqualTo(SimulatedCallState.Ended));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task Without_prompting_the_terminal_answers_by_itself()
    {
        await using var house = await StartAsync();
        await house.Cti.MakeCall(Address("alice"), Address("bob"), new MakeCallOptions { AutoOriginate = AutoOriginate.DoNotPrompt });
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ServiceInitiated alice MakeCall", "Originated alice", "Delivered bob"]));
    }

    [Test]
    public async Task A_redirected_terminal_goes_on_with_the_same_call()
    {
        await using var house = await StartAsync(new DialPlan().Return("77", "sip:bob@pbx.example"));
        house["alice"].Answer = TerminalAnswer.Immediately;
        var made = await house.Cti.MakeCall(Address("alice"), Address("77"));
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ServiceInitiated alice MakeCall", "Originated alice", "Delivered bob"]));
        Assert.That(house.Cti.SnapshotCall(made.CallId).CalledDevice, Is.EqualTo(Address("77")));
        await house["bob"].Calls[0].AnswerAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["Established bob"]));
        await house.Cti.ClearCall(made.CallId);
        await house.SettleAsync();
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task A_translated_call_rings_at_the_device_that_it_reaches()
    {
        await using var house = await StartAsync(new DialPlan().Rewrite("9*", "sip:{rest}@pbx.example"));
        await house["alice"].CallAsync("9bob");
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ServiceInitiated alice", "Originated alice", "Delivered bob"]));
        await house["bob"].Calls[0].AnswerAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["Established bob"]));
    }

    [Test]
    public async Task A_terminal_that_refuses_refer_is_called_for_with_the_credentials_of_its_user()
    {
        await using var house = await StartAsync(credentials: device => device == Address("alice") ? new CtiCredentials("alice", Password("alice")) : null);
        house["alice"].Answer = TerminalAnswer.Immediately;
        house["alice"].RefuseRefer = 405;
        var made = await house.Cti.MakeCall(Address("alice"), Address("bob"));
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ServiceInitiated alice MakeCall", "Originated alice", "Delivered bob"]));
        Assert.That(house.Cti.SnapshotCall(made.CallId).IsTerminalInitiated, Is.False);
        await house["bob"].Calls[0].AnswerAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["Established bob"]));
        Assert.That(house["alice"].Calls.Single().State, Is.EqualTo(SimulatedCallState.Connected));
        await house["alice"].Calls.Single().HangUpAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ConnectionCleared alice NormalClearing", "ConnectionCleared bob NormalClearing", "CallCleared NormalClearing"]));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task A_called_terminal_of_ours_that_hangs_up_ends_a_call_made_in_a_terminals_place()
    {
        await using var house = await StartAsync(credentials: _ => new CtiCredentials("alice", Password("alice")));
        house["alice"].Answer = house["bob"].Answer = TerminalAnswer.Immediately;
        house["alice"].RefuseRefer = 405;
        await house.Cti.MakeCall(Address("alice"), Address("bob"));
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ServiceInitiated alice MakeCall", "Originated alice", "Established bob"]));
        await house["bob"].Calls[0].HangUpAsync();
        Assert.That(await house.SettleAsync(), Is.EqualTo(["ConnectionCleared bob NormalClearing", "ConnectionCleared alice NormalClearing", "CallCleared NormalClearing"]));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task Without_credentials_a_call_in_a_terminals_place_is_refused_by_the_proxy()
    {
        await using var house = await StartAsync();
        house["alice"].Answer = TerminalAnswer.Immediately;
        house["alice"].RefuseRefer = 405;
        await house.Cti.MakeCall(Address("alice"), Address("bob"));
        Assert.That(await house.SettleAsync(), Is.EqualTo(
            ["ServiceInitiated alice MakeCall", "Originated alice", "Failed bob Blocked", "ConnectionCleared bob Blocked", "ConnectionCleared alice Blocked", "CallCleared Blocked"]));
        await house.NothingLeftAsync();
    }

    [Test]
    public async Task A_monitor_of_the_called_device_sees_the_call_from_its_ringing_on()
    {
        await using var house = await StartAsync();
        await using var application = house.Cti.Connect("panel");
        application.MonitorStart(new MonitorOptions { Devices = [Address("bob")], EventTypes = [CtiEventType.Delivered, CtiEventType.Originated, CtiEventType.CallCleared] });
        var call = await house["alice"].CallAsync("bob");
        await house.SettleAsync();
        await call.HangUpAsync();
        await house.SettleAsync();
        var types = new List<CtiEventType>();
        await foreach (var e in application.ReadEventsAsync())
        {
            types.Add(e.Type);
            if (e is CallCleared) break;
        }

        Assert.That(types, Is.EqualTo([CtiEventType.MonitorStarted, CtiEventType.Delivered, CtiEventType.CallCleared]));
    }
}
