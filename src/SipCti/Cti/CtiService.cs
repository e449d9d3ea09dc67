using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Registration;

namespace SipCti.Cti;

/// <summary>
/// Monitors and controls the calls that cross a pass-through, in the terms of CSTA (ECMA-269). It follows every call from the moment in which it is made, whether or not
/// an application watches. Make it after the server of the pass-through is built and before that is started; dispose it before that is stopped. All members may be used from any thread.
/// </summary>
public sealed class CtiService : IAsyncDisposable
{
    private readonly PassThrough _passThrough;
    private readonly CtiOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<CtiApplication, bool> _applications = new();
    private int _isDisposed;

    /// <summary>A service for the calls of a pass-through.</summary>
    /// <param name="passThrough">The pass-through, part of a server that is built and not yet started.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The pass-through is not part of a server yet.</exception>
    public CtiService(PassThrough passThrough, CtiOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(passThrough);
        _options = options ?? new CtiOptions();
        _options.Validate();
        _passThrough = passThrough;
        var time = passThrough.Server.Time;
        _logger = passThrough.Server.Options.LoggerFactory.CreateLogger<CtiService>();
        var ids = new CallIds();
        Board = new Board(time, _options.MaxMonitors);
        Desk = new MonitorDesk(Board, time, ids, _options.MaxMonitors);
        var pending = new PendingMakeCalls(time);
        var model = new CallModel(Board, ids, pending, time);
        Maker = new CallMaker(passThrough, Board, ids, pending, model, _options, _logger);
        passThrough.Observe(model);
        passThrough.Mirror.Changed += OnRegistrationChanged;
    }

    internal Board Board { get; }

    internal MonitorDesk Desk { get; }

    internal CallMaker Maker { get; }

    /// <summary>Connects an application.</summary>
    /// <param name="name">Its name: for logs, and the space of its idempotency keys.</param>
    /// <param name="handler">Gets its events one at a time, in order, never on the thread of a call; what it throws is logged. Null (the default): they are read with <see cref="CtiApplication.ReadEventsAsync"/>.</param>
    /// <returns>The application. Dispose it to disconnect.</returns>
    /// <exception cref="ObjectDisposedException">The service was disposed.</exception>
    public CtiApplication Connect(string name, Action<CtiEvent>? handler = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        // Nobody goes back in a stream that feeds a handler.
        var stream = new EventStream(_options.StreamCapacity, handler is null ? _options.ReplayCapacity : 0);
        var application = new CtiApplication(this, name, stream, handler is null ? null : Pump(stream, handler));
        _applications[application] = true;
        return application;
    }

    /// <summary>Starts a monitor with a stream and a handler of its own.</summary>
    /// <param name="options">What it watches, and when.</param>
    /// <param name="handler">Gets its events one at a time, in order, never on the thread of a call; what it throws is logged.</param>
    /// <returns>The monitor.</returns>
    /// <exception cref="CtiException">An option is wrong, or there are too many monitors.</exception>
    public CtiMonitor MonitorStart(MonitorOptions options, Action<CtiEvent> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var stream = new EventStream(_options.StreamCapacity, 0);
        return Desk.Start(options, stream, Pump(stream, handler));
    }

    /// <summary>Stops a monitor, whoever started it.</summary>
    /// <param name="monitorId">Its id.</param>
    /// <exception cref="CtiException">There is no monitor with that id, or no longer.</exception>
    public void MonitorStop(string monitorId) => Find(GetMonitors(), monitorId).Dispose();

    /// <summary>All monitors that wait or are active, whoever started them.</summary>
    /// <returns>The monitors.</returns>
    public IReadOnlyList<CtiMonitor> GetMonitors() => Board.Monitors(null);

    /// <summary>
    /// Has a device call somebody (click-to-dial). The device gets a fake inbound call that shows the called party; when it is answered, the device is made to call, and the fake call ends.
    /// The acknowledgement comes at once, when the device is being asked; what becomes of the call is told by events with its id, beginning with <see cref="ServiceInitiated"/>.
    /// A device asked already to make another call is refused: the two would be confused.
    /// </summary>
    /// <param name="callingDevice">The device that shall call: the address-of-record of a registered terminal.</param>
    /// <param name="calledDevice">Whom: a SIP address or a <c>tel:</c> number.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The id of the call.</returns>
    /// <exception cref="CtiException">The call cannot be begun; the exception says why.</exception>
    public Task<MakeCallResult> MakeCall(string callingDevice, string calledDevice, MakeCallOptions? options = null) =>
        Maker.MakeCallAsync("", callingDevice, calledDevice, options);

    /// <summary>Ends a call for all its parties, at whatever stage it is, whoever made it. The acknowledgement comes at once; <see cref="CallCleared"/> tells when the call is over.</summary>
    /// <param name="callId">The CTI call id.</param>
    /// <returns>Completes when the call is being ended.</returns>
    /// <exception cref="CtiException">There is no such call, or no longer.</exception>
    public Task ClearCall(string callId)
    {
        ArgumentNullException.ThrowIfNull(callId);
        if (!Board.TryFind(callId, out var call)) throw NoCall(callId);
        call.RequestClear();
        return Task.CompletedTask;
    }

    /// <summary>A call as it stands.</summary>
    /// <param name="callId">The CTI call id.</param>
    /// <returns>The call.</returns>
    /// <exception cref="CtiException">There is no such call, or no longer.</exception>
    public CallSnapshot SnapshotCall(string callId)
    {
        ArgumentNullException.ThrowIfNull(callId);
        return Board.SnapshotCall(callId) ?? throw NoCall(callId);
    }

    /// <summary>All calls as they stand.</summary>
    /// <returns>The calls.</returns>
    public IReadOnlyList<CallSnapshot> SnapshotCalls() => Board.SnapshotCalls();

    /// <summary>A device's calls as they stand.</summary>
    /// <param name="deviceId">The device: an address-of-record.</param>
    /// <returns>The calls.</returns>
    /// <exception cref="CtiException">The device id is malformed.</exception>
    public DeviceSnapshot SnapshotDevice(string deviceId) => Board.SnapshotDevice(Device(deviceId), null);

    /// <summary>Stops all monitors, ends all streams, and clears the calls in which the pass-through is itself a party. Safe to call again.</summary>
    /// <returns>Completes when every handler has had its last event.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _passThrough.Mirror.Changed -= OnRegistrationChanged;
        await Maker.StopAsync().ConfigureAwait(false);
        var monitors = Board.Monitors(null);
        foreach (var application in _applications.Keys) application.Close(MonitorStopReason.ServiceStopped);
        foreach (var monitor in monitors) Board.Stop(monitor, MonitorStopReason.ServiceStopped);
        foreach (var monitor in monitors) await monitor.StopAsync().ConfigureAwait(false);
        foreach (var application in _applications.Keys) await application.DisposeAsync().ConfigureAwait(false);
        Board.Dispose();
    }

    internal static string Device(string deviceId) =>
        SipUri.TryParse(deviceId, out var uri)
            ? uri.AddressOfRecord
            : throw new CtiException(CtiErrorCategory.Operation, CtiErrorValue.InvalidDeviceId, $"'{deviceId}' is no address-of-record such as sip:201@pbx.example.");

    internal static CtiMonitor Find(IReadOnlyList<CtiMonitor> monitors, string monitorId) =>
        monitors.FirstOrDefault(m => m.Id == monitorId)
        ?? throw new CtiException(CtiErrorCategory.Operation, CtiErrorValue.InvalidMonitorCrossRefId, $"There is no monitor '{monitorId}', or no longer.");

    internal void Disconnect(CtiApplication application, MonitorStopReason reason)
    {
        if (_applications.TryRemove(application, out _)) application.Close(reason);
    }

    private static CtiException NoCall(string callId) =>
        new(CtiErrorCategory.Operation, CtiErrorValue.InvalidCallId, $"There is no call '{callId}', or no longer.");

    private EventPump Pump(EventStream stream, Action<CtiEvent> handler) => new(stream, handler, _logger, _passThrough.Server.Options.Quiescence);

    private void OnRegistrationChanged(RegistrationChange change)
    {
        var binding = change.Binding;
        var (device, contact, expires) = (binding.AddressOfRecord, binding.Contact.ToString(), binding.Expires);
        Board.Publish(change.Kind switch
        {
            RegistrationChangeKind.Added => new RegistrationAdded { Device = device, Contact = contact, Expires = expires },
            RegistrationChangeKind.Refreshed => new RegistrationRefreshed { Device = device, Contact = contact, Expires = expires },
            _ => new RegistrationRemoved { Device = device, Contact = contact, Expires = expires, HasExpired = change.Kind == RegistrationChangeKind.Expired },
        });
    }
}
