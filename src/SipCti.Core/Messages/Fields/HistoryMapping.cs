namespace SipCti.Messages;

/// <summary>How a request came to the target of a <see cref="HistoryEntry"/> (RFC 7044 section 5).</summary>
public enum HistoryMapping
{
    /// <summary><c>rc</c>: the URI changed, the user did not, as from an address-of-record to a contact.</summary>
    Contact,

    /// <summary><c>mp</c>: the request goes to another user now.</summary>
    OtherUser,

    /// <summary><c>np</c>: nothing changed.</summary>
    Unchanged,
}
