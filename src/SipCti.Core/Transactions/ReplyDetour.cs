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
internal sealed class ReplyDetour(TransactionLayer layer, SipRequest request, Action onFailed)
{
    // The user may send provisional responses all the time that a connect takes; the latest are enough.
    private const int MaxWaiting = 16;
    private const int DefaultPort = 5060;

    private readonly Queue<SipResponse> _waiting = new();
    private readonly Strand _strand = layer.StrandFor(request);
    private Flow? _flow;
    private bool _connecting;

    /// <summary>Sends a response, once there is a connection. A failure is told later, on the strand.</summary>
    public void Send(SipResponse response)
    {
        if (_flow is not null && _flow.Send(response) == SendResult.Queued)
            return;
        if (_waiting.Count == MaxWaiting)
            _waiting.Dequeue();
        _waiting.Enqueue(response);
        if (!_connecting)
            _ = ConnectAsync();
    }

    private async Task ConnectAsync()
    {
        if (!TryFindSender(request.TopVia, out var sender))
        {
            Fail(default, "its sender has no address");
            return;
        }

        _connecting = true;
        try
        {
            _flow = await layer.Transport.GetOrConnectAsync(sender, CancellationToken.None);
            while (_waiting.TryPeek(out var response) && _flow.Send(response) == SendResult.Queued)
                _waiting.Dequeue();
            if (_waiting.Count > 0)
                Fail(sender, "the new flow is closed too");
        }
        catch (TransportException exception)
        {
            Fail(sender, exception.Message);
        }
        catch (Exception exception)
        {
            TransactionLog.SendingFailed(layer.Logger, request.Method.Name, request.CallId, exception);
            Fail(sender, exception.Message);
        }
        finally
        {
            _connecting = false;
        }
    }

    private void Fail(SipTarget sender, string reason)
    {
        foreach (var response in _waiting)
            TransactionLog.ResponseNotSent(layer.Logger, response.StatusCode, request.Method.Name, request.CallId, sender, reason);
        _waiting.Clear();
        _strand.Post(onFailed);
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
}
