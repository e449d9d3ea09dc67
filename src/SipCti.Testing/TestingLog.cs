using Microsoft.Extensions.Logging;
using SipCti.Messages;

namespace SipCti.Testing;

internal static partial class TestingLog
{
    [LoggerMessage(3000, LogLevel.Error, "Simulated terminal {AddressOfRecord} failed")]
    public static partial void TerminalFailed(ILogger logger, Exception exception, SipUri addressOfRecord);

    [LoggerMessage(3001, LogLevel.Warning, "Simulated terminal {AddressOfRecord} could not refresh its registration: {StatusCode} {ReasonPhrase}")]
    public static partial void RefreshFailed(ILogger logger, SipUri addressOfRecord, int statusCode, string reasonPhrase);
}
