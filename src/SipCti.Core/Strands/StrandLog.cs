using Microsoft.Extensions.Logging;

namespace SipCti.Strands;

/// <summary>Log messages of strands and timers: event ids from 1000.</summary>
internal static partial class StrandLog
{
    [LoggerMessage(1000, LogLevel.Error, "Work on strand {Strand} failed; the strand goes on")]
    public static partial void WorkFailed(ILogger logger, int strand, Exception exception);

    [LoggerMessage(1001, LogLevel.Error, "A timer failed; the wheel goes on")]
    public static partial void TimerFailed(ILogger logger, Exception exception);
}
