using SipCti.Messages;
using SipCti.Server;
using SipCti.Transactions;

namespace SipCti.Proxying;

/// <summary>Addresses a copy of a request to a target and finds the way there (RFC 3261 section 16.6 steps 2, 6 and 7).</summary>
internal static class TargetRouting
{
    /// <summary>Edits the copy and resolves its next hop.</summary>
    /// <param name="server">The server that sends.</param>
    /// <param name="request">The copy for this target alone.</param>
    /// <param name="target">The target.</param>
    /// <returns>Where to send the copy; null when nothing can be reached by its next hop.</returns>
    public static ValueTask<SipTarget?> RouteAsync(SipServer server, SipRequest request, ForwardingTarget target)
    {
        if (!ReferenceEquals(request.RequestUri, target.Uri)) request.RequestUri = target.Uri;
        var token = target.FlowToken;
        if (target.Path.Count > 0)
        {
            // A registrar that is its own edge finds its own Path on top, with the token of the terminal's connection (RFC 5626 section 5.3).
            ForwardedRequest.PrependRoutes(request, target.Path);
            if (ForwardedRequest.TryTakeOwnRoutes(request, server.Transport, out var own)) token = own?.User;
        }

        var nextHop = ForwardedRequest.TakeNextHop(request);
        return token is not null && server.Transport.TryGetFlow(token, out var flow) && !flow.IsClosed
            ? new(new SipTarget { Flow = flow })
            : server.ResolveAsync(nextHop);
    }
}
