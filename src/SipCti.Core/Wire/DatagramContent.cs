namespace SipCti.Wire;

/// <summary>What <see cref="SipDatagram.Read"/> found in a datagram.</summary>
public enum DatagramContent
{
    /// <summary>One message.</summary>
    Message,

    /// <summary>Nothing, line ends or NULs alone: they keep a NAT binding open, and are not answered.</summary>
    KeepAlive,

    /// <summary>A STUN message (RFC 8489 section 5), which RFC 5626 section 4.4.2 sends as a keep-alive on the port of SIP.</summary>
    Stun,

    /// <summary>No message: a request is answered, anything else is dropped (RFC 3261 section 18.3).</summary>
    Malformed,
}
