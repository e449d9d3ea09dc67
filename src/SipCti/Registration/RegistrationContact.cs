using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>One contact of a <see cref="RegistrationUpdate"/>.</summary>
/// <param name="Uri">Where the terminal wants to be reached.</param>
/// <param name="Expires">For how long from now; zero removes the binding.</param>
public sealed record RegistrationContact(SipUri Uri, TimeSpan Expires)
{
    /// <summary>Preference, 0 to 1. Default 1.</summary>
    public double Q { get; init; } = 1.0;

    /// <summary>The parameters of the Contact other than <c>expires</c> and <c>q</c>.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>The <c>+sip.instance</c> without quotes and angle brackets, or null.</summary>
    public string? InstanceId { get; init; }

    /// <summary>
    /// The <c>reg-id</c>, only when the request is to be processed by RFC 5626 section 6: with an instance the two then identify
    /// the binding, and the contact's URI does not. Null: contacts are compared by their URI.
    /// </summary>
    public int? RegId { get; init; }
}
