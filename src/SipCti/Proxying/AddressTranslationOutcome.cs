namespace SipCti.Proxying;

/// <summary>What becomes of a translated address.</summary>
public enum AddressTranslationOutcome
{
    /// <summary>The address was not translated: the request goes on as it came.</summary>
    None,

    /// <summary>The second form is returned to the caller in a 3xx response (RFC 3261 section 21.3).</summary>
    Returned,

    /// <summary>The request is sent on to the second form: to a registered terminal or to another server.</summary>
    SentOn,
}
