namespace SipCti.Messages;

/// <summary>A header field value that is an address whose parameters say more about it (RFC 3261 section 20.10). Immutable.</summary>
public abstract class AddressValue
{
    /// <summary>Takes an address over.</summary>
    /// <param name="address">The address with its parameters.</param>
    private protected AddressValue(NameAddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address;
    }

    /// <summary>The address with all its parameters.</summary>
    public NameAddr Address { get; }

    /// <summary>The URI of the address.</summary>
    public SipUri Uri => Address.Uri;

    /// <summary>All parameters, those with a property of their own among them.</summary>
    public SipParameters Parameters => Address.Parameters;

    /// <summary>The value as it came; the form of the grammar for one that was made.</summary>
    public sealed override string ToString() => Address.ToString();

    /// <summary>The address with a parameter more, unless its value is null.</summary>
    private protected static NameAddr With(NameAddr address, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(address);
        return value is null ? address : address.WithParameter(name, value);
    }
}
