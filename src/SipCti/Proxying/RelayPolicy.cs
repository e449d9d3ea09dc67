namespace SipCti.Proxying;

/// <summary>Whose requests for addresses in foreign domains a <see cref="Proxy"/> sends on. Requests inside a dialog that the proxy routed, and targets of the host's own address translation, are always sent on.</summary>
public enum RelayPolicy
{
    /// <summary>
    /// Only of callers that are known here: those whom an authenticator has verified (<see cref="Server.SipRequestContext.AuthenticatedUser"/>), and those whose
    /// From address was registered from the IP address from which the request came. So it also works, as safely as that
    /// is possible, on a server without an authenticator.
    /// </summary>
    KnownCallers,

    /// <summary>Only of callers whom an authenticator has verified.</summary>
    AuthenticatedCallers,

    /// <summary>Of nobody.</summary>
    Nobody,

    /// <summary>Of everybody: an open relay, for networks where nobody else can reach the server.</summary>
    Everybody,
}
