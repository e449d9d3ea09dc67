using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Strands;
using SipCti.Wire;

namespace SipCti.Transport;

/// <summary>What a flow needs of the layer that it belongs to.</summary>
internal interface IFlowOwner
{
    TransportOptions Options { get; }

    TimingWheel Wheel { get; }

    ILogger Logger { get; }

    ITransportUser User { get; }

    /// <summary>Something came that is no message.</summary>
    void OnMalformed(Flow flow, in SipFault fault);

    /// <summary>A request on the flow claims an endpoint (RFC 5923).</summary>
    void OnAliasClaimed(Flow flow, IPEndPoint claimed);

    /// <summary>The flow is closed for sending and must not be found any more.</summary>
    void OnClosing(Flow flow);

    /// <summary>The flow has released its connection.</summary>
    void OnClosed(Flow flow);
}
