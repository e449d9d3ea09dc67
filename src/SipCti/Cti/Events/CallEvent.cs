using System.Globalization;
using System.Text;

namespace SipCti.Cti;

/// <summary>
/// Something that happened to a call. A monitor gets all events of a call from the moment in which one of its devices is party to it, to the end of the call.
/// </summary>
public abstract record CallEvent : CtiEvent
{
    private protected CallEvent()
    {
    }

    /// <summary>The CTI call id; the one that MakeCall answered, for a call that an application asked for.</summary>
    public required string CallId { get; init; }

    /// <summary>The connection that the event is about; null for <see cref="CallCleared"/>, which is about all of them.</summary>
    public ConnectionId? Connection { get; init; }

    /// <summary>The state of <see cref="Connection"/> after the event; <see cref="ConnectionState.Null"/> when it is gone.</summary>
    public ConnectionState State { get; init; }

    /// <summary>Why.</summary>
    public required EventCause Cause { get; init; }

    /// <summary>The SIP Call-ID under which the call runs; null before SIP has one for it.</summary>
    public string? SipCallId { get; init; }

    /// <summary>Who calls: an address-of-record.</summary>
    public required string CallingDevice { get; init; }

    /// <summary>Who was called, as dialled: an address-of-record. The device that rings or answers may be another one.</summary>
    public required string CalledDevice { get; init; }

    private protected override void Describe(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $" call {CallId}");
        if (Connection is { } connection) text.Append(CultureInfo.InvariantCulture, $" {connection.DeviceId} {State}");
        text.Append(CultureInfo.InvariantCulture, $" cause {Cause} ({CallingDevice} to {CalledDevice})");
    }
}
