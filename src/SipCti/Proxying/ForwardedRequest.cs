using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Proxying;

/// <summary>
/// The edits that a server makes to a request that it sends on (RFC 3261 sections 16.4 and 16.6), each a step of its own.
/// What they do not name leaves as it came. The topmost Via is the client transaction's business.
/// </summary>
internal static class ForwardedRequest
{
    /// <summary>What a request without Max-Forwards gets (RFC 3261 section 16.6 step 3).</summary>
    private const int InitialMaxForwards = 70;

    /// <summary>A copy for sending on: one hop less to go, and framed by a Content-Length.</summary>
    /// <param name="received">The request as it came; its Max-Forwards is well-formed and not 0.</param>
    public static SipRequest Create(SipRequest received)
    {
        var copy = received.Clone();
        _ = received.TryGetMaxForwards(out var hops);
        copy.Headers.Set(HeaderId.MaxForwards, Number((hops ?? InitialMaxForwards + 1) - 1));
        // RFC 3261 16.6 step 9: the next hop may be reached over a stream.
        if (!copy.Headers.Contains(HeaderId.ContentLength)) copy.Headers.Append(HeaderId.ContentLength, Number(copy.Body.Length));
        return copy;
    }

    /// <summary>
    /// Takes off the Routes that lead to this server (RFC 3261 section 16.4), also when a strict router in front has put
    /// this server's own Record-Route into the Request-URI and the real one to the end of the Route.
    /// </summary>
    /// <param name="request">The copy to be sent on.</param>
    /// <param name="transport">Knows this server's names.</param>
    /// <param name="own">The route taken off last, which may carry what this server wrote into it; null when none led here.</param>
    /// <returns>False when the Route header is malformed; then nothing was changed.</returns>
    public static bool TryTakeOwnRoutes(SipRequest request, TransportLayer transport, out SipUri? own) =>
        TryTakeOwnRoutes(request, uri => IsOwn(uri, transport), out own);

    /// <inheritdoc cref="TryTakeOwnRoutes(SipRequest, TransportLayer, out SipUri)"/>
    /// <param name="request">The copy to be sent on.</param>
    /// <param name="isOwn">Tells whether a Route leads to this server.</param>
    /// <param name="own">The route taken off last, which may carry what this server wrote into it; null when none led here.</param>
    public static bool TryTakeOwnRoutes(SipRequest request, Func<SipUri, bool> isOwn, out SipUri? own)
    {
        own = null;
        if (!request.TryGetRoutes(out var routes)) return false;
        if (routes.Count == 0) return true;

        var last = routes.Count;
        if (request.RequestUri.IsLooseRoute && isOwn(request.RequestUri))
        {
            own = request.RequestUri;
            request.RequestUri = routes[--last].Uri;
        }

        var first = 0;
        while (first < last && isOwn(routes[first].Uri)) own = routes[first++].Uri;
        if (last < routes.Count) SetRoutes(request, routes, first, last);
        else for (var i = 0; i < first; i++) request.Headers.RemoveFirstValue(HeaderId.Route);
        return true;
    }

    /// <summary>Puts servers in front of the Route that a request already has (RFC 3261 section 16.6 step 6, RFC 3327 section 5.3).</summary>
    /// <param name="request">The copy to be sent on.</param>
    /// <param name="path">The servers, the nearest first.</param>
    public static void PrependRoutes(SipRequest request, IReadOnlyList<NameAddr> path)
    {
        for (var i = path.Count - 1; i >= 0; i--) request.Headers.Prepend(HeaderId.Route, Bracketed(path[i]));
    }

    /// <summary>Keeps this server on the path of the dialog that a request makes (RFC 3261 section 16.6 step 4).</summary>
    /// <param name="request">The copy to be sent on.</param>
    /// <param name="ownUri">This server's address, as <see cref="OwnUri"/> gives it.</param>
    /// <param name="parameters">Further URI parameters, each with its semicolon.</param>
    public static void RecordRoute(SipRequest request, SipUri ownUri, string parameters = "") =>
        request.Headers.Prepend(HeaderId.RecordRoute, $"<{ownUri}{parameters}>");

    /// <summary>This server's address as a loose router, for Record-Route and Path.</summary>
    /// <param name="transport">Knows this server's names.</param>
    /// <param name="user">What the server wants to find again in the Route that comes back; null for nothing.</param>
    // Every neighbour speaks TCP with us already, so the transport parameter is safe to give (RFC 3261 16.6 step 4).
    public static SipUri OwnUri(TransportLayer transport, string? user = null) =>
        SipUri.Create(user, transport.SentByHost, transport.SentByPort).WithParameter("transport", "tcp").WithParameter("lr", null);

    /// <summary>
    /// Gives a request the form that its next hop wants and says where that is (RFC 3261 section 16.6 steps 6 and 7): a
    /// strict router finds itself in the Request-URI and the Request-URI at the end of the Route.
    /// </summary>
    /// <param name="request">The copy to be sent on, with a well-formed Route.</param>
    /// <returns>The URI to send to.</returns>
    public static SipUri TakeNextHop(SipRequest request)
    {
        if (!request.TryGetRoutes(out var routes) || routes.Count == 0) return request.RequestUri;
        var first = routes[0].Uri;
        if (first.IsLooseRoute) return first;
        var target = request.RequestUri;
        SetRoutes(request, [.. routes, new NameAddr(target)], 1, routes.Count + 1);
        request.RequestUri = first;
        return first;
    }

    /// <summary>True when a URI leads to this server.</summary>
    public static bool IsOwn(SipUri uri, TransportLayer transport) => uri.IsSip && transport.IsLocal(uri.Host, uri.Port);

    private static void SetRoutes(SipRequest request, IReadOnlyList<NameAddr> routes, int first, int end)
    {
        request.Headers.Remove(HeaderId.Route);
        for (var i = end - 1; i >= first; i--) request.Headers.Prepend(HeaderId.Route, Bracketed(routes[i]));
    }

    // RFC 3261 20.34: a Route value is always in angle brackets.
    private static string Bracketed(NameAddr route)
    {
        var text = route.ToString();
        return text.Contains('<', StringComparison.Ordinal) ? text : new NameAddr(route.Uri, route.DisplayName, route.Parameters).ToString();
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
