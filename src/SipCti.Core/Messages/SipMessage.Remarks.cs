using System.Diagnostics.CodeAnalysis;

namespace SipCti.Messages;

/// <content>What a message says about itself, its sender, its time and its outcome. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>All Reason values: why the request was sent (RFC 3326).</summary>
    /// <param name="reasons">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetReasons(out IReadOnlyList<Reason> reasons) => TryReadAll(HeaderId.Reason, null, Reason.TryParse, out reasons);

    /// <summary>All Warning values: more about the status (RFC 3261 section 20.43).</summary>
    /// <param name="warnings">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetWarnings(out IReadOnlyList<Warning> warnings) => TryReadAll(HeaderId.Warning, null, Warning.TryParse, out warnings);

    /// <summary>Retry-After: when to try again (RFC 3261 section 20.33).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetRetryAfter(out RetryAfter? value) => TryReadOne(HeaderId.RetryAfter, RetryAfter.TryParse, out value);

    /// <summary>Date: when the message was first sent (RFC 3261 section 20.17).</summary>
    /// <param name="time">The time, with offset 0; null when the field is absent.</param>
    /// <returns>False when it is malformed, or in another zone than GMT.</returns>
    public bool TryGetDate(out DateTimeOffset? time)
    {
        time = null;
        int index = Headers.IndexOf(HeaderId.Date);
        if (index < 0)
            return true;
        bool isRead = SipDate.TryParse(Headers.ValueOf(Headers.Slots[index]), out DateTimeOffset value);
        time = isRead ? value : null;
        return isRead;
    }

    /// <summary>Timestamp: when the request was sent, by the clock of the client (RFC 3261 section 20.38).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetTimestamp(out Timestamp? value) => TryReadOne(HeaderId.Timestamp, Timestamp.TryParse, out value);

    /// <summary>All Call-Info values: more about caller or callee (RFC 3261 section 20.9).</summary>
    /// <param name="values">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetCallInfo(out IReadOnlyList<UriReference> values) => TryReadAll(HeaderId.CallInfo, null, UriReference.TryParse, out values);

    /// <summary>All Alert-Info values: how to ring (RFC 3261 section 20.4).</summary>
    /// <param name="values">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAlertInfo(out IReadOnlyList<UriReference> values) => TryReadAll(HeaderId.AlertInfo, null, UriReference.TryParse, out values);

    /// <summary>All Error-Info values: more about a failure (RFC 3261 section 20.18).</summary>
    /// <param name="values">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetErrorInfo(out IReadOnlyList<UriReference> values) => TryReadAll(HeaderId.ErrorInfo, null, UriReference.TryParse, out values);

    /// <summary>All Geolocation values: where the caller is, by reference or as a body part (RFC 6442 section 4.1).</summary>
    /// <param name="locations">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetGeolocations(out IReadOnlyList<UriReference> locations) => TryReadAll(HeaderId.Geolocation, null, UriReference.TryParse, out locations);

    /// <summary>Geolocation-Routing: <c>yes</c> or <c>no</c>, whether the location may be used to route (RFC 6442 section 4.2).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetGeolocationRouting(out string? value) => TryReadOne(HeaderId.GeolocationRouting, ReadToken, out value);

    /// <summary>All Geolocation-Error values: a code with parameters (RFC 6442).</summary>
    /// <param name="errors">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetGeolocationErrors(out IReadOnlyList<ParameterizedToken> errors) => TryReadAll(HeaderId.GeolocationError, null, ParameterizedToken.TryParse, out errors);

    /// <summary>All P-Access-Network-Info values: the access network with parameters (RFC 7315 section 4.4).</summary>
    /// <param name="networks">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAccessNetworks(out IReadOnlyList<ParameterizedToken> networks) => TryReadAll(HeaderId.PAccessNetworkInfo, null, ParameterizedToken.TryParse, out networks);

    /// <summary>P-Charging-Vector: what ties the charging records of a call together; <c>icid-value</c> and others (RFC 7315 section 4.6).</summary>
    /// <param name="parameters">The parameters; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetChargingVector(out SipParameters? parameters) => TryReadOne(HeaderId.PChargingVector, ReadParameters, out parameters);

    /// <summary>User-Agent: the product of the client (RFC 3261 section 20.41); null when the field is absent. Any text is one.</summary>
    public string? UserAgent => Headers.First(HeaderId.UserAgent);

    /// <summary>Server: the product of the server (RFC 3261 section 20.35); null when the field is absent. Any text is one.</summary>
    public string? Server => Headers.First(HeaderId.Server);

    /// <summary>Subject: what the call is about (RFC 3261 section 20.36); null when the field is absent. Any text is one.</summary>
    public string? Subject => Headers.First(HeaderId.Subject);

    /// <summary>Organization: that of the sender (RFC 3261 section 20.25); null when the field is absent. Any text is one.</summary>
    public string? Organization => Headers.First(HeaderId.Organization);

    /// <summary>Priority: the urgency, such as <c>emergency</c> (RFC 3261 section 20.26); null when the field is absent. Any text is one.</summary>
    public string? Priority => Headers.First(HeaderId.Priority);

    private static bool ReadParameters(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SipParameters? parameters)
    {
        // Without a value before them, and so without the first semicolon.
        bool isRead = ParameterReader.TryReadAll([(byte)';', .. text], out SipParameters read);
        parameters = isRead ? read : null;
        return isRead;
    }
}
