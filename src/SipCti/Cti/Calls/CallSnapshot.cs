namespace SipCti.Cti;

/// <summary>
/// A call at a moment. It is what the call's events add up to: <see cref="After"/> is the whole arithmetic, and the service uses no other, so an application that
/// applies it to the events it gets has the same picture.
/// </summary>
public sealed record CallSnapshot
{
    /// <summary>The CTI call id.</summary>
    public required string CallId { get; init; }

    /// <summary>The SIP Call-ID under which the call runs; null before SIP has one for it.</summary>
    public string? SipCallId { get; init; }

    /// <summary>Who calls: an address-of-record.</summary>
    public required string CallingDevice { get; init; }

    /// <summary>Who was called, as dialled: an address-of-record.</summary>
    public required string CalledDevice { get; init; }

    /// <summary>When the first event of the call was told (UTC).</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>False when the calling terminal could not send the INVITE itself and the pass-through joined two calls of its own.</summary>
    public bool IsTerminalInitiated { get; init; } = true;

    /// <summary>The connections that are not Null, in the order in which they came.</summary>
    public IReadOnlyList<ConnectionSnapshot> Connections { get; init; } = [];

    /// <summary>The state of one device's connection.</summary>
    /// <param name="deviceId">The device.</param>
    /// <returns>The state; <see cref="ConnectionState.Null"/> when the device has no part in the call.</returns>
    public ConnectionState StateOf(string deviceId)
    {
        foreach (var connection in Connections)
            if (connection.Connection.DeviceId == deviceId) return connection.State;
        return ConnectionState.Null;
    }

    /// <summary>The call after one more event.</summary>
    /// <param name="before">The call before; null before its first event.</param>
    /// <param name="callEvent">The event.</param>
    /// <returns>The call after; null when it is over.</returns>
    public static CallSnapshot? After(CallSnapshot? before, CallEvent callEvent)
    {
        ArgumentNullException.ThrowIfNull(callEvent);
        if (callEvent is CallCleared) return null;
        var connections = new List<ConnectionSnapshot>(before?.Connections ?? []);
        if (callEvent.Connection is { } connection)
        {
            // A call that comes from outside begins with the device that it reaches: its caller has been connected before.
            if (before is null && connection.DeviceId != callEvent.CallingDevice)
                connections.Add(new ConnectionSnapshot(connection with { DeviceId = callEvent.CallingDevice }, ConnectionState.Connected));
            Set(connections, connection, callEvent.State);
        }

        return (before ?? new CallSnapshot
        {
            CallId = callEvent.CallId,
            CallingDevice = callEvent.CallingDevice,
            CalledDevice = callEvent.CalledDevice,
            Begun = callEvent.Time,
        }) with
        {
            SipCallId = callEvent.SipCallId ?? before?.SipCallId,
            IsTerminalInitiated = callEvent is Originated originated ? originated.IsTerminalInitiated : before?.IsTerminalInitiated ?? true,
            Connections = connections,
        };
    }

    private static void Set(List<ConnectionSnapshot> connections, ConnectionId connection, ConnectionState state)
    {
        var place = connections.FindIndex(c => c.Connection == connection);
        if (state == ConnectionState.Null)
        {
            if (place >= 0) connections.RemoveAt(place);
        }
        else if (place >= 0)
        {
            connections[place] = new ConnectionSnapshot(connection, state);
        }
        else
        {
            connections.Add(new ConnectionSnapshot(connection, state));
        }
    }
}
