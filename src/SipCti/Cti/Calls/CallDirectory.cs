using System.Diagnostics.CodeAnalysis;

namespace SipCti.Cti;

/// <summary>The calls by id and by the devices that are or were party to them. Not thread-safe: the board's lock guards it.</summary>
internal sealed class CallDirectory
{
    private readonly Dictionary<string, TrackedCall> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TrackedCall>> _byDevice = new(StringComparer.Ordinal);

    public int Count => _calls.Count;

    public bool TryAdd(TrackedCall call) => _calls.TryAdd(call.Id, call);

    public bool TryFind(string id, [NotNullWhen(true)] out TrackedCall? call) => _calls.TryGetValue(id, out call);

    public void Remove(TrackedCall call)
    {
        if (!_calls.Remove(call.Id)) return;
        foreach (var device in call.Parties)
        {
            if (!_byDevice.TryGetValue(device, out var calls)) continue;
            calls.Remove(call);
            if (calls.Count == 0) _byDevice.Remove(device);
        }
    }

    /// <summary>Notes the devices that have become party to the call.</summary>
    public void Follow(TrackedCall call)
    {
        foreach (var connection in call.Snapshot!.Connections)
        {
            var device = connection.Connection.DeviceId;
            if (call.Parties.Contains(device)) continue;
            call.Parties.Add(device);
            if (!_byDevice.TryGetValue(device, out var calls)) _byDevice[device] = calls = [];
            calls.Add(call);
        }
    }

    public IReadOnlyList<CallSnapshot> CallsOf(string device) =>
        _byDevice.TryGetValue(device, out var calls)
            ? [.. calls.Where(call => call.Snapshot?.StateOf(device) is not (null or ConnectionState.Null)).Select(call => call.Snapshot!)]
            : [];

    public IReadOnlyList<CallSnapshot> All() => [.. _calls.Values.Where(call => call.Snapshot is not null).Select(call => call.Snapshot!)];

    public IReadOnlyList<ICallControl> Controls() => [.. _calls.Values.Select(static call => call.Control).OfType<ICallControl>()];
}
