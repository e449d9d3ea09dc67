namespace SipCti.Cti;

/// <summary>The one table from SIP statuses (RFC 3261 section 21 and later) to causes.</summary>
internal static class SipCause
{
    public static EventCause Of(int statusCode) => statusCode switch
    {
        >= 300 and < 400 => EventCause.Redirected,
        401 or 402 or 403 or 407 => EventCause.Blocked,
        404 or 410 or 604 => EventCause.NumberUnallocated,
        408 or 480 => EventCause.CallNotAnswered,
        406 or 415 or 416 or 420 or 421 or 422 or 423 or 488 or 493 or 606 => EventCause.IncompatibleDestination,
        405 or 501 or 505 or 513 => EventCause.IncompatibleDestination,
        414 or 484 or 485 => EventCause.InvalidNumberFormat,
        482 or 483 => EventCause.NetworkNotObtainable,
        486 or 600 => EventCause.Busy,
        487 => EventCause.CallCancelled,
        491 or 580 => EventCause.ResourcesNotAvailable,
        500 => EventCause.DestOutOfOrder,
        502 => EventCause.NetworkNotObtainable,
        503 => EventCause.NetworkCongestion,
        504 => EventCause.Timeout,
        603 => EventCause.DoNotDisturb,
        // RFC 8197 (unwanted) and RFC 8688 (rejected on the callee's behalf).
        607 or 608 => EventCause.Blocked,
        >= 500 and < 600 => EventCause.NetworkCongestion,
        _ => EventCause.DestNotObtainable,
    };
}
