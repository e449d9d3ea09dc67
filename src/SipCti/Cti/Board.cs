using System.Diagnostics.CodeAnalysis;

namespace SipCti.Cti;

/// <summary>
/// What applications can see: the calls as last told, and the monitors to which changes are told. One short lock, under which nobody else's code runs,
/// makes each event, the snapshot that it leads to and its place in every stream one step: so a snapshot and the events after it fit together exactly.
/// </summary>
internal sealed class Board : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CallDirectory _calls = new();
    private readonly MonitorSchedule _schedule;
    private readonly MonitorRoster _monitors;
    private readonly int _maxMonitors;

    public Board(TimeProvider time, int maxMonitors)
    {
        _maxMonitors = maxMonitors;
        _schedule = new MonitorSchedule(time, OnTimer);
        _monitors = new MonitorRoster(time, _schedule);
    }

    public int CallCount
    {
        get { lock (_gate) return _calls.Count; }
    }

    /// <summary>How many times are scheduled: none is left behind by a monitor that has ceased.</summary>
    public int ScheduledCount
    {
        get { lock (_gate) return _schedule.Count; }
    }

    /// <summary>Takes a call in under its id; false when the id is in use.</summary>
    public bool TryAdd(TrackedCall call)
    {
        lock (_gate) return _calls.TryAdd(call);
    }

    public void Remove(TrackedCall call)
    {
        lock (_gate) _calls.Remove(call);
    }

    public bool TryFind(string callId, [NotNullWhen(true)] out TrackedCall? call)
    {
        lock (_gate) return _calls.TryFind(callId, out call);
    }

    /// <summary>Makes an event of a call true, and tells it.</summary>
    public void Publish(TrackedCall call, CallEvent e)
    {
        lock (_gate)
        {
            var now = _monitors.RunDue();
            var after = CallSnapshot.After(call.Snapshot, e with { Time = now });
            call.Snapshot = after;
            if (after is not null) _calls.Follow(call);
            _monitors.Tell(e, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(call.Parties), now);
        }
    }

    public void Publish(RegistrationEvent e)
    {
        lock (_gate)
        {
            var now = _monitors.RunDue();
            _monitors.Tell(e, [e.Device], now);
        }
    }

    public CallSnapshot? SnapshotCall(string callId)
    {
        lock (_gate) return _calls.TryFind(callId, out var call) ? call.Snapshot : null;
    }

    public IReadOnlyList<CallSnapshot> SnapshotCalls()
    {
        lock (_gate) return _calls.All();
    }

    public IReadOnlyList<ICallControl> Controls()
    {
        lock (_gate) return _calls.Controls();
    }

    public DeviceSnapshot SnapshotDevice(string device, EventStream? stream)
    {
        lock (_gate) return new DeviceSnapshot(device, _calls.CallsOf(device), stream?.LastSequence ?? 0);
    }

    public IReadOnlyList<CtiMonitor> Monitors(EventStream? stream)
    {
        lock (_gate)
        {
            _monitors.RunDue();
            return _monitors.Of(stream);
        }
    }

    /// <summary>Starts a monitor, or has it wait for its time; false when there are too many.</summary>
    /// <exception cref="ObjectDisposedException">Its stream has been closed.</exception>
    public bool TryStart(CtiMonitor monitor)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(monitor.Stream.IsCompleted, typeof(CtiApplication));
            _monitors.RunDue();
            if (_monitors.Count >= _maxMonitors) return false;
            _monitors.Add(monitor);
            return true;
        }
    }

    public void Stop(CtiMonitor monitor, MonitorStopReason reason)
    {
        lock (_gate)
        {
            _monitors.RunDue();
            _monitors.Stop(monitor, reason);
        }
    }

    /// <summary>Stops all monitors of a stream and completes it.</summary>
    public void Close(EventStream stream, MonitorStopReason reason)
    {
        lock (_gate)
        {
            _monitors.RunDue();
            foreach (var monitor in _monitors.Of(stream)) _monitors.Stop(monitor, reason);
            stream.Complete();
        }
    }

    public void Dispose()
    {
        lock (_gate) _schedule.Dispose();
    }

    private void OnTimer()
    {
        lock (_gate) _monitors.OnTimer();
    }
}
