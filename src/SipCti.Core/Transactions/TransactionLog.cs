using System.Net;
using Microsoft.Extensions.Logging;

namespace SipCti.Transactions;

/// <summary>Log messages of transactions: event ids from 1200.</summary>
internal static partial class TransactionLog
{
    [LoggerMessage(1200, LogLevel.Debug, "{Method} {CallId} cannot be sent to {Target}: {Reason}")]
    public static partial void NotSent(ILogger logger, string method, string callId, SipTarget target, string reason);

    [LoggerMessage(1201, LogLevel.Debug, "Response {StatusCode} to {Method} {CallId} cannot be sent to {Sender}: {Reason}")]
    public static partial void ResponseNotSent(ILogger logger, int statusCode, string method, string callId, IPEndPoint? sender, string reason);

    [LoggerMessage(1202, LogLevel.Debug, "{Method} {CallId} got no final response in time")]
    public static partial void ClientTimeout(ILogger logger, string method, string callId);

    [LoggerMessage(1203, LogLevel.Debug, "{Method} {CallId} was answered in vain: no ACK came, or the answer was late")]
    public static partial void ServerTimeout(ILogger logger, string method, string callId);

    [LoggerMessage(1204, LogLevel.Debug, "Response {StatusCode} to {Method} {CallId} is ignored: {Reason}")]
    public static partial void ResponseIgnored(ILogger logger, int statusCode, string method, string callId, string reason);

    [LoggerMessage(1205, LogLevel.Warning, "{Method} {CallId} is refused: {Limit} transactions are the limit ({Suppressed} such lines left out)")]
    public static partial void TooManyTransactions(ILogger logger, string method, string callId, int limit, int suppressed);

    [LoggerMessage(1206, LogLevel.Error, "Sending to {Remote} failed")]
    public static partial void SendingFailed(ILogger logger, IPEndPoint remote, Exception exception);
}
