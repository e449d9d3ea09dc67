using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>What a REGISTER and the 2xx to it say about the bindings of an address, to somebody on the way.</summary>
internal static class ObservedRegistration
{
    // RFC 3261 section 10.2: what a registrar assumes when nobody names an interval.
    private const uint DefaultExpires = 3600;

    // What is left of a binding comes in whole seconds and a little late; it is no news when it differs by that.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    /// <summary>False when the answer cannot be read.</summary>
    public static bool TryRead(
        SipRequest register, SipResponse response, string? flowToken, Binding[] before, DateTimeOffset now, out List<Binding> after)
    {
        after = [];
        if (!response.TryGetContacts(out ContactList? listed))
            return false;

        ContactList own = register.TryGetContacts(out ContactList? asked) ? asked : ContactList.Empty;
        uint otherwise = Expires(response) ?? Expires(register) ?? DefaultExpires;
        foreach (Contact contact in listed)
        {
            Contact? mine = own.FirstOrDefault(one => one.Uri.Equals(contact.Uri));
            Binding? known = Array.Find(before, one => one.Contact.Equals(contact.Uri));
            TimeSpan left = TimeSpan.FromSeconds(contact.Expires ?? mine?.Expires ?? otherwise);
            if (left == TimeSpan.Zero)
                continue;

            Binding binding = mine is null && known is not null
                ? Elsewhere(known, contact, now + left)
                : Here(register, response, contact, mine is null ? null : flowToken, known, now, left);
            if (!after.Exists(binding.IsSameAs))
                after.Add(binding);
        }

        return true;
    }

    private static uint? Expires(SipMessage message) => message.TryGetExpires(out uint? expires) ? expires : null;

    /// <summary>A binding that another registration made: of it the answer tells only how long it lasts.</summary>
    private static Binding Elsewhere(Binding known, Contact contact, DateTimeOffset expires) =>
        (known.Expires - expires).Duration() <= Rounding ? known : known with { Contact = contact.Uri, Expires = expires };

    private static Binding Here(
        SipRequest register, SipResponse response, Contact contact, string? flowToken, Binding? known, DateTimeOffset now, TimeSpan left) => new()
    {
        AddressOfRecord = register.To.Uri.AddressOfRecord,
        Contact = contact.Uri,
        ContactKey = known?.ContactKey ?? contact.Uri.ToString(),
        Parameters = contact.Address.Parameters.Without("expires").Without("q"),
        Q = contact.Q ?? 1.0,
        Expires = now + left,
        Registered = known?.Registered ?? now,
        CallId = register.CallId,
        CSeq = register.CSeq.Number,
        Path = response.TryGetPaths(out IReadOnlyList<NameAddr>? path) ? path : [],
        FlowToken = flowToken,
        InstanceId = ContactInstance.InstanceId(contact.Address.Parameters),
        UserAgent = register.Headers.First(HeaderId.UserAgent),
    };
}
