namespace SipCti.Registration;

/// <summary>The answer of a table to a <see cref="RegistrationUpdate"/>.</summary>
/// <param name="Result">Whether it was applied, and why not.</param>
/// <param name="Bindings">The live bindings of the address-of-record after it, ordered as <see cref="IRegistrationLookup.Find"/> orders them.</param>
/// <param name="Time">The table's time at that moment; what is left of a binding is counted from it.</param>
/// <param name="Sequence">The number of the last change of the table.</param>
public sealed record RegistrationOutcome(RegistrationResult Result, IReadOnlyList<Binding> Bindings, DateTimeOffset Time, long Sequence);
