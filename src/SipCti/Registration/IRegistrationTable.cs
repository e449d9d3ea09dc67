namespace SipCti.Registration;

/// <summary>The table that a registrar writes: bindings per address-of-record, with an ordered feed of their changes.</summary>
public interface IRegistrationTable : IRegistrationFeed, IRegistrationLookup
{
    /// <summary>
    /// Applies what one REGISTER asks, wholly or not at all (RFC 3261 section 10.3 steps 6 and 7).
    /// Readers see the address-of-record either before or after it.
    /// </summary>
    /// <param name="update">The contacts to add, refresh and remove; none: a query.</param>
    RegistrationOutcome Apply(RegistrationUpdate update);
}
