using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <content>
/// Header fields that may be absent. Each of these answers false only when the field is there and malformed; when it is
/// absent, the answer is true with null or an empty list.
/// </content>
public abstract partial class SipMessage
{
    /// <summary>All Via values, top first.</summary>
    /// <param name="vias">The values.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetVias(out IReadOnlyList<Via> vias)
    {
        bool isRead = TryReadAll(HeaderId.Via, Typed.Vias, Via.TryParse, out vias);
        Typed.Vias = isRead ? vias : null;
        return isRead;
    }

    /// <summary>All Route values, next hop first.</summary>
    /// <param name="routes">The values.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRoutes(out IReadOnlyList<NameAddr> routes)
    {
        bool isRead = TryReadAll(HeaderId.Route, Typed.Routes, NameAddr.TryParse, out routes);
        Typed.Routes = isRead ? routes : null;
        return isRead;
    }

    /// <summary>All Record-Route values, top first.</summary>
    /// <param name="routes">The values.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetRecordRoutes(out IReadOnlyList<NameAddr> routes)
    {
        bool isRead = TryReadAll(HeaderId.RecordRoute, Typed.RecordRoutes, NameAddr.TryParse, out routes);
        Typed.RecordRoutes = isRead ? routes : null;
        return isRead;
    }

    /// <summary>All Path values, top first (RFC 3327).</summary>
    /// <param name="paths">The values.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetPaths(out IReadOnlyList<NameAddr> paths) => TryReadAll(HeaderId.Path, null, NameAddr.TryParse, out paths);

    /// <summary>All Contact values, or the wildcard.</summary>
    /// <param name="contacts">The values.</param>
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

    /// <summary>Max-Forwards: the hops left, 0 to 255.</summary>
    /// <param name="hops">The value.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetMaxForwards(out int? hops)
    {
        bool isRead = TryReadNumber(HeaderId.MaxForwards, 255, out uint? value);
        hops = (int?)value;
        return isRead;
    }

    /// <summary>Expires, in seconds.</summary>
    /// <param name="seconds">The value.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetExpires(out uint? seconds) => TryReadNumber(HeaderId.Expires, uint.MaxValue, out seconds);

    /// <summary>Min-Expires, in seconds.</summary>
    /// <param name="seconds">The value.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetMinExpires(out uint? seconds) => TryReadNumber(HeaderId.MinExpires, uint.MaxValue, out seconds);

    /// <summary>RSeq (RFC 3262 section 7.1).</summary>
    /// <param name="number">The value.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetRSeq(out uint? number) => TryReadNumber(HeaderId.RSeq, uint.MaxValue, out number);

    /// <summary>RAck (RFC 3262 section 7.2).</summary>
    /// <param name="rack">The value.</param>
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

    /// <summary>Refer-To (RFC 3515).</summary>
    /// <param name="address">The value.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetReferTo(out NameAddr? address) => TryReadOne(HeaderId.ReferTo, NameAddr.TryParse, out address);

    /// <summary>Referred-By (RFC 3892).</summary>
    /// <param name="address">The value.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetReferredBy(out NameAddr? address) => TryReadOne(HeaderId.ReferredBy, NameAddr.TryParse, out address);

    /// <summary>The challenges in WWW-Authenticate or Proxy-Authenticate, one a line, in order.</summary>
    /// <param name="id">Which of the two.</param>
    /// <param name="challenges">The values; also those of schemes other than Digest.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetChallenges(HeaderId id, out IReadOnlyList<DigestChallenge> challenges) =>
        TryReadAll(id, null, DigestChallenge.TryParse, out challenges);

    /// <summary>The credentials in Authorization or Proxy-Authorization, one a line, in order.</summary>
    /// <param name="id">Which of the two.</param>
    /// <param name="credentials">The values; also those of schemes other than Digest.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetCredentials(HeaderId id, out IReadOnlyList<DigestCredentials> credentials) =>
        TryReadAll(id, null, DigestCredentials.TryParse, out credentials);

    /// <summary>True when a list field such as Supported, Require or Allow contains this token, over all its lines.</summary>
    /// <param name="listHeader">The field.</param>
    /// <param name="token">An option tag (any case), or a method for Allow (as it is).</param>
    public bool HasOption(HeaderId listHeader, string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        foreach (ref readonly HeaderSlot slot in Headers.Slots)
        {
            if (slot.Id != listHeader)
                continue;
            var splitter = new ValueSplitter(Headers.ValueOf(slot));
            while (splitter.MoveNext())
            {
                // Methods are case-sensitive (RFC 3261 section 7.1), option tags are not.
                if (listHeader == HeaderId.Allow ? Ascii.Equals(splitter.Current, token) : Ascii.EqualsIgnoreCase(splitter.Current, token))
                    return true;
            }
        }

        return false;
    }

    private bool TryReadOne<T>(HeaderId id, Reader<T> read, out T? value)
        where T : class
    {
        value = null;
        int index = Headers.IndexOf(id);
        return index < 0 || read(Headers.ValueOf(Headers.Slots[index]), out value);
    }

    private bool TryReadNumber(HeaderId id, uint most, out uint? value)
    {
        value = null;
        int index = Headers.IndexOf(id);
        if (index < 0)
            return true;
        bool isNumber = SipBytes.TryReadNumber(Headers.ValueOf(Headers.Slots[index]), most, out uint number);
        value = isNumber ? number : null;
        return isNumber;
    }

    private bool TryReadAll<T>(HeaderId id, IReadOnlyList<T>? known, Reader<T> read, out IReadOnlyList<T> values)
        where T : class
    {
        values = known ?? [];
        if (known is not null || !Headers.MayHave(id))
            return true;
        List<T>? list = null;
        foreach (ref readonly HeaderSlot slot in Headers.Slots)
        {
            if (slot.Id == id && !TryReadLine(slot, read, list ??= []))
                return false;
        }

        values = list ?? values;
        return true;
    }

    private bool TryReadLine<T>(in HeaderSlot slot, Reader<T> read, List<T> values)
        where T : class
    {
        if (HeaderTable.Shape(slot.Id) != HeaderShape.Many)
            return TryAdd(Headers.ValueOf(slot), read, values);
        var splitter = new ValueSplitter(Headers.ValueOf(slot));
        while (splitter.MoveNext())
        {
            if (!TryAdd(splitter.Current, read, values))
                return false;
        }

        return true;
    }

    private static bool TryAdd<T>(ReadOnlySpan<byte> text, Reader<T> read, List<T> values)
        where T : class
    {
        if (!read(text, out T? value))
            return false;
        values.Add(value);
        return true;
    }
}
