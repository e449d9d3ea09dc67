using SipCti.Messages;

namespace SipCti.Proxying;

/// <summary>What an <see cref="IAddressTranslator"/> gets to know.</summary>
/// <param name="Request">The whole request, to be read only.</param>
/// <param name="Dialled">The address that was dialled, in its first form: the Request-URI after route processing (RFC 3261 section 16.4).</param>
/// <param name="Domain">The domain of the proxy's that it was dialled in; for a telephone number, the domain in which it is understood.</param>
/// <param name="AuthenticatedUser">The user that an authenticator verified, or null.</param>
public sealed record AddressTranslationRequest(SipRequest Request, SipUri Dialled, string Domain, string? AuthenticatedUser = null)
{
    /// <summary>The dialled number or name: the user part; of a telephone number (<c>tel:</c>, or <c>user=phone</c>) without visual separators and parameters.</summary>
    public string User { get; } = DialledNumber.Of(Dialled);
}
