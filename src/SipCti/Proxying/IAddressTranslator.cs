namespace SipCti.Proxying;

/// <summary>
/// Translates the address that was dialled (the first form) into another (the second form), which is then returned to the
/// caller or sent on. The proxy asks it for every request outside a dialog that is addressed to one of the proxy's domains
/// or to a <c>tel:</c> number, before the registrations are looked up. Called on the strand of the call; it must not block.
/// </summary>
public interface IAddressTranslator
{
    /// <summary>Translates an address. The result is not translated again.</summary>
    /// <param name="request">What was dialled, and by whom.</param>
    /// <param name="cancellationToken">Cancelled when the caller has given up.</param>
    /// <returns>The second form, or <see cref="AddressTranslation.None"/>. An exception answers the request with 500.</returns>
    ValueTask<AddressTranslation> TranslateAsync(AddressTranslationRequest request, CancellationToken cancellationToken);
}
