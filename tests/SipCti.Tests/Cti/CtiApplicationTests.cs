using SipCti.Cti;
using static SipCti.Tests.Cti.CtiLab;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class CtiApplicationTests
{
    private CtiLab _lab = null!;
    private ScriptedTerminal _a = null!;

    [SetUp]
    public async Task SetUp()
    {
        _lab = await StartAsync(new CtiOptions { StreamCapacity = 8, ReplayCapacity = 16 });
        _a = await _lab.RegisterAsync("201");
    }

    [TearDown]
    public ValueTask TearDown() => _lab.DisposeAsync();

    private static async Task<List<CtiEvent>> TakeAsync(CtiApplication application, int count, long? from = null)
    {
        using var timeout = new CancellationTokenSource(Guard);
        var events = new List<CtiEvent>();
        await foreach (var e in application.ReadEventsAsync(from, timeout.Token))
        {
            events.Add(e);
            if (events.Count == count) break;
        }

        return events;
    }

    /// <summary>A call of the terminal that is refused: five events.</summary>
    private async Task RefusedCallAsync(string callId)
    {
        await _a.InviteAsync(B, callId);
        await _lab.Proxy.AnswerAsync(await _lab.Proxy.NextRequestAsync(SipCti.Messages.SipMethod.Invite), 486, "b");
        await _a.Peer.ExpectAsync(486);
        await _a.FollowInviteAsync("ACK", B, callId);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
    }

    [Test]
    public async Task Reading_goes_on_where_the_last_reader_stopped_and_back_to_a_number()
    {
        await using var application = _lab.Cti.Connect("crm");
        application.MonitorStart(new MonitorOptions { Devices = [A] });
        await RefusedCallAsync("1");
        Assert.That((await TakeAsync(application, 3)).Select(e => e.Sequence), Is.EqualTo([1L, 2, 3]));
        Assert.That((await TakeAsync(application, 4)).Select(e => e.Sequence), Is.EqualTo([4L, 5, 6, 7]));
        Assert.That((await TakeAsync(application, 7, from: 1)).Select(e => e.Type), Is.EqualTo(
            [CtiEventType.MonitorStarted, CtiEventType.ServiceInitiated, CtiEventType.Originated, CtiEventType.Failed, CtiEventType.ConnectionCleared, CtiEventType.ConnectionCleared, CtiEventType.CallCleared]));
        Assert.That(application.LastSequence, Is.EqualTo(7));
    }

    [Test]
    public async Task A_reader_that_slept_gets_one_gap_resumes_and_ends_with_the_true_snapshot()
    {
        await using var application = _lab.Cti.Connect("crm");
        application.MonitorStart(new MonitorOptions { Devices = [A] });
        for (var i = 0; i < 3; i++) await RefusedCallAsync($"{i}");
        await _a.InviteAsync(B, "last");
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        var gap = (await TakeAsync(application, 1)).Single() as Gap;
        Assert.That((gap!.From, gap.To), Is.EqualTo((1L, 21L)));
        var snapshot = application.SnapshotDevice(A);
        Assert.That(snapshot.Sequence, Is.EqualTo(21));
        Assert.That(snapshot.Calls.Single().StateOf(A), Is.EqualTo(ConnectionState.Connected));
        var replayed = await TakeAsync(application, 17, from: gap.From);
        Assert.That(replayed[0], Is.InstanceOf<Gap>());
        Assert.That(replayed[1..].Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(6, 16).Select(i => (long)i)));
        Assert.That(Folded.From(replayed), Is.EqualTo(Folded.Plain(snapshot.Calls)));
    }

    [Test]
    public async Task Two_readers_at_once_are_refused()
    {
        await using var application = _lab.Cti.Connect("crm");
        application.MonitorStart(new MonitorOptions { Devices = [A] });
        await foreach (var _ in application.ReadEventsAsync())
        {
            Assert.That(async () => await TakeAsync(application, 1), Throws.InstanceOf<InvalidOperationException>());
            break;
        }

        Assert.That(async () => await TakeAsync(application, 1, from: 1), Throws.Nothing);
        Assert.That(async () => await TakeAsync(application, 1, from: 9), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task With_a_handler_nobody_else_reads()
    {
        await using var application = _lab.Cti.Connect("crm", _ => { });
        Assert.That(() => application.ReadEventsAsync(), Throws.InstanceOf<InvalidOperationException>());
    }

    [Test]
    public async Task Disposing_ends_the_stream_after_its_last_event_and_no_call()
    {
        var application = _lab.Cti.Connect("crm");
        var monitor = application.MonitorStart(new MonitorOptions { Devices = [A] });
        await _a.InviteAsync(B, "goes-on");
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        await application.DisposeAsync();
        await application.DisposeAsync();
        var events = new List<CtiEvent>();
        await foreach (var e in application.ReadEventsAsync()) events.Add(e);
        Assert.That(events[^1], Is.InstanceOf<MonitorStopped>().And.Property("Reason").EqualTo(MonitorStopReason.ApplicationClosed));
        Assert.That(monitor.State, Is.EqualTo(MonitorState.Stopped));
        Assert.That(_lab.Cti.SnapshotCalls(), Has.Count.EqualTo(1));
        Assert.That(() => application.MonitorStart(new MonitorOptions { Devices = [A] }), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task An_application_lists_and_stops_its_own_monitors()
    {
        await using var application = _lab.Cti.Connect("crm");
        var mine = application.MonitorStart(new MonitorOptions { Devices = [A] });
        Assert.That(application.GetMonitors(), Is.EqualTo([mine]));
        Assert.That(_lab.Cti.GetMonitors(), Is.EquivalentTo(new[] { mine, _lab.Monitor }));
        Assert.That(() => application.MonitorStop(_lab.Monitor.Id), Throws.InstanceOf<CtiException>().With.Property("Error").EqualTo(CtiErrorValue.InvalidMonitorCrossRefId));
        application.MonitorStop(mine.Id);
        Assert.That(application.GetMonitors(), Is.Empty);
        Assert.That(() => application.MonitorStop(mine.Id), Throws.InstanceOf<CtiException>());
    }

    [Test]
    public async Task Stopping_a_monitor_waits_for_its_handlers_last_event()
    {
        var seen = new List<CtiEventType>();
        var monitor = _lab.Cti.MonitorStart(new MonitorOptions { Devices = ["*"] }, e => seen.Add(e.Type));
        await monitor.StopAsync().AsTask().WaitAsync(Guard);
        Assert.That(seen, Is.EqualTo([CtiEventType.MonitorStarted, CtiEventType.MonitorStopped]));
    }

    [Test]
    public async Task Registrations_are_told_to_monitors_of_the_device()
    {
        await using var application = _lab.Cti.Connect("crm");
        application.MonitorStart(new MonitorOptions { Devices = ["sip:203@pbx.example"] });
        await _lab.RegisterAsync("203");
        await _lab.RegisterAsync("204");
        _lab.Time.Advance(TimeSpan.FromHours(1));
        var events = await TakeAsync(application, 3);
        Assert.That(events[1], Is.InstanceOf<RegistrationAdded>());
        var added = (RegistrationAdded)events[1];
        Assert.That((added.Device, added.Contact, added.Expires), Is.EqualTo(("sip:203@pbx.example", "sip:203@192.0.2.2:5062;transport=tcp", BoardFixture.Begin.AddHours(1))));
        Assert.That(events[2], Is.InstanceOf<RegistrationRemoved>().And.Property("HasExpired").True);
    }

    [Test]
    public async Task After_its_end_the_service_connects_nobody()
    {
        await _lab.Cti.DisposeAsync();
        await _lab.Cti.DisposeAsync();
        Assert.That(() => _lab.Cti.Connect("late"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => _lab.Cti.MonitorStart(new MonitorOptions { Devices = ["*"] }, _ => { }), Throws.InstanceOf<ObjectDisposedException>());
    }

    [TestCase(nameof(CtiOptions.StreamCapacity))]
    [TestCase(nameof(CtiOptions.ReplayCapacity))]
    [TestCase(nameof(CtiOptions.MaxMonitors))]
    [TestCase(nameof(CtiOptions.MaxIdempotencyKeys))]
    [TestCase(nameof(CtiOptions.IdempotencyTime))]
    public void A_wrong_option_is_named(string name)
    {
        CtiOptions options = name switch
        {
            nameof(CtiOptions.StreamCapacity) => new() { StreamCapacity = 0 },
            nameof(CtiOptions.ReplayCapacity) => new() { ReplayCapacity = -1 },
            nameof(CtiOptions.MaxMonitors) => new() { MaxMonitors = 0 },
            nameof(CtiOptions.MaxIdempotencyKeys) => new() { MaxIdempotencyKeys = 0 },
            _ => new() { IdempotencyTime = TimeSpan.Zero },
        };
        Assert.That(() => new CtiService(_lab.PassThrough, options), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(name));
    }

    [Test]
    public void A_pass_through_without_a_server_is_refused() =>
        Assert.That(
            () => new CtiService(new SipCti.PassingThrough.PassThrough(new() { NextHop = SipCti.Messages.SipUri.Parse("sip:127.0.0.1:5070") })),
            Throws.InstanceOf<InvalidOperationException>());
}
