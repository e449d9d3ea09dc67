using Microsoft.Extensions.Logging;

namespace SipCti.Cti;

internal static partial class CtiLog
{
    [LoggerMessage(2400, LogLevel.Error, "An application's event handler failed on {Type} event {Sequence}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, CtiEventType type, long sequence);
}
