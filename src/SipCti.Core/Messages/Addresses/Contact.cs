using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SipCti.Messages;

/// <summary>One value of a Contact header field (RFC 3261 section 20.10). Immutable.</summary>
public sealed class Contact
{
    // RFC 3261 section 20.10: a malformed expires is as good as 3600.
    private const uint ExpiresWhenMalformed = 3600;

    /// <summary>Makes a contact; <c>q</c> and <c>expires</c> are parameters of the address.</summary>
    /// <param name="address">The address with its parameters.</param>
    public Contact(NameAddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address;
        if (address.Parameters.TryGet("expires", out string? expires))
            Expires = uint.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds) ? seconds : ExpiresWhenMalformed;
        if (QValue.TryRead(address.Parameters, out double? q))
            Q = q;
    }

    /// <summary>The address with all its parameters.</summary>
    public NameAddr Address { get; }

    /// <summary>The URI of the address.</summary>
    public SipUri Uri => Address.Uri;

    /// <summary>Seconds that the contact holds; null when not said. A malformed number counts as 3600 (section 20.10).</summary>
    public uint? Expires { get; }

    /// <summary>The preference, 0 to 1 with at most three decimals; null when not said.</summary>
    public double? Q { get; }

    /// <summary>Reads one contact; not <c>*</c>, which stands in a <see cref="ContactList"/> only.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="contact">The contact read.</param>
    /// <returns>False when the text is malformed, or q is not within 0 to 1.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Contact? contact)
    {
        contact = null;
        if (!NameAddr.TryParse(text, out NameAddr? address) || !QValue.TryRead(address.Parameters, out _))
            return false;
        contact = new Contact(address);
        return true;
    }

    /// <summary>The value as it stands in a message.</summary>
    public override string ToString() => Address.ToString();
}
