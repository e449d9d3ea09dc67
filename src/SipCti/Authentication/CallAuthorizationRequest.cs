using System.Net;
using SipCti.Messages;

namespace SipCti.Authentication;

/// <summary>A call that wants to begin.</summary>
public sealed record CallAuthorizationRequest
{
    /// <summary>The INVITE. Read it, do not change it.</summary>
    public required SipRequest Request { get; init; }

    /// <summary>The user whose credentials came with it; null for a trusted peer, which is not asked for any.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>Who calls: the From address.</summary>
    public required SipUri Caller { get; init; }

    /// <summary>Who is called: the Request-URI, not yet translated.</summary>
    public required SipUri Destination { get; init; }

    /// <summary>The remote end of the connection on which the INVITE came.</summary>
    public required IPEndPoint Received { get; init; }
}
