namespace SipCti.Messages;

/// <content>The way of a message: where it came through, where it goes, where it was diverted. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>All Via values, top first.</summary>
    /// <param name="vias">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetVias(out IReadOnlyList<Via> vias)
    {
        bool isRead = TryReadAll(HeaderId.Via, Typed.Vias, Via.TryParse, out vias);
        Typed.Vias = isRead ? vias : null;
        return isRead;
    }

    /// <summary>All Route values, next hop first.</summary>
    /// <param name="routes">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRoutes(out IReadOnlyList<NameAddr> routes)
    {
        bool isRead = TryReadAll(HeaderId.Route, Typed.Routes, NameAddr.TryParse, out routes);
        Typed.Routes = isRead ? routes : null;
        return isRead;
    }

    /// <summary>All Record-Route values, top first.</summary>
    /// <param name="routes">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRecordRoutes(out IReadOnlyList<NameAddr> routes)
    {
        bool isRead = TryReadAll(HeaderId.RecordRoute, Typed.RecordRoutes, NameAddr.TryParse, out routes);
        Typed.RecordRoutes = isRead ? routes : null;
        return isRead;
    }

    /// <summary>All Path values, top first (RFC 3327).</summary>
    /// <param name="paths">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetPaths(out IReadOnlyList<NameAddr> paths) => TryReadAll(HeaderId.Path, null, NameAddr.TryParse, out paths);

    /// <summary>All Contact values, or the wildcard.</summary>
    /// <param name="contacts">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed, or the wildcard stands beside others.</returns>
    public bool TryGetContacts(out ContactList contacts)
    {
        contacts = Typed.Contacts ?? ContactList.Empty;
        if (Typed.Contacts is not null)
            return true;
        bool isWildcard = Headers.CountOf(HeaderId.Contact) == 1 && Headers.ValueOf(Headers.Slots[Headers.IndexOf(HeaderId.Contact)]).SequenceEqual("*"u8);
        if (isWildcard)
            contacts = new ContactList([], true);
        else if (TryReadAll<Contact>(HeaderId.Contact, null, Contact.TryParse, out IReadOnlyList<Contact> list))
            contacts = list.Count == 0 ? ContactList.Empty : new ContactList(list, false);
        else
            return false;
        Typed.Contacts = contacts;
        return true;
    }

    /// <summary>All Service-Route values, next hop first (RFC 3608).</summary>
    /// <param name="routes">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetServiceRoutes(out IReadOnlyList<NameAddr> routes) => TryReadAll(HeaderId.ServiceRoute, null, NameAddr.TryParse, out routes);

    /// <summary>Max-Forwards: the hops left, 0 to 255 (RFC 3261 section 20.22).</summary>
    /// <param name="hops">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetMaxForwards(out int? hops)
    {
        bool isRead = TryReadNumber(HeaderId.MaxForwards, 255, out uint? value);
        hops = (int?)value;
        return isRead;
    }

    /// <summary>Max-Breadth: how many branches the request may have at once (RFC 5393 section 5.3.1).</summary>
    /// <param name="branches">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetMaxBreadth(out uint? branches) => TryReadNumber(HeaderId.MaxBreadth, uint.MaxValue, out branches);

    /// <summary>All History-Info entries, oldest first (RFC 7044).</summary>
    /// <param name="entries">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetHistory(out IReadOnlyList<HistoryEntry> entries) => TryReadAll(HeaderId.HistoryInfo, null, HistoryEntry.TryParse, out entries);

    /// <summary>All Diversion values, the last diversion first (RFC 5806).</summary>
    /// <param name="diversions">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetDiversions(out IReadOnlyList<Diversion> diversions) => TryReadAll(HeaderId.Diversion, null, Diversion.TryParse, out diversions);

    /// <summary>All Request-Disposition directives, such as <c>no-fork</c> (RFC 3841 section 9.1).</summary>
    /// <param name="directives">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRequestDispositions(out IReadOnlyList<string> directives) => TryReadAll(HeaderId.RequestDisposition, null, ReadToken, out directives);
}
