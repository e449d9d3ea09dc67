namespace SipCti.Registration;

/// <summary>A whole registration table at one moment.</summary>
/// <param name="Sequence">The number of the last change that the snapshot contains; the changes since it complete the picture.</param>
/// <param name="Bindings">All bindings, in no particular order.</param>
public sealed record RegistrationSnapshot(long Sequence, IReadOnlyList<Binding> Bindings);
