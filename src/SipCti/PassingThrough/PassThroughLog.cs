using Microsoft.Extensions.Logging;

namespace SipCti.PassingThrough;

internal static partial class PassThroughLog
{
    [LoggerMessage(2300, LogLevel.Error, "A call observer failed on call {CallId}")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string callId);

    [LoggerMessage(2301, LogLevel.Warning, "There is no way to send on {Method} {RequestUri} of call {CallId}; answered {StatusCode}")]
    public static partial void NoWayOn(ILogger logger, string method, string requestUri, string callId, int statusCode);

    [LoggerMessage(2302, LogLevel.Warning, "{Method} of call {CallId} could not be sent on: {Failure}")]
    public static partial void ForwardingFailed(ILogger logger, string method, string callId, string failure);

    [LoggerMessage(2303, LogLevel.Information, "No room for call {CallId}: {Count} dialogs; answered 503")]
    public static partial void Full(ILogger logger, string callId, int count);

    [LoggerMessage(2304, LogLevel.Warning, "{Method} that was put into call {CallId} was answered {StatusCode}")]
    public static partial void OwnRequestRefused(ILogger logger, string method, string callId, int statusCode);

    [LoggerMessage(2305, LogLevel.Warning, "Call {CallId}: sending of {Method} failed")]
    public static partial void OwnRequestFailed(ILogger logger, Exception exception, string callId, string method);
}
