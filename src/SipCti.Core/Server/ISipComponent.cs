using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Server;

/// <summary>What comes after a component in the request pipeline.</summary>
/// <param name="context">The request and the means to answer it.</param>
/// <returns>Completes when the request is claimed or answered.</returns>
public delegate ValueTask SipRequestDelegate(SipRequestContext context);

/// <summary>
/// A part of a <see cref="SipServer"/> that sees new requests in the order in which components were added. A component <em>claims</em> a request by not calling
/// <c>next</c>; the chain completes on the claim, not on the final response, so a phone that rings for minutes holds no chain. Retransmissions,
/// ACK to a non-2xx, CANCEL and responses never come here: transactions take care of them.
/// All calls for one Call-ID come on its strand, one at a time; an <c>await</c> inside returns to that strand.
/// </summary>
public interface ISipComponent
{
    /// <summary>The methods that this component answers or forwards; they make up the <c>Allow</c> of a 405. Empty when it only inspects requests.</summary>
    IReadOnlyList<SipMethod> Methods => [];

    /// <summary>Called once while the server is built, before any message.</summary>
    /// <param name="server">The server that the component is part of.</param>
    void Attach(SipServer server) { }

    /// <summary>Called once when the server starts, after it listens.</summary>
    /// <param name="cancellationToken">Cancelled when the start is given up.</param>
    /// <returns>Completes when the component is ready.</returns>
    ValueTask StartAsync(CancellationToken cancellationToken) => default;

    /// <summary>Handles, claims or passes on a request.</summary>
    /// <param name="context">The request and the means to answer it.</param>
    /// <param name="next">The rest of the chain; not calling it claims the request.</param>
    /// <returns>Completes when the request is claimed, answered or passed on. An exception answers 500.</returns>
    ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next);

    /// <summary>Tells that a flow has closed. Called on no particular strand.</summary>
    /// <param name="flow">The flow.</param>
    void OnFlowClosed(Flow flow) { }

    /// <summary>Ends what is going on (calls are told) while the transport still works. Called once when the server stops.</summary>
    /// <param name="cancellationToken">Cancelled when time is up.</param>
    /// <returns>Completes when nothing more is to be sent.</returns>
    ValueTask DrainAsync(CancellationToken cancellationToken) => default;
}
