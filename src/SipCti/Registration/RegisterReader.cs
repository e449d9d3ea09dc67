using System.Diagnostics.CodeAnalysis;
using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>Why a REGISTER is refused before it comes to the table.</summary>
/// <param name="StatusCode">400, 404, 420 or 423.</param>
/// <param name="ReasonPhrase">The phrase that names the fault.</param>
internal readonly record struct RegisterRefusal(int StatusCode, string ReasonPhrase);

/// <summary>Makes of a REGISTER what the table is to do (RFC 3261 section 10.3 steps 5 to 7).</summary>
internal static class RegisterReader
{
    public static bool TryRead(
        SipRequest request, RegistrarOptions options, [NotNullWhen(true)] out RegistrationUpdate? update, out RegisterRefusal refusal)
    {
        update = null;
        refusal = default;
        SipUri address = request.To.Uri;
        // RFC 3261 10.2: the address-of-record MUST be a SIP or SIPS URI.
        if (!address.IsSip)
            refusal = new RegisterRefusal(400, "Bad Request - To Is Not A SIP URI");
        else if (string.IsNullOrEmpty(address.User) || !IsInDomains(address, options) || options.AddressExists?.Invoke(address) == false)
            refusal = new RegisterRefusal(404, "Not Found");
        else if (!request.TryGetPaths(out IReadOnlyList<NameAddr>? path))
            refusal = new RegisterRefusal(400, "Bad Request - Malformed Path");
        else if (!request.TryGetContacts(out ContactList? contacts))
            refusal = new RegisterRefusal(400, "Bad Request - Malformed Contact");
        else if (contacts.IsWildcard && !IsRemoval(request))
            refusal = new RegisterRefusal(400, "Bad Request - Contact * Without Expires 0");
        else if (TryReadContacts(request, contacts, options, out List<RegistrationContact> wanted))
            update = Update(request, wanted, contacts.IsWildcard, path);
        else
            refusal = new RegisterRefusal(423, "Interval Too Brief");

        return update is not null;
    }

    private static bool IsInDomains(SipUri address, RegistrarOptions options) =>
        options.Domains.Count == 0 || options.Domains.Contains(address.Host, StringComparer.OrdinalIgnoreCase);

    private static bool IsRemoval(SipRequest request) => request.TryGetExpires(out uint? expires) && expires == 0;

    private static bool TryReadContacts(SipRequest request, ContactList contacts, RegistrarOptions options, out List<RegistrationContact> wanted)
    {
        wanted = new List<RegistrationContact>(contacts.Count);
        // A malformed Expires is as good as the default (RFC 3261 10.2).
        TimeSpan otherwise = request.TryGetExpires(out uint? expires) && expires is { } seconds ? TimeSpan.FromSeconds(seconds) : options.DefaultExpires;
        foreach (Contact contact in contacts)
        {
            TimeSpan asked = contact.Expires is { } own ? TimeSpan.FromSeconds(own) : otherwise;
            if (asked > TimeSpan.Zero && asked < options.MinExpires)
                return false;

            wanted.Add(new RegistrationContact(contact.Uri, asked < options.MaxExpires ? asked : options.MaxExpires)
            {
                Q = contact.Q ?? 1.0,
                Parameters = contact.Address.Parameters.Without("expires").Without("q"),
                InstanceId = ContactInstance.InstanceId(contact.Address.Parameters),
            });
        }

        return true;
    }

    private static RegistrationUpdate Update(SipRequest request, List<RegistrationContact> contacts, bool removeAll, IReadOnlyList<NameAddr> path) => new()
    {
        AddressOfRecord = request.To.Uri.AddressOfRecord,
        CallId = request.CallId,
        CSeq = request.CSeq.Number,
        Contacts = contacts,
        RemoveAll = removeAll,
        Path = path,
        UserAgent = request.Headers.First(HeaderId.UserAgent),
    };
}
