namespace SipCti.Cti;

/// <summary>
/// The monitors that wait or are active: starts and stops them at their times, and tells each event once to each stream that has a monitor for it.
/// Not thread-safe: the board's lock guards it.
/// </summary>
internal sealed class MonitorRoster(TimeProvider time, MonitorSchedule schedule)
{
    private readonly HashSet<CtiMonitor> _all = [];
    private readonly MonitorIndex _index = new();
    private readonly List<CtiMonitor> _matched = [];
    private readonly List<(EventStream Stream, List<CtiMonitor> Monitors)> _deliveries = [];
    private readonly Stack<List<CtiMonitor>> _spare = [];
    private long _publication;

    public int Count => _all.Count;

    public IReadOnlyList<CtiMonitor> Of(EventStream? stream) => [.. _all.Where(m => stream is null || m.Stream == stream)];

    public void Add(CtiMonitor monitor)
    {
        var now = time.GetUtcNow();
        _all.Add(monitor);
        if (monitor.Options.NotBefore is { } begin && begin > now) schedule.At(monitor, begin);
        else Start(monitor, now);
        schedule.Arm(now);
    }

    public void Stop(CtiMonitor monitor, MonitorStopReason reason)
    {
        var now = time.GetUtcNow();
        Stop(monitor, reason, now);
        schedule.Arm(now);
    }

    /// <summary>Starts and stops the monitors whose time has come.</summary>
    public DateTimeOffset RunDue()
    {
        var now = time.GetUtcNow();
        var any = false;
        while (schedule.TakeDue(now, out var byDuration) is { } monitor)
        {
            any = true;
            if (byDuration) Stop(monitor, MonitorStopReason.DurationElapsed, now);
            else if (monitor.State == MonitorState.Waiting) Start(monitor, now);
            else Stop(monitor, MonitorStopReason.NotAfterReached, now);
        }

        if (any) schedule.Arm(now);
        return now;
    }

    /// <summary>Sets the timer again when it woke too early for anything.</summary>
    public void OnTimer() => schedule.Arm(RunDue());

    /// <summary>Tells an event to all that watch one of the devices.</summary>
    public void Tell(CtiEvent e, ReadOnlySpan<string> devices, DateTimeOffset now)
    {
        _publication++;
        _matched.Clear();
        foreach (var device in devices) _index.Match(device, _publication, _matched);
        foreach (var monitor in _matched)
            if (monitor.Wants(e.Type)) DeliveryTo(monitor.Stream).Add(monitor);

        foreach (var (stream, monitors) in _deliveries)
        {
            stream.Append(e, now, monitors.Count == 1 ? monitors[0].IdList : [.. monitors.Select(static m => m.Id)]);
            foreach (var monitor in monitors)
                if (++monitor.EventCount >= monitor.Options.MaximumEvents) Stop(monitor, MonitorStopReason.MaximumEventsReached, now);
            monitors.Clear();
            _spare.Push(monitors);
        }

        _deliveries.Clear();
    }

    private List<CtiMonitor> DeliveryTo(EventStream stream)
    {
        if (stream.Publication == _publication) return _deliveries[stream.Delivery].Monitors;
        stream.Publication = _publication;
        stream.Delivery = _deliveries.Count;
        var monitors = _spare.TryPop(out var spare) ? spare : [];
        _deliveries.Add((stream, monitors));
        return monitors;
    }

    private void Start(CtiMonitor monitor, DateTimeOffset now)
    {
        monitor.State = MonitorState.Active;
        _index.Add(monitor);
        if (monitor.Options.NotAfter is { } end) schedule.At(monitor, end);
        if (monitor.Options.Duration is { } duration) schedule.After(monitor, duration);
        monitor.Stream.Append(new MonitorStarted(), now, monitor.IdList);
    }

    private void Stop(CtiMonitor monitor, MonitorStopReason reason, DateTimeOffset now)
    {
        if (!_all.Remove(monitor)) return;
        if (monitor.State == MonitorState.Active) _index.Remove(monitor);
        monitor.State = MonitorState.Stopped;
        schedule.Cancel(monitor);
        monitor.Stream.Append(new MonitorStopped { Reason = reason }, now, monitor.IdList);
        monitor.Ceased();
    }
}
