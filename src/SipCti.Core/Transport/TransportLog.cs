using System.Net;
using Microsoft.Extensions.Logging;

namespace SipCti.Transport;

/// <summary>Log messages of the transport: event ids from 1100.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(1100, LogLevel.Information, "Listening on {Local}")]
    public static partial void Listening(ILogger logger, IPEndPoint local);

    [LoggerMessage(1101, LogLevel.Debug, "Flow {Flow} opened: {Local} to {Remote}, accepted: {Accepted}")]
    public static partial void FlowOpened(ILogger logger, string flow, IPEndPoint local, IPEndPoint remote, bool accepted);

    [LoggerMessage(1102, LogLevel.Debug, "Flow {Flow} to {Remote} closed: {Reason}")]
    public static partial void FlowClosed(ILogger logger, string flow, IPEndPoint remote, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "Malformed message from {Remote}: {Status} {Reason}, at byte {Offset}; {Suppressed} more not logged")]
    public static partial void Malformed(ILogger logger, IPEndPoint remote, int status, string reason, int offset, int suppressed);

    [LoggerMessage(1104, LogLevel.Warning, "Connection from {Remote} refused: {Limit} of {Maximum} reached; {Suppressed} more not logged")]
    public static partial void ConnectionRefused(ILogger logger, IPEndPoint remote, string limit, int maximum, int suppressed);

    [LoggerMessage(1105, LogLevel.Warning, "Flow to {Remote} closed: it does not take what it is sent, {Maximum} bytes wait (MaxPendingSendBytes)")]
    public static partial void SendOverflow(ILogger logger, IPEndPoint remote, int maximum);

    [LoggerMessage(1106, LogLevel.Warning, "{Reason} ({Suppressed} more not logged)")]
    public static partial void ConnectFailed(ILogger logger, string reason, int suppressed);

    [LoggerMessage(1107, LogLevel.Warning, "Accepting on {Local} failed: {Reason}; {Suppressed} more not logged")]
    public static partial void AcceptFailed(ILogger logger, IPEndPoint local, string reason, int suppressed);

    [LoggerMessage(1108, LogLevel.Error, "The user of the transport failed on a message of {Remote}; the flow goes on")]
    public static partial void UserFailed(ILogger logger, IPEndPoint remote, Exception exception);

    [LoggerMessage(1109, LogLevel.Error, "The message tap failed")]
    public static partial void TapFailed(ILogger logger, Exception exception);

    [LoggerMessage(1110, LogLevel.Error, "Reading from {Remote} failed; the flow is closed")]
    public static partial void ReadingFailed(ILogger logger, IPEndPoint remote, Exception exception);

    [LoggerMessage(1111, LogLevel.Error, "Releasing the connection to {Remote} failed")]
    public static partial void ReleaseFailed(ILogger logger, IPEndPoint remote, Exception exception);

    [LoggerMessage(1112, LogLevel.Debug, "The connection to {Remote} was reset while it was being closed: {Reason}")]
    public static partial void LingerEnded(ILogger logger, IPEndPoint remote, string reason);

    [LoggerMessage(1113, LogLevel.Debug, "Flow {Flow} to {Remote} carries what is sent to {Alias} (RFC 5923)")]
    public static partial void AliasAccepted(ILogger logger, string flow, IPEndPoint remote, IPEndPoint alias);

    [LoggerMessage(1114, LogLevel.Warning, "Flow {Flow} to {Remote} may not carry what is sent to {Alias} (RFC 5923)")]
    public static partial void AliasRefused(ILogger logger, string flow, IPEndPoint remote, IPEndPoint alias);

    [LoggerMessage(1115, LogLevel.Warning, "{Remote} claims more than {Maximum} aliases (MaxAliasesPerFlow); the others are ignored")]
    public static partial void TooManyAliases(ILogger logger, IPEndPoint remote, int maximum);
}
