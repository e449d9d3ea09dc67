namespace SipCti.Cti;

/// <summary>
/// When monitors begin and cease. Wall-clock times follow the wall clock wherever it is set; durations follow the time that really passes.
/// Not thread-safe: its owner's lock guards it.
/// </summary>
internal sealed class MonitorSchedule : IDisposable
{
    // A clock that is set does not tell timers, so as long as wall-clock times are due it is looked at every second.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly SortedSet<ScheduledTime> _wall = [];
    private readonly SortedSet<ScheduledTime> _elapsed = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _number;

    /// <summary>A schedule that calls <paramref name="wake"/> when something may be due.</summary>
    public MonitorSchedule(TimeProvider time, Action wake)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Action)state!)(), wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _wall.Count + _elapsed.Count;

    public void At(CtiMonitor monitor, DateTimeOffset due)
    {
        monitor.WallDue = new ScheduledTime(due.UtcTicks, ++_number, monitor);
        _wall.Add(monitor.WallDue);
    }

    public void After(CtiMonitor monitor, TimeSpan duration)
    {
        var timestamp = _time.GetTimestamp() + (long)(duration.TotalSeconds * _time.TimestampFrequency);
        monitor.ElapsedDue = new ScheduledTime(timestamp, ++_number, monitor);
        _elapsed.Add(monitor.ElapsedDue);
    }

    public void Cancel(CtiMonitor monitor)
    {
        if (monitor.WallDue is { } wall) _wall.Remove(wall);
        if (monitor.ElapsedDue is { } elapsed) _elapsed.Remove(elapsed);
        monitor.WallDue = monitor.ElapsedDue = null;
    }

    /// <summary>Takes the next monitor whose wall-clock time or duration is over out of the schedule.</summary>
    public CtiMonitor? TakeDue(DateTimeOffset now, out bool byDuration)
    {
        byDuration = false;
        if (_wall.Min is { } wall && wall.Due <= now.UtcTicks)
        {
            _wall.Remove(wall);
            wall.Monitor.WallDue = null;
            return wall.Monitor;
        }

        if (_elapsed.Min is not { } elapsed || elapsed.Due > _time.GetTimestamp()) return null;
        byDuration = true;
        _elapsed.Remove(elapsed);
        elapsed.Monitor.ElapsedDue = null;
        return elapsed.Monitor;
    }

    /// <summary>Sets the timer for what is due next.</summary>
    public void Arm(DateTimeOffset now)
    {
        var due = Timeout.InfiniteTimeSpan;
        if (_elapsed.Min is { } elapsed) due = Bounded(_time.GetElapsedTime(_time.GetTimestamp(), elapsed.Due), Longest);
        if (_wall.Min is { } wall && Bounded(TimeSpan.FromTicks(wall.Due - now.UtcTicks), Look) is var left && (due < TimeSpan.Zero || left < due)) due = left;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    // A timer counts whole milliseconds: rounded up, so that it does not fire just too early again and again.
    private static TimeSpan Bounded(TimeSpan left, TimeSpan most) =>
        left <= TimeSpan.Zero ? TimeSpan.Zero : left >= most ? most : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
}
