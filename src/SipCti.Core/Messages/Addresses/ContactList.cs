using System.Collections;

namespace SipCti.Messages;

/// <summary>All contacts of a message, over all its Contact header fields, in order; or the wildcard <c>*</c> (RFC 3261 section 10.2.2).</summary>
public sealed class ContactList : IReadOnlyList<Contact>
{
    private readonly IReadOnlyList<Contact> _contacts;

    internal ContactList(IReadOnlyList<Contact> contacts, bool isWildcard)
    {
        _contacts = contacts;
        IsWildcard = isWildcard;
    }

    /// <summary>No contacts.</summary>
    public static ContactList Empty { get; } = new([], false);

    /// <summary>True for <c>Contact: *</c>, which means every binding of the address-of-record; the list is empty then.</summary>
    public bool IsWildcard { get; }

    /// <inheritdoc/>
    public int Count => _contacts.Count;

    /// <inheritdoc/>
    public Contact this[int index] => _contacts[index];

    /// <inheritdoc/>
    public IEnumerator<Contact> GetEnumerator() => _contacts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
