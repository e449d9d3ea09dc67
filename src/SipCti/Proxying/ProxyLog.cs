using System.Net;
using Microsoft.Extensions.Logging;

namespace SipCti.Proxying;

internal static partial class ProxyLog
{
    [LoggerMessage(2200, LogLevel.Debug, "{Method} {Uri} of call {CallId} refused with {StatusCode} {Reason}")]
    public static partial void Refused(ILogger logger, string method, string uri, string callId, int statusCode, string? reason);

    [LoggerMessage(2201, LogLevel.Warning, "{Method} {Uri} of call {CallId} from {Source} is not relayed: {Reason}")]
    public static partial void RelayRefused(ILogger logger, string method, string uri, string callId, IPEndPoint source, string? reason);

    [LoggerMessage(2202, LogLevel.Information, "{Method} of call {CallId} cannot be sent to {Target}: {Failure}")]
    public static partial void BranchFailed(ILogger logger, string method, string callId, string target, string failure);

    [LoggerMessage(2203, LogLevel.Error, "{Method} of call {CallId} failed on its way to {Target}")]
    public static partial void BranchBroken(ILogger logger, Exception exception, string method, string callId, string target);

    [LoggerMessage(2204, LogLevel.Information, "INVITE of call {CallId} to {Target} had no final response in time")]
    public static partial void TimerCFired(ILogger logger, string callId, string target);

    [LoggerMessage(2205, LogLevel.Debug, "ACK of call {CallId} dropped: {Reason}")]
    public static partial void AckDropped(ILogger logger, string callId, string reason);

    [LoggerMessage(2206, LogLevel.Debug, "The answer of {Method} of call {CallId} did not reach the sender: {Failure}")]
    public static partial void UpstreamFailed(ILogger logger, string method, string callId, string failure);

    [LoggerMessage(2207, LogLevel.Debug, "Response {StatusCode} of call {CallId} dropped: {Reason}")]
    public static partial void ResponseDropped(ILogger logger, int statusCode, string callId, string reason);
}
