using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>The answer of an <see cref="IAddressTranslator"/>: nothing, the second form to return, or the second form to send the request on to.</summary>
public sealed class AddressTranslation
{
    private const int MovedTemporarily = 302;

    private AddressTranslation(AddressTranslationOutcome outcome, IReadOnlyList<TranslatedAddress> addresses, int statusCode)
    {
        Outcome = outcome;
        Addresses = addresses;
        StatusCode = statusCode;
    }

    /// <summary>The address stays as it was dialled.</summary>
    public static AddressTranslation None { get; } = new(AddressTranslationOutcome.None, [], 0);

    /// <summary>What becomes of the address.</summary>
    public AddressTranslationOutcome Outcome { get; }

    /// <summary>The second forms; empty when the outcome is <see cref="AddressTranslationOutcome.None"/>.</summary>
    public IReadOnlyList<TranslatedAddress> Addresses { get; }

    /// <summary>The status with which the second form is returned, 300 to 399; 0 for the other outcomes.</summary>
    public int StatusCode { get; }

    /// <summary>Returns one second form to the caller with 302, for this time only.</summary>
    /// <param name="contact">The address that the caller is to try instead.</param>
    public static AddressTranslation Return(SipUri contact) => Return(contact, MovedTemporarily);

    /// <summary>Returns one second form to the caller.</summary>
    /// <param name="contact">The address that the caller is to try instead.</param>
    /// <param name="statusCode">300 to 399: 302 holds for this time only, 301 tells the caller to remember it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not a redirection.</exception>
    public static AddressTranslation Return(SipUri contact, int statusCode) => Return([new TranslatedAddress(contact)], statusCode);

    /// <summary>Returns several second forms to the caller, who chooses by preference.</summary>
    /// <param name="contacts">The addresses, at least one.</param>
    /// <param name="statusCode">300 to 399.</param>
    /// <exception cref="ArgumentException">There is no address.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The status is not a redirection.</exception>
    public static AddressTranslation Return(IReadOnlyList<TranslatedAddress> contacts, int statusCode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 399);
        return new(AddressTranslationOutcome.Returned, NotEmpty(contacts), statusCode);
    }

    /// <summary>Sends the request on to one second form: a terminal registered here, or another server.</summary>
    /// <param name="target">Where the request goes.</param>
    public static AddressTranslation SendOn(SipUri target) => SendOn([new TranslatedAddress(target)]);

    /// <summary>Sends the request on to several second forms, at once or one after the other by their preference.</summary>
    /// <param name="targets">Where the request goes, at least one.</param>
    /// <exception cref="ArgumentException">There is no address.</exception>
    public static AddressTranslation SendOn(IReadOnlyList<TranslatedAddress> targets) => new(AddressTranslationOutcome.SentOn, NotEmpty(targets), 0);

    private static TranslatedAddress[] NotEmpty(IReadOnlyList<TranslatedAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        return addresses.Count > 0 ? [.. addresses] : throw new ArgumentException("A translation has at least one address.", nameof(addresses));
    }
}
