using SipCti.Cti;

namespace SipCti.Tests.Cti;

/// <summary>An application's own arithmetic of events, written down again without the service's.</summary>
internal static class Folded
{
    public static Dictionary<string, Dictionary<string, ConnectionState>> From(IEnumerable<CtiEvent> events)
    {
        var calls = new Dictionary<string, Dictionary<string, ConnectionState>>();
        foreach (var e in events.OfType<CallEvent>())
        {
            if (e is CallCleared)
            {
                calls.Remove(e.CallId);
                continue;
            }

            var device = e.Connection!.Value.DeviceId;
            if (!calls.TryGetValue(e.CallId, out var connections))
            {
                calls[e.CallId] = connections = [];
                if (device != e.CallingDevice) connections[e.CallingDevice] = ConnectionState.Connected;
            }

            if (e.State == ConnectionState.Null) connections.Remove(device);
            else connections[device] = e.State;
        }

        return calls;
    }

    public static Dictionary<string, Dictionary<string, ConnectionState>> Plain(IEnumerable<CallSnapshot> calls) =>
        calls.ToDictionary(c => c.CallId, c => c.Connections.ToDictionary(x => x.Connection.DeviceId, x => x.State));
}
