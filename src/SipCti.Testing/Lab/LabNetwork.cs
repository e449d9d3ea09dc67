namespace SipCti.Testing;

/// <summary>What joins the nodes of a <see cref="SipLab"/>.</summary>
public enum LabNetwork
{
    /// <summary>A network in memory: exact, fast, can be chopped. The usual choice.</summary>
    InMemory,

    /// <summary>TCP sockets on the loopback address: the same test against the real transport. The clock stays fake, and every peer has to be a node of the lab.</summary>
    Loopback,
}
