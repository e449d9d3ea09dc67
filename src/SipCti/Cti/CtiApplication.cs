using System.Runtime.CompilerServices;

namespace SipCti.Cti;

/// <summary>
/// An application that monitors and controls calls: its monitors, and the one stream of their events. The stream is read by <see cref="ReadEventsAsync"/> or by
/// the handler that was given when it connected. Calls outlive it. All members may be used from any thread.
/// </summary>
public sealed class CtiApplication : IAsyncDisposable
{
    private readonly CtiService _service;
    private readonly EventStream _stream;
    private readonly EventPump? _pump;
    private int _isRead;

    internal CtiApplication(CtiService service, string name, EventStream stream, EventPump? pump)
    {
        _service = service;
        _stream = stream;
        _pump = pump;
        Name = name;
    }

    /// <summary>The application's name: for logs, and the space of its idempotency keys.</summary>
    public string Name { get; }

    /// <summary>The number of the latest event of the stream, read or not; 0 before the first.</summary>
    public long LastSequence => _stream.LastSequence;

    /// <summary>Starts a monitor, or has it wait for its time.</summary>
    /// <param name="options">What it watches, and when.</param>
    /// <returns>The monitor.</returns>
    /// <exception cref="CtiException">An option is wrong, or there are too many monitors.</exception>
    /// <exception cref="ObjectDisposedException">The application was disposed.</exception>
    public CtiMonitor MonitorStart(MonitorOptions options) => _service.Desk.Start(options, _stream, null);

    /// <summary>Stops a monitor of this application.</summary>
    /// <param name="monitorId">Its id.</param>
    /// <exception cref="CtiException">The application has no monitor with that id, or no longer.</exception>
    public void MonitorStop(string monitorId) => CtiService.Find(GetMonitors(), monitorId).Dispose();

    /// <summary>The application's monitors that wait or are active.</summary>
    /// <returns>The monitors.</returns>
    public IReadOnlyList<CtiMonitor> GetMonitors() => _service.Board.Monitors(_stream);

    /// <summary>
    /// The events as they come, until the application is disposed. One reader at a time; a new one goes on where the last one stopped, or at a number.
    /// </summary>
    /// <param name="from">The first event wanted; what of that is no longer held comes as a <see cref="Gap"/>. Null (the default): the first not yet read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The events.</returns>
    /// <exception cref="InvalidOperationException">The application was connected with a handler, or somebody reads already.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is less than 1 or beyond the next event.</exception>
    public IAsyncEnumerable<CtiEvent> ReadEventsAsync(long? from = null, CancellationToken cancellationToken = default)
    {
        if (_pump is not null) throw new InvalidOperationException("The application's events go to its handler.");
        return ReadAsync(from, cancellationToken);
    }

    /// <summary>A device's calls, and the number of this stream's event after which they stand so.</summary>
    /// <param name="deviceId">The device: an address-of-record.</param>
    /// <returns>The calls.</returns>
    /// <exception cref="CtiException">The device id is malformed.</exception>
    public DeviceSnapshot SnapshotDevice(string deviceId) => _service.Board.SnapshotDevice(CtiService.Device(deviceId), _stream);

    /// <inheritdoc cref="CtiService.SnapshotCall"/>
    public CallSnapshot SnapshotCall(string callId) => _service.SnapshotCall(callId);

    /// <inheritdoc cref="CtiService.MakeCall"/>
    public Task<MakeCallResult> MakeCall(string callingDevice, string calledDevice, MakeCallOptions? options = null) =>
        _service.Maker.MakeCallAsync(Name, callingDevice, calledDevice, options);

    /// <inheritdoc cref="CtiService.ClearCall"/>
    public Task ClearCall(string callId) => _service.ClearCall(callId);

    /// <summary>Stops the application's monitors and ends its stream; calls go on. Waits until its handler has had the last event: do not block on it there.</summary>
    /// <returns>Completes when all is done.</returns>
    public async ValueTask DisposeAsync()
    {
        _service.Disconnect(this, MonitorStopReason.ApplicationClosed);
        if (_pump is not null) await _pump.Drained.ConfigureAwait(false);
    }

    internal void Close(MonitorStopReason reason) => _service.Board.Close(_stream, reason);

    private async IAsyncEnumerable<CtiEvent> ReadAsync(long? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRead, 1) != 0) throw new InvalidOperationException("Somebody reads the application's events already.");
        try
        {
            if (from is { } sequence) _stream.Seek(sequence);
            while (await _stream.WaitAsync(cancellationToken).ConfigureAwait(false))
                while (_stream.TryRead(out var e)) yield return e;
        }
        finally
        {
            Volatile.Write(ref _isRead, 0);
        }
    }
}
