namespace SipCti.Registration;

/// <summary>How a <see cref="RegistrationUpdate"/> ended.</summary>
public enum RegistrationResult
{
    /// <summary>It was applied wholly.</summary>
    Applied,

    /// <summary>Nothing was changed: its Call-ID is that of a stored binding and its CSeq is not higher (RFC 3261 section 10.3 steps 6 and 7).</summary>
    OutOfOrder,

    /// <summary>Nothing was changed: the address-of-record would have more bindings than it may.</summary>
    TooManyForAddress,

    /// <summary>Nothing was changed: the table would have more bindings than it may.</summary>
    TableFull,
}
