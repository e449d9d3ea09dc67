using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.PassingThrough;

/// <summary>
/// The Contacts that were rewritten for a proxy that knows no Path. A token is the same for the same address-of-record and Contact, so that a refresh
/// renews the binding instead of adding one; it is keyed, so that nobody can make up the token of somebody else's terminal.
/// </summary>
internal sealed class ContactMap(TransportLayer transport, int limit)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Replaces the Contacts of a REGISTER.</summary>
    /// <returns>What was replaced; empty for a query or <c>*</c>; null when the Contact is malformed.</returns>
    public IReadOnlyList<RewrittenContact>? Rewrite(SipRequest register)
    {
        if (!register.TryGetContacts(out var contacts)) return null;
        if (contacts.IsWildcard || contacts.Count == 0) return [];
        var aor = register.To.Uri.AddressOfRecord;
        var rewritten = contacts.Select(c => new RewrittenContact(TokenOf(aor, c.Address.Uri), c.Address.Uri)).ToArray();
        register.Headers.Set(HeaderId.Contact, string.Join(", ", contacts.Zip(rewritten, (c, r) => Replace(c.Address, ContactUri(transport, r.Token)))));
        return rewritten;
    }

    /// <summary>Remembers where a token leads. At the limit the token is not kept, and calls to it are answered 480.</summary>
    public void Learn(RewrittenContact contact, Flow flow)
    {
        if (_entries.ContainsKey(contact.Token) || _entries.Count < limit) _entries[contact.Token] = new Entry(contact.Original, flow);
    }

    /// <summary>Forgets what led over a flow that has closed; a terminal that comes back registers again.</summary>
    public void Forget(Flow flow)
    {
        foreach (var (token, entry) in _entries)
            if (entry.Flow == flow) _entries.TryRemove(new KeyValuePair<string, Entry>(token, entry));
    }

    /// <summary>Puts the terminal's own Contacts back into the answer, so that it finds its binding there (RFC 3261 section 10.2.4).</summary>
    public void Restore(SipResponse response)
    {
        if (!response.TryGetContacts(out var contacts) || contacts.IsWildcard) return;
        if (!contacts.Any(c => TryFind(c.Address.Uri, out _, out _))) return;
        response.Headers.Set(
            HeaderId.Contact,
            string.Join(", ", contacts.Select(c => TryFind(c.Address.Uri, out var original, out _) ? Replace(c.Address, original) : c.Address.ToString())));
    }

    /// <summary>Finds the terminal behind a rewritten Contact.</summary>
    public bool TryFind(SipUri uri, [NotNullWhen(true)] out SipUri? original, [NotNullWhen(true)] out Flow? flow)
    {
        (original, flow) = (null, null);
        if (uri.User is not { } token || !_entries.TryGetValue(token, out var entry) || !transport.IsLocal(uri.Host, uri.Port)) return false;
        (original, flow) = (entry.Original, entry.Flow);
        return true;
    }

    /// <summary>A Contact that leads to this server.</summary>
    public static SipUri ContactUri(TransportLayer transport, string token) =>
        SipUri.Create(token, transport.SentByHost, transport.SentByPort).WithParameter("transport", "tcp");

    private static string Replace(NameAddr address, SipUri uri) => new NameAddr(uri, address.DisplayName, address.Parameters).ToString();

    private string TokenOf(string addressOfRecord, SipUri contact) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{addressOfRecord}\n{contact}")).AsSpan(0, 16));

    private sealed record Entry(SipUri Original, Flow Flow);
}
