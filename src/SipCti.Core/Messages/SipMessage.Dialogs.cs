namespace SipCti.Messages;

/// <content>Dialogs named, replaced, referred and kept alive. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>Replaces: the dialog whose place this call takes (RFC 3891).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetReplaces(out Replaces? value) => TryReadOne(HeaderId.Replaces, Replaces.TryParse, out value);

    /// <summary>Join: the dialog to make a conference with (RFC 3911).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetJoin(out Join? value) => TryReadOne(HeaderId.Join, Join.TryParse, out value);

    /// <summary>Target-Dialog: the dialog that authorizes this request (RFC 4538).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetTargetDialog(out TargetDialog? value) => TryReadOne(HeaderId.TargetDialog, TargetDialog.TryParse, out value);

    /// <summary>In-Reply-To: the Call-IDs of the calls that this one answers (RFC 3261 section 20.21).</summary>
    /// <param name="callIds">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetInReplyTo(out IReadOnlyList<string> callIds) => TryReadAll(HeaderId.InReplyTo, null, ReadCallId, out callIds);

    /// <summary>Refer-To: what the receiver of a REFER is to contact (RFC 3515 section 2.1).</summary>
    /// <param name="address">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetReferTo(out NameAddr? address) => TryReadOne(HeaderId.ReferTo, NameAddr.TryParse, out address);

    /// <summary>Referred-By: who sent the REFER that led to this request (RFC 3892).</summary>
    /// <param name="address">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetReferredBy(out NameAddr? address) => TryReadOne(HeaderId.ReferredBy, NameAddr.TryParse, out address);

    /// <summary>Session-Expires: how long the session holds without a refresh (RFC 4028 section 4).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetSessionExpires(out SessionExpires? value) => TryReadOne(HeaderId.SessionExpires, SessionExpires.TryParse, out value);

    /// <summary>Min-SE: the shortest session interval accepted, in seconds (RFC 4028 section 5). Parameters are passed over.</summary>
    /// <param name="seconds">The value; null when the field is absent, which means 90.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetMinSe(out uint? seconds)
    {
        bool isRead = TryReadOne(HeaderId.MinSe, SessionExpires.TryParse, out SessionExpires? value);
        seconds = value?.Seconds;
        return isRead;
    }

    /// <summary>Session-ID: the end-to-end identifiers of both sides (RFC 7989).</summary>
    /// <param name="value">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetSessionId(out SessionId? value) => TryReadOne(HeaderId.SessionId, SessionId.TryParse, out value);

    /// <summary>RSeq: the number of a reliable provisional response (RFC 3262 section 7.1).</summary>
    /// <param name="number">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetRSeq(out uint? number) => TryReadNumber(HeaderId.RSeq, uint.MaxValue, out number);

    /// <summary>RAck: which provisional response a PRACK acknowledges (RFC 3262 section 7.2).</summary>
    /// <param name="rack">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetRAck(out RAck? rack)
    {
        rack = null;
        int index = Headers.IndexOf(HeaderId.RAck);
        if (index < 0)
            return true;
        if (!RAck.TryParse(Headers.ValueOf(Headers.Slots[index]), out RAck value))
            return false;
        rack = value;
        return true;
    }
}
