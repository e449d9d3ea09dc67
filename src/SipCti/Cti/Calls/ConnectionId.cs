namespace SipCti.Cti;

/// <summary>One device's part in one call (ECMA-269, connection identifier).</summary>
/// <param name="CallId">The CTI call id. It is not the SIP Call-ID: one CTI call may use several of those.</param>
/// <param name="DeviceId">The device: an address-of-record in its canonical form, for example <c>sip:201@pbx.example</c>.</param>
public readonly record struct ConnectionId(string CallId, string DeviceId)
{
    /// <summary>The device, then the call: <c>sip:201@pbx.example/k3x9ab-1</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{DeviceId}/{CallId}";
}
