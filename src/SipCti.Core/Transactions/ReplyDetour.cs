using System.Diagnostics.CodeAnalysis;
using System.Net;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Transactions;

/// <summary>
/// The way of responses whose request came on a flow that is closed: a connection to the address that the request came from, at
/// the port that its sender names in the top Via (RFC 3261 section 18.2.2).
/// </summary>
internal sealed class ReplyDetour
{
    // The user may send provisional responses all the time that a connect takes; some are enough.
    private const int MaxWaiting = 16;
    private const int DefaultPort = 5060;

    private readonly TransactionLayer _layer;
    private readonly Strand _strand;
    private readonly Action _onFailed;
    private readonly IPEndPoint? _sender;
    private int _waiting;

    /// <summary>Finds the way; it may be that there is none.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="strand">The strand of the transaction.</param>
    /// <param name="request">The request.</param>
    /// <param name="onFailed">Called on the strand for each response that cannot be sent, never from within <see cref="Send"/>.</param>
    public ReplyDetour(TransactionLayer layer, Strand strand, SipRequest request, Action onFailed)
    {
        _layer = layer;
        _strand = strand;
        _onFailed = onFailed;
        TryFindSender(request.TopVia, out _sender);
    }

    /// <summary>Sends a response, once there is a connection.</summary>
    public void Send(SipResponse response)
    {
        if (_sender is null)
        {
            Fail(response, "its sender has no address");
        }
        else if (_waiting < MaxWaiting || response.IsFinal)
        {
            _waiting++;
            _layer.FlowsOf(_strand).Find(_sender, new Reply(this, response));
        }
    }

    private static bool TryFindSender(Via via, [NotNullWhen(true)] out IPEndPoint? sender)
    {
        sender = null;
        if (!HostAddress.TryParse(via.Received, out var address) && !HostAddress.TryParse(via.Host, out address))
            return false;

        // rport is where the lost connection came from, and nobody listens there; over UDP it is the way back (RFC 3581).
        var port = via.Transport == "UDP" && via.RPort is { } source ? source : via.Port ?? DefaultPort;
        sender = new IPEndPoint(address, port);
        return true;
    }

    private void Fail(SipResponse response, string reason)
    {
        TransactionLog.ResponseNotSent(_layer.Logger, response.StatusCode, response.CSeq.Method.Name, response.CallId, _sender, reason);
        _strand.Post(_onFailed);
    }

    private sealed class Reply(ReplyDetour detour, SipResponse response) : IFlowSeeker
    {
        public void OnFlow(Flow flow)
        {
            detour._waiting--;
            if (flow.Send(response) != SendResult.Queued)
                detour.Fail(response, "the new connection is closed too");
        }

        public void OnNoFlow(string reason)
        {
            detour._waiting--;
            detour.Fail(response, reason);
        }
    }
}
