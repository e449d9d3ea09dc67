namespace SipCti.Cti;

/// <summary>Checks what applications ask of monitors, and starts them.</summary>
internal sealed class MonitorDesk(Board board, TimeProvider time, CallIds ids, int maxMonitors)
{
    public CtiMonitor Start(MonitorOptions options, EventStream stream, EventPump? ownPump)
    {
        var devices = Check(options);
        var monitor = new CtiMonitor(ids.NextMonitor(), options, devices, stream, board, ownPump);
        return board.TryStart(monitor)
            ? monitor
            : throw new CtiException(
                CtiErrorCategory.SystemResourceAvailability,
                CtiErrorValue.OverallMonitorLimitExceeded,
                $"There are {maxMonitors} monitors, as many as CtiOptions.MaxMonitors allows. Stop some, or allow more.");
    }

    private DevicePattern[] Check(MonitorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var now = time.GetUtcNow();
        if (options.Devices is null or { Count: 0 }) throw Wrong(CtiErrorValue.InvalidMonitorObject, "MonitorOptions.Devices names no device. Use \"*\" for all.");
        if (options.NotAfter <= now) throw Wrong(CtiErrorValue.InvalidParameterValue, $"MonitorOptions.NotAfter, {options.NotAfter:u}, is past.");
        if (options.NotAfter <= options.NotBefore) throw Wrong(CtiErrorValue.InvalidParameterValue, "MonitorOptions.NotAfter must be later than MonitorOptions.NotBefore.");
        if (options.Duration <= TimeSpan.Zero) throw Wrong(CtiErrorValue.InvalidParameterValue, "MonitorOptions.Duration must be greater than zero.");
        if (options.MaximumEvents < 1) throw Wrong(CtiErrorValue.InvalidParameterValue, "MonitorOptions.MaximumEvents must be at least 1.");
        if (options.EventTypes?.Any(static type => !Enum.IsDefined(type)) == true) throw Wrong(CtiErrorValue.InvalidParameterValue, "MonitorOptions.EventTypes holds a value that is no event type.");
        return [.. options.Devices.Select(Parse)];
    }

    private static DevicePattern Parse(string text) =>
        DevicePattern.TryParse(text ?? "", out var pattern, out var fault) ? pattern : throw Wrong(CtiErrorValue.InvalidMonitorObject, $"MonitorOptions.Devices: {fault}");

    private static CtiException Wrong(CtiErrorValue error, string message) => new(CtiErrorCategory.Operation, error, message);
}
