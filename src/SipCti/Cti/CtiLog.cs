using Microsoft.Extensions.Logging;

namespace SipCti.Cti;

internal static partial class CtiLog
{
    [LoggerMessage(2400, LogLevel.Error, "An application's event handler failed on {Type} event {Sequence}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, CtiEventType type, long sequence);

    [LoggerMessage(2401, LogLevel.Error, "The pass-through's own leg {SipCallId} failed")]
    public static partial void LegFailed(ILogger logger, Exception exception, string sipCallId);

    [LoggerMessage(2402, LogLevel.Error, "Making call {CallId} failed")]
    public static partial void MakeCallFailed(ILogger logger, Exception exception, string callId);

    [LoggerMessage(2403, LogLevel.Information, "Call {CallId} from {Device} is not terminal-initiated: {Why}")]
    public static partial void NotTerminalInitiated(ILogger logger, string callId, string device, string why);

    [LoggerMessage(2404, LogLevel.Information, "Call {CallId}: {CallingDevice} is asked to call {CalledDevice} ({AutoOriginate})")]
    public static partial void MakeCallBegun(ILogger logger, string callId, string callingDevice, string calledDevice, AutoOriginate autoOriginate);

    [LoggerMessage(2405, LogLevel.Information, "Call {CallId}: {CallingDevice} could not be brought to call: {Cause}")]
    public static partial void MakeCallEndedEarly(ILogger logger, string callId, string callingDevice, EventCause cause);
}
