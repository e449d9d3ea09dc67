using SipCti.Cti;
using static SipCti.Tests.Cti.BoardFixture;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class MonitorTests
{
    private static readonly CtiEventType[] WholeCall =
    [
        CtiEventType.ServiceInitiated, CtiEventType.Originated, CtiEventType.Delivered, CtiEventType.Established,
        CtiEventType.ConnectionCleared, CtiEventType.ConnectionCleared, CtiEventType.CallCleared,
    ];

    private BoardFixture _fixture = null!;
    private EventStream _stream = null!;

    [SetUp]
    public void SetUp()
    {
        _fixture = new BoardFixture();
        _stream = BoardFixture.NewStream();
    }

    [TearDown]
    public void TearDown() => _fixture.Dispose();

    [TestCase("sip:201@pbx.example", ExpectedResult = 7)]
    [TestCase("SIP:201@PBX.example:5060;transport=tcp", ExpectedResult = 7)]
    [TestCase("sip:20*@pbx.example", ExpectedResult = 7)]
    [TestCase("sip:*@pbx.example", ExpectedResult = 7)]
    [TestCase("sip:201*", ExpectedResult = 7)]
    [TestCase("SIP:2*@PBX.EXAMPLE", ExpectedResult = 7)]
    [TestCase("*", ExpectedResult = 7)]
    [TestCase("sip:203@pbx.example", ExpectedResult = 0)]
    [TestCase("sip:21*@pbx.example", ExpectedResult = 0)]
    [TestCase("sip:20*@other.example", ExpectedResult = 0)]
    [TestCase("sip:201@pbx.example*201@pbx.example", ExpectedResult = 0)]
    public int A_monitor_tells_the_calls_of_the_devices_that_its_pattern_matches(string pattern)
    {
        _fixture.Start(_stream, pattern);
        _fixture.Talk();
        return Read(_stream).Count - 1;
    }

    [Test]
    public void The_called_device_is_party_from_the_event_that_reaches_it_to_the_end_of_the_call()
    {
        _fixture.Start(_stream, B);
        _fixture.Talk();
        Assert.That(Types(_stream), Is.EqualTo(WholeCall[2..].Prepend(CtiEventType.MonitorStarted)));
    }

    [Test]
    public void One_delivery_names_all_monitors_that_match_however_many_they_are()
    {
        var exact = _fixture.Start(_stream, A, B);
        var pattern = _fixture.Start(_stream, "sip:20*@pbx.example");
        var all = _fixture.Start(_stream, "*");
        _fixture.Start(_stream, "sip:3*@pbx.example");
        Read(_stream);
        _fixture.Talk();
        var events = Read(_stream);
        Assert.That(events.Select(e => e.Type), Is.EqualTo(WholeCall));
        Assert.That(events.Select(e => e.Monitors), Is.All.EquivalentTo(new[] { exact.Id, pattern.Id, all.Id }));
        Assert.That(exact.EventCount, Is.EqualTo(7));
    }

    [Test]
    public void Each_stream_has_its_own_numbers()
    {
        var other = BoardFixture.NewStream();
        _fixture.Start(_stream, "*");
        _fixture.Talk();
        _fixture.Start(other, "*");
        _fixture.Talk();
        Assert.That(Read(_stream).Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(1, 15).Select(i => (long)i)));
        Assert.That(Read(other).Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(1, 8).Select(i => (long)i)));
    }

    [Test]
    public void A_filter_of_event_types_keeps_the_others_back()
    {
        _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], EventTypes = [CtiEventType.Established, CtiEventType.CallCleared] });
        _fixture.Talk();
        Assert.That(Types(_stream), Is.EqualTo(new[] { CtiEventType.MonitorStarted, CtiEventType.Established, CtiEventType.CallCleared }));
    }

    [Test]
    public void A_monitor_waits_for_its_begin_and_ceases_at_its_end()
    {
        var monitor = _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], NotBefore = Begin.AddMinutes(10), NotAfter = Begin.AddHours(2) });
        _fixture.Talk();
        Assert.That(monitor.State, Is.EqualTo(MonitorState.Waiting));
        _fixture.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.That(Read(_stream), Is.Empty);
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(Read(_stream).Single(), Is.InstanceOf<MonitorStarted>().And.Property("Time").EqualTo(Begin.AddMinutes(10)));
        Assert.That(monitor.State, Is.EqualTo(MonitorState.Active));
        _fixture.Talk();
        Assert.That(Types(_stream), Is.EqualTo(WholeCall));
        _fixture.Time.Advance(TimeSpan.FromHours(2));
        var last = Read(_stream).Single();
        Assert.That(last, Is.InstanceOf<MonitorStopped>().And.Property("Reason").EqualTo(MonitorStopReason.NotAfterReached));
        Assert.That((last.Time, last.Monitors), Is.EqualTo((Begin.AddHours(2), new[] { monitor.Id })));
        _fixture.Talk();
        Assert.That(Read(_stream), Is.Empty);
        Assert.That(_fixture.Board.Monitors(null), Is.Empty);
        Assert.That(_fixture.Board.ScheduledCount, Is.Zero);
    }

    [Test]
    public void A_wall_clock_that_is_set_moves_the_window_and_not_the_duration()
    {
        _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], NotAfter = Begin.AddHours(8) });
        _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], Duration = TimeSpan.FromMinutes(30) });
        Read(_stream);
        _fixture.Time.Set(Begin.AddHours(8));
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(((MonitorStopped)Read(_stream).Single()).Reason, Is.EqualTo(MonitorStopReason.NotAfterReached));
        _fixture.Time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1001));
        Assert.That(Read(_stream), Is.Empty);
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(((MonitorStopped)Read(_stream).Single()).Reason, Is.EqualTo(MonitorStopReason.DurationElapsed));
    }

    [Test]
    public void An_event_after_the_end_is_not_told_even_when_the_clock_was_set_without_a_timer()
    {
        _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], NotAfter = Begin.AddHours(8) });
        _fixture.Time.Set(Begin.AddHours(9));
        _fixture.Talk();
        Assert.That(Types(_stream), Is.EqualTo(new[] { CtiEventType.MonitorStarted, CtiEventType.MonitorStopped }));
    }

    [Test]
    public void A_duration_counts_from_the_begin_of_a_monitor_that_waits()
    {
        _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], NotBefore = Begin.AddMinutes(10), Duration = TimeSpan.FromMinutes(5) });
        _fixture.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.That(Types(_stream), Is.EqualTo(new[] { CtiEventType.MonitorStarted }));
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Types(_stream), Is.EqualTo(new[] { CtiEventType.MonitorStopped }));
    }

    [Test]
    public void A_monitor_ceases_when_it_has_told_its_maximum_of_events()
    {
        var monitor = _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], MaximumEvents = 3, NotAfter = Begin.AddDays(1) });
        _fixture.Talk();
        var events = Read(_stream);
        Assert.That(events.Select(e => e.Type), Is.EqualTo(WholeCall[..3].Prepend(CtiEventType.MonitorStarted).Append(CtiEventType.MonitorStopped)));
        Assert.That(((MonitorStopped)events[^1]).Reason, Is.EqualTo(MonitorStopReason.MaximumEventsReached));
        Assert.That((monitor.State, monitor.EventCount), Is.EqualTo((MonitorState.Stopped, 3L)));
        Assert.That(_fixture.Board.ScheduledCount, Is.Zero);
    }

    [Test]
    public void Stopping_says_so_once()
    {
        var monitor = _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], Duration = TimeSpan.FromDays(400), NotAfter = Begin.AddYears(2) });
        monitor.Dispose();
        monitor.Dispose();
        Assert.That(Types(_stream), Is.EqualTo(new[] { CtiEventType.MonitorStarted, CtiEventType.MonitorStopped }));
        Assert.That(_fixture.Board.ScheduledCount, Is.Zero);
    }

    [Test]
    public void A_monitor_stopped_while_it_waits_never_begins()
    {
        var monitor = _fixture.Start(_stream, new MonitorOptions { Devices = ["*"], NotBefore = Begin.AddMinutes(1) });
        monitor.Dispose();
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(Types(_stream), Is.EqualTo(new[] { CtiEventType.MonitorStopped }));
    }

    [Test]
    public void Closing_a_stream_stops_its_monitors_and_no_others()
    {
        var other = BoardFixture.NewStream();
        _fixture.Start(_stream, "*");
        _fixture.Start(_stream, A);
        _fixture.Start(other, "*");
        _fixture.Board.Close(_stream, MonitorStopReason.ApplicationClosed);
        Assert.That(Read(_stream).OfType<MonitorStopped>().Select(e => e.Reason), Is.All.EqualTo(MonitorStopReason.ApplicationClosed).And.Exactly(2).Items);
        Assert.That(_stream.IsAtEnd, Is.True);
        Assert.That(_fixture.Board.Monitors(null), Has.Count.EqualTo(1));
    }

    [Test]
    public void One_monitor_more_than_allowed_is_refused()
    {
        using var fixture = new BoardFixture(maxMonitors: 2);
        fixture.Start(_stream, "*");
        var second = fixture.Start(_stream, "*");
        Assert.That(() => fixture.Start(_stream, "*"), Throws.InstanceOf<CtiException>().With.Property("Category").EqualTo(CtiErrorCategory.SystemResourceAvailability));
        second.Dispose();
        Assert.That(() => fixture.Start(_stream, "*"), Throws.Nothing);
    }

    private static IEnumerable<TestCaseData> WrongOptions()
    {
        yield return new TestCaseData(new MonitorOptions { Devices = [] }, "Devices").SetName("No_device_is_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["sip:2*0*@pbx.example"] }, "one '*'").SetName("Two_stars_are_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["20*"] }, "scheme").SetName("A_pattern_without_scheme_is_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["201"] }, "'201'").SetName("A_device_that_is_no_address_is_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["*"], NotAfter = Begin }, "NotAfter").SetName("An_end_in_the_past_is_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["*"], NotBefore = Begin.AddHours(2), NotAfter = Begin.AddHours(1) }, "NotBefore").SetName("An_end_before_the_begin_is_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["*"], Duration = TimeSpan.Zero }, "Duration").SetName("A_duration_of_zero_is_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["*"], MaximumEvents = 0 }, "MaximumEvents").SetName("A_maximum_of_no_events_is_refused");
        yield return new TestCaseData(new MonitorOptions { Devices = ["*"], EventTypes = [(CtiEventType)99] }, "EventTypes").SetName("An_unknown_event_type_is_refused");
    }

    [TestCaseSource(nameof(WrongOptions))]
    public void Wrong_options_are_refused_with_a_sentence_that_names_them(MonitorOptions options, string named) =>
        Assert.That(
            () => _fixture.Start(_stream, options),
            Throws.InstanceOf<CtiException>().With.Message.Contains(named).And.Property("Category").EqualTo(CtiErrorCategory.Operation));
}
