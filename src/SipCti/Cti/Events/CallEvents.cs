using System.Globalization;
using System.Text;

namespace SipCti.Cti;

/// <summary>
/// A device begins a call: by its user (cause <see cref="EventCause.NewCall"/>), or because it is being asked to on behalf of an application
/// (cause <see cref="EventCause.MakeCall"/>, told when the asking begins, as CSTA has it for a prompted MakeCall). The connection is Initiated.
/// </summary>
public sealed record ServiceInitiated : CallEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.ServiceInitiated;
}

/// <summary>The call goes out to the called address. The calling connection is Connected.</summary>
public sealed record Originated : CallEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.Originated;

    /// <summary>Whether the terminal itself sent the INVITE; false when it could not, and the pass-through joined two calls of its own instead (RFC 3725).</summary>
    public bool IsTerminalInitiated { get; init; } = true;

    private protected override void Describe(StringBuilder text)
    {
        base.Describe(text);
        if (!IsTerminalInitiated) text.Append(" not terminal-initiated");
    }
}

/// <summary>A device rings (SIP 180). Its connection is Alerting. When this is the first event of a call, the calling device's connection is Connected.</summary>
public sealed record Delivered : CallEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.Delivered;
}

/// <summary>A device has answered (SIP 2xx). Its connection is Connected.</summary>
public sealed record Established : CallEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.Established;
}

/// <summary>A device has left the call. Its connection is gone.</summary>
public sealed record ConnectionCleared : CallEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.ConnectionCleared;
}

/// <summary>The call is over: the last event of every call. Each connection was cleared before.</summary>
public sealed record CallCleared : CallEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.CallCleared;
}

/// <summary>The call could not reach a device, or a device could not go on with it. That connection is in state Fail until it is cleared.</summary>
public sealed record Failed : CallEvent
{
    /// <inheritdoc/>
    public override CtiEventType Type => CtiEventType.Failed;

    /// <summary>The SIP status that says why; null when there was none.</summary>
    public int? SipStatus { get; init; }

    private protected override void Describe(StringBuilder text)
    {
        base.Describe(text);
        if (SipStatus is { } status) text.Append(CultureInfo.InvariantCulture, $" SIP {status}");
    }
}
