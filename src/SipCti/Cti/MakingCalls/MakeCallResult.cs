namespace SipCti.Cti;

/// <summary>The acknowledgement of MakeCall: the calling device is being asked. What becomes of the call is told by events with this call id.</summary>
/// <param name="CallId">The CTI call id.</param>
/// <param name="CallingConnection">The connection of the calling device.</param>
public sealed record MakeCallResult(string CallId, ConnectionId CallingConnection);
