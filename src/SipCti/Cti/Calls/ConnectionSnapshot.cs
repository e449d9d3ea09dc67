namespace SipCti.Cti;

/// <summary>One device's part in a call at a moment.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="State">Its state; never <see cref="ConnectionState.Null"/>.</param>
public sealed record ConnectionSnapshot(ConnectionId Connection, ConnectionState State);
