using Microsoft.Extensions.Logging;

namespace SipCti.Server;

internal static partial class ServerLog
{
    [LoggerMessage(1300, LogLevel.Error, "A component failed on {Method} of call {CallId}; answered 500")]
    public static partial void ComponentFailed(ILogger logger, Exception exception, string method, string callId);

    [LoggerMessage(1301, LogLevel.Debug, "Response {StatusCode} of call {CallId} matches no transaction; dropped")]
    public static partial void StrayResponse(ILogger logger, int statusCode, string callId);

    [LoggerMessage(1302, LogLevel.Warning, "{Component} failed while stopping")]
    public static partial void DrainFailed(ILogger logger, Exception exception, string component);

    [LoggerMessage(1303, LogLevel.Information, "Listening on {EndPoint}")]
    public static partial void Listening(ILogger logger, System.Net.IPEndPoint endPoint);
}
