using SipCti.Cti;
using static SipCti.Tests.Cti.BoardFixture;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class SnapshotTests
{
    [Test]
    public void After_any_history_the_snapshot_is_what_the_events_add_up_to()
    {
        var random = new Random(1);
        string[] devices = [A, B, "sip:203@pbx.example", "sip:+4930@trunk.example"];
        for (var run = 0; run < 100; run++)
        {
            using var fixture = new BoardFixture();
            var stream = BoardFixture.NewStream(capacity: 10_000);
            fixture.Start(stream, "*");
            var live = new List<TrackedCall>();
            var seen = new List<CtiEvent>();
            for (var step = 0; step < 60; step++)
            {
                if (live.Count == 0 || random.Next(6) == 0) live.Add(fixture.NewCall(devices[random.Next(4)], devices[random.Next(4)]));
                Step(random, live, devices);
                seen.AddRange(Read(stream));
                Assert.That(Folded.Plain(fixture.Board.SnapshotCalls()), Is.EqualTo(Folded.From(seen)), $"run {run} step {step}");
            }

            foreach (var call in live) call.End(EventCause.NormalClearing);
            seen.AddRange(Read(stream));
            Assert.That(Folded.From(seen), Is.Empty);
            Assert.That(fixture.Board.CallCount, Is.Zero);
            AssertWellFormed(seen);
        }
    }

    private static void Step(Random random, List<TrackedCall> live, string[] devices)
    {
        var call = live[random.Next(live.Count)];
        var device = devices[random.Next(devices.Length)];
        switch (random.Next(8))
        {
            case 0: call.Initiate(EventCause.NewCall); break;
            case 1: call.Originate(); break;
            case 2: call.Deliver(device); break;
            case 3: call.Establish(device); break;
            case 4: call.Fail(device, EventCause.Busy, 486); break;
            case 5 or 6: call.Clear(device, EventCause.NormalClearing); break;
            default:
                call.End(EventCause.NormalClearing);
                live.Remove(call);
                break;
        }
    }

    private static void AssertWellFormed(List<CtiEvent> events)
    {
        foreach (var call in events.OfType<CallEvent>().GroupBy(e => e.CallId))
        {
            Assert.That(call.OfType<CallCleared>().Count(), Is.EqualTo(1));
            Assert.That(call.Last(), Is.InstanceOf<CallCleared>());
            Assert.That(call.OfType<ServiceInitiated>().Count(), Is.LessThanOrEqualTo(1));
            Assert.That(call.OfType<Originated>().Count(), Is.LessThanOrEqualTo(1));
        }
    }

    [Test]
    public void A_call_from_outside_begins_with_the_device_that_it_reaches()
    {
        using var fixture = new BoardFixture();
        var call = fixture.NewCall("sip:+4930123@trunk.example", B);
        call.Deliver(B);
        Assert.That(
            fixture.Board.SnapshotDevice(B, null).Calls.Single().Connections.Select(c => (c.Connection.DeviceId, c.State)),
            Is.EqualTo(new[] { ("sip:+4930123@trunk.example", ConnectionState.Connected), (B, ConnectionState.Alerting) }));
    }

    [Test]
    public void A_device_that_has_left_the_call_has_it_no_more()
    {
        using var fixture = new BoardFixture();
        var call = fixture.NewCall();
        call.Originate();
        call.Establish(B);
        call.Clear(B, EventCause.NormalClearing);
        Assert.That(fixture.Board.SnapshotDevice(B, null).Calls, Is.Empty);
        Assert.That(fixture.Board.SnapshotDevice(A, null).Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_call_of_which_nothing_was_told_ends_in_silence()
    {
        using var fixture = new BoardFixture();
        var stream = BoardFixture.NewStream();
        fixture.Start(stream, "*");
        fixture.NewCall().End(EventCause.Redirected);
        Assert.That(Types(stream), Is.EqualTo(new[] { CtiEventType.MonitorStarted }));
        Assert.That(fixture.Board.CallCount, Is.Zero);
    }

    [Test]
    public async Task A_snapshot_and_the_events_after_its_number_fit_while_calls_go_on_beside_it()
    {
        using var fixture = new BoardFixture();
        var stream = BoardFixture.NewStream(capacity: 1_000_000);
        fixture.Start(stream, A);
        using var stop = new CancellationTokenSource();
        var calls = Task.Run(() => { while (!stop.IsCancellationRequested) fixture.Talk(); });
        var snapshots = new List<DeviceSnapshot>();
        for (var i = 0; i < 200; i++) snapshots.Add(fixture.Board.SnapshotDevice(A, stream));
        await stop.CancelAsync();
        await calls.WaitAsync(TimeSpan.FromSeconds(20));
        var events = Read(stream);
        foreach (var snapshot in snapshots)
        {
            var expected = Folded.From(events.TakeWhile(e => e.Sequence <= snapshot.Sequence))
                .Where(c => c.Value.ContainsKey(A)).ToDictionary(c => c.Key, c => c.Value);
            Assert.That(Folded.Plain(snapshot.Calls), Is.EqualTo(expected), $"at {snapshot.Sequence}");
        }
    }
}
