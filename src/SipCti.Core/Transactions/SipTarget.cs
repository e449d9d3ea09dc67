using System.Net;
using SipCti.Transport;

namespace SipCti.Transactions;

/// <summary>
/// Where a request goes: down a flow, or to an endpoint, for which a flow is found or opened. With both, the flow while it
/// is open, else the endpoint.
/// </summary>
public readonly record struct SipTarget
{
    /// <summary>The flow; <see langword="null"/> when any flow to the endpoint will do.</summary>
    public Flow? Flow { get; init; }

    /// <summary>The endpoint; <see langword="null"/> when only the flow leads there.</summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>A target that only this flow reaches.</summary>
    /// <param name="flow">The flow.</param>
    public static implicit operator SipTarget(Flow flow) => FromFlow(flow);

    /// <summary>A target that any flow to this endpoint reaches.</summary>
    /// <param name="endPoint">The endpoint.</param>
    public static implicit operator SipTarget(IPEndPoint endPoint) => FromEndPoint(endPoint);

    /// <summary>A target that only this flow reaches.</summary>
    /// <param name="flow">The flow.</param>
    /// <returns>The target.</returns>
    public static SipTarget FromFlow(Flow flow) => new() { Flow = flow };

    /// <summary>A target that any flow to this endpoint reaches.</summary>
    /// <param name="endPoint">The endpoint.</param>
    /// <returns>The target.</returns>
    public static SipTarget FromEndPoint(IPEndPoint endPoint) => new() { EndPoint = endPoint };

    /// <summary>The flow's remote endpoint, or the endpoint.</summary>
    public override string ToString() => (Flow?.RemoteEndPoint ?? EndPoint)?.ToString() ?? "nowhere";
}
