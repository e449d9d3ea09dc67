namespace SipCti.Messages;

/// <content>Who calls, who is called, and what of it is to be kept private. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>All P-Asserted-Identity values: who calls, as the trusted network says (RFC 3325 section 9.1).</summary>
    /// <param name="identities">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAssertedIdentities(out IReadOnlyList<NameAddr> identities) => TryReadAll(HeaderId.PAssertedIdentity, null, NameAddr.TryParse, out identities);

    /// <summary>All P-Preferred-Identity values: who the caller wants to be (RFC 3325 section 9.2).</summary>
    /// <param name="identities">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetPreferredIdentities(out IReadOnlyList<NameAddr> identities) => TryReadAll(HeaderId.PPreferredIdentity, null, NameAddr.TryParse, out identities);

    /// <summary>P-Called-Party-ID: the address that was called (RFC 7315 section 4.2).</summary>
    /// <param name="address">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetCalledPartyId(out NameAddr? address) => TryReadOne(HeaderId.PCalledPartyId, NameAddr.TryParse, out address);

    /// <summary>All P-Associated-URI values: what else the registered user is called (RFC 7315 section 4.1).</summary>
    /// <param name="addresses">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetAssociatedUris(out IReadOnlyList<NameAddr> addresses) => TryReadAll(HeaderId.PAssociatedUri, null, NameAddr.TryParse, out addresses);

    /// <summary>All Remote-Party-ID values.</summary>
    /// <param name="identities">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRemotePartyIds(out IReadOnlyList<RemotePartyId> identities) => TryReadAll(HeaderId.RemotePartyId, null, RemotePartyId.TryParse, out identities);

    /// <summary>Reply-To: where to call back (RFC 3261 section 20.31).</summary>
    /// <param name="address">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetReplyTo(out NameAddr? address) => TryReadOne(HeaderId.ReplyTo, NameAddr.TryParse, out address);

    /// <summary>Privacy: what is to be kept private, such as <c>id</c>, <c>header</c>, <c>none</c> (RFC 3323 section 4.2). Compare ignoring case.</summary>
    /// <param name="values">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetPrivacy(out IReadOnlyList<string> values)
    {
        values = [];
        if (!Headers.MayHave(HeaderId.Privacy))
            return true;
        List<string>? list = null;
        foreach (ref readonly HeaderSlot slot in Headers.Slots)
        {
            if (slot.Id == HeaderId.Privacy && !PrivacyText.TryRead(Headers.ValueOf(slot), list ??= []))
                return false;
        }

        values = list ?? values;
        return true;
    }

    /// <summary>All Identity values: signatures over who calls, one a line (RFC 8224 section 4).</summary>
    /// <param name="identities">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetIdentities(out IReadOnlyList<SignedIdentity> identities) => TryReadAll(HeaderId.Identity, null, SignedIdentity.TryParse, out identities);

    /// <summary>Identity-Info: where the certificate of an Identity of RFC 4474 is.</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetIdentityInfo(out UriReference? value) => TryReadOne(HeaderId.IdentityInfo, UriReference.TryParse, out value);
}
