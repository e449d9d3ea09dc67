namespace SipCti.Messages;

/// <summary>Which way media flows, seen from the sender of the description (RFC 8866 section 6.7).</summary>
public enum SdpDirection
{
    /// <summary>Both ways; the default.</summary>
    SendRecv,

    /// <summary>Its sender sends only, as when it holds the call.</summary>
    SendOnly,

    /// <summary>Its sender receives only.</summary>
    RecvOnly,

    /// <summary>No media either way.</summary>
    Inactive,
}
