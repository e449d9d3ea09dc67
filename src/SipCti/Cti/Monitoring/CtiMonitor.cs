namespace SipCti.Cti;

/// <summary>
/// An application's instruction to tell it what happens at some devices, some of the time. It ceases by itself at its time, or when it is stopped;
/// <see cref="MonitorStopped"/> is the last event for it.
/// </summary>
public sealed class CtiMonitor : IAsyncDisposable, IDisposable
{
    private readonly Board _board;
    private readonly ulong _eventTypes;
    private readonly EventPump? _ownPump;

    internal CtiMonitor(string id, MonitorOptions options, DevicePattern[] devices, EventStream stream, Board board, EventPump? ownPump)
    {
        Id = id;
        Options = options;
        Devices = devices;
        Stream = stream;
        IdList = [id];
        _board = board;
        _ownPump = ownPump;
        _eventTypes = options.EventTypes is null ? ulong.MaxValue : options.EventTypes.Aggregate(0UL, static (types, type) => types | (1UL << (int)type));
    }

    /// <summary>The monitor's id, as it is in <see cref="CtiEvent.Monitors"/>.</summary>
    public string Id { get; }

    /// <summary>What it was started with.</summary>
    public MonitorOptions Options { get; }

    /// <summary>Where it is in its life.</summary>
    public MonitorState State { get; internal set; }

    /// <summary>How many events it has told, monitor events and gaps not counted.</summary>
    public long EventCount { get; internal set; }

    internal DevicePattern[] Devices { get; }

    internal EventStream Stream { get; }

    /// <summary>The id as a list, for events that no other monitor matches.</summary>
    internal string[] IdList { get; }

    /// <summary>The last publication that found this monitor, so that one that watches both parties of a call is found once.</summary>
    internal long Publication { get; set; }

    /// <summary>When the wall clock begins or ends it, as the schedule has it; null when it does not.</summary>
    internal ScheduledTime? WallDue { get; set; }

    /// <summary>When its duration ends, as the schedule has it; null when it does not.</summary>
    internal ScheduledTime? ElapsedDue { get; set; }

    /// <summary>Stops the monitor. Safe to call again.</summary>
    /// <returns>Completes when the monitor is stopped; for one with a handler of its own, when the handler has had <see cref="MonitorStopped"/>. Do not block on it in that handler.</returns>
    public ValueTask StopAsync()
    {
        _board.Stop(this, MonitorStopReason.Requested);
        return _ownPump is null ? default : new ValueTask(_ownPump.Drained);
    }

    /// <summary>Stops the monitor without waiting for its handler. Safe to call again.</summary>
    public void Dispose() => _board.Stop(this, MonitorStopReason.Requested);

    /// <inheritdoc cref="StopAsync"/>
    public ValueTask DisposeAsync() => StopAsync();

    internal bool Wants(CtiEventType type) => (_eventTypes & (1UL << (int)type)) != 0;

    /// <summary>The monitor's last event has been told: a stream that is its alone ends with it.</summary>
    internal void Ceased()
    {
        if (_ownPump is not null) Stream.Complete();
    }
}
