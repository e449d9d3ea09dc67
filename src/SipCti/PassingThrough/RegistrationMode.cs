namespace SipCti.PassingThrough;

/// <summary>How a pass-through makes sure that requests for a terminal come back through it.</summary>
public enum RegistrationMode
{
    /// <summary>A Path header with the terminal's flow token is added to REGISTER (RFC 3327). The proxy must keep Path.</summary>
    Path,

    /// <summary>The Contact is replaced by an address of the pass-through, and put back in the answer. For proxies that know no Path.</summary>
    ContactRewriting,
}
