namespace SipCti.Messages;

/// <content>Subscriptions, published state and registrations. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>Event (RFC 6665 section 8.2.1).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetEvent(out SipEvent? value) => TryReadOne(HeaderId.Event, SipEvent.TryParse, out value);

    /// <summary>Subscription-State (RFC 6665 section 8.2.3).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetSubscriptionState(out SubscriptionState? value) => TryReadOne(HeaderId.SubscriptionState, SubscriptionState.TryParse, out value);

    /// <summary>Allow-Events: the event packages supported, with their templates (RFC 6665 section 8.2.2).</summary>
    /// <param name="packages">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAllowEvents(out IReadOnlyList<string> packages) => TryReadAll(HeaderId.AllowEvents, null, ReadToken, out packages);

    /// <summary>Expires: seconds that a registration, a subscription, a publication or an invitation holds (RFC 3261 section 20.19), 0 to 4,294,967,295.</summary>
    /// <param name="seconds">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetExpires(out uint? seconds) => TryReadNumber(HeaderId.Expires, uint.MaxValue, out seconds);

    /// <summary>Min-Expires: the fewest seconds that the server accepts (RFC 3261 section 20.23), 0 to 4,294,967,295.</summary>
    /// <param name="seconds">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetMinExpires(out uint? seconds) => TryReadNumber(HeaderId.MinExpires, uint.MaxValue, out seconds);

    /// <summary>SIP-ETag: the version of the state that was published (RFC 3903 section 11.3.1).</summary>
    /// <param name="tag">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetSipEtag(out string? tag) => TryReadOne(HeaderId.SipEtag, ReadToken, out tag);

    /// <summary>SIP-If-Match: the version of the state that is to be changed (RFC 3903 section 11.3.2).</summary>
    /// <param name="tag">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetSipIfMatch(out string? tag) => TryReadOne(HeaderId.SipIfMatch, ReadToken, out tag);

    /// <summary>Refer-Sub: whether REFER makes a subscription (RFC 4488).</summary>
    /// <param name="isWanted">The value; null when the field is absent, which means true.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetReferSub(out bool? isWanted)
    {
        isWanted = null;
        if (!TryReadOne(HeaderId.ReferSub, ParameterizedToken.TryParse, out ParameterizedToken? value))
            return false;
        if (value is null)
            return true;
        bool isTrue = value.Token.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (!isTrue && !value.Token.Equals("false", StringComparison.OrdinalIgnoreCase))
            return false;
        isWanted = isTrue;
        return true;
    }

    /// <summary>Flow-Timer: seconds after which the server takes a silent flow for dead (RFC 5626).</summary>
    /// <param name="seconds">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetFlowTimer(out uint? seconds) => TryReadNumber(HeaderId.FlowTimer, uint.MaxValue, out seconds);
}
