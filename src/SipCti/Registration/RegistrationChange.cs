namespace SipCti.Registration;

/// <summary>One step in the life of a registration table.</summary>
/// <param name="Sequence">The number of the step; a table's numbers grow by one from step to step.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Binding">The binding as it is now; for <see cref="RegistrationChangeKind.Removed"/> and <see cref="RegistrationChangeKind.Expired"/> as it last was.</param>
public sealed record RegistrationChange(long Sequence, RegistrationChangeKind Kind, Binding Binding);
