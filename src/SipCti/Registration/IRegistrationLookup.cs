namespace SipCti.Registration;

/// <summary>Finds the bindings of an address. Reading never waits for a writer.</summary>
public interface IRegistrationLookup
{
    /// <summary>Tells each change, in order. Handlers run one at a time, on whatever thread made the change, and have to be quick; what they throw is logged.</summary>
    event Action<RegistrationChange>? Changed;

    /// <summary>
    /// The live bindings of an address-of-record, the highest <see cref="Binding.Q"/> first and, among equals, the one registered last first.
    /// Empty when there is none.
    /// </summary>
    /// <param name="addressOfRecord">The canonical form, as <see cref="Messages.SipUri.AddressOfRecord"/> gives it.</param>
    IReadOnlyList<Binding> Find(string addressOfRecord);

    /// <summary>All live bindings at this moment, in no particular order.</summary>
    IReadOnlyCollection<Binding> All();
}
