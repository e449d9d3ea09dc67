namespace SipCti.Cti;

/// <summary>A device's calls at a moment.</summary>
/// <param name="DeviceId">The device: an address-of-record in its canonical form.</param>
/// <param name="Calls">The calls in which it has a part.</param>
/// <param name="Sequence">
/// The number of the latest event of the application's stream at that moment: exactly the events numbered higher come on top of this snapshot. 0 when it was not asked through an application.
/// </param>
public sealed record DeviceSnapshot(string DeviceId, IReadOnlyList<CallSnapshot> Calls, long Sequence);
