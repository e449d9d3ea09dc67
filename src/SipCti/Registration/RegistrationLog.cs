using Microsoft.Extensions.Logging;

namespace SipCti.Registration;

internal static partial class RegistrationLog
{
    [LoggerMessage(2000, LogLevel.Error, "A handler of registration changes failed on {Kind} of {AddressOfRecord}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, RegistrationChangeKind kind, string addressOfRecord);

    [LoggerMessage(2001, LogLevel.Information, "{Kind} {AddressOfRecord} at {Contact}")]
    public static partial void Changed(ILogger logger, RegistrationChangeKind kind, string addressOfRecord, string contact);

    [LoggerMessage(2002, LogLevel.Information, "REGISTER of {AddressOfRecord} refused with {StatusCode} {ReasonPhrase}, Call-ID {CallId}")]
    public static partial void Refused(ILogger logger, string addressOfRecord, int statusCode, string reasonPhrase, string callId);

    [LoggerMessage(2010, LogLevel.Information, "The mirror is in step with the table at change {Sequence}")]
    public static partial void MirrorInStep(ILogger logger, long sequence);

    [LoggerMessage(2011, LogLevel.Warning, "The mirror lost the table's feed after change {Sequence}; next try in {Delay}")]
    public static partial void MirrorCut(ILogger logger, Exception? exception, long sequence, TimeSpan delay);

    [LoggerMessage(2012, LogLevel.Warning, "The mirror missed changes after {Sequence} and takes a snapshot: {Reason}")]
    public static partial void MirrorGap(ILogger logger, long sequence, string reason);
}
