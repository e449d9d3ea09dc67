using Microsoft.Extensions.Logging;

namespace SipCti.Authentication;

internal static partial class AuthenticationLog
{
    // The user name is left out: people type passwords into that field (RFC 7616 section 3.4).
    [LoggerMessage(2100, LogLevel.Warning, "Credentials for {Method} refused ({Verdict}), Call-ID {CallId}, from {Remote}")]
    public static partial void Refused(ILogger logger, string method, DigestVerdict verdict, string callId, object remote);

    [LoggerMessage(2101, LogLevel.Warning, "User {User} may not act as {Address}, {Method}, Call-ID {CallId}")]
    public static partial void WrongIdentity(ILogger logger, string user, string address, string method, string callId);

    [LoggerMessage(2102, LogLevel.Information, "Call {CallId} from {Caller} to {Destination} denied with {StatusCode}")]
    public static partial void CallDenied(ILogger logger, string callId, string caller, string destination, int statusCode);

    [LoggerMessage(2103, LogLevel.Error, "The call authorizer did not answer within {Timeout} for call {CallId}")]
    public static partial void AuthorizerTimedOut(ILogger logger, TimeSpan timeout, string callId);
}
