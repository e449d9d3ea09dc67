using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Transport;

namespace SipCti.Transactions;

/// <summary>A message on its way that needs a flow.</summary>
internal interface IFlowSeeker
{
    /// <summary>Here is the flow. It may have been closed meanwhile.</summary>
    void OnFlow(Flow flow);

    /// <summary>There is none.</summary>
    void OnNoFlow(string reason);
}

/// <summary>
/// Finds or makes the flows that the messages of one strand need. Messages of a strand to one endpoint keep their order, also
/// when the first of them has to wait for the connection. Used on that strand only.
/// </summary>
internal sealed class FlowFinder(TransportLayer transport, ILogger logger)
{
    private readonly Dictionary<IPEndPoint, Queue<IFlowSeeker>> _waiting = [];

    /// <summary>Gives the seeker a flow to the endpoint, at once if there is one.</summary>
    public void Find(IPEndPoint remote, IFlowSeeker seeker)
    {
        if (_waiting.TryGetValue(remote, out var others))
        {
            others.Enqueue(seeker);
        }
        else if (transport.TryGetFlow(remote, out var flow))
        {
            seeker.OnFlow(flow);
        }
        else
        {
            var seekers = new Queue<IFlowSeeker>();
            seekers.Enqueue(seeker);
            _waiting.Add(remote, seekers);
            _ = ConnectAsync(remote, seekers);
        }
    }

    private async Task ConnectAsync(IPEndPoint remote, Queue<IFlowSeeker> seekers)
    {
        Flow? flow = null;
        var failure = "";
        try
        {
            flow = await transport.GetOrConnectAsync(remote, CancellationToken.None);
        }
        catch (TransportException exception)
        {
            failure = exception.Message;
        }
        catch (Exception exception)
        {
            TransactionLog.SendingFailed(logger, remote, exception);
            failure = exception.Message;
        }

        // Who comes while these are served still stands behind them.
        while (seekers.TryDequeue(out var seeker))
            Serve(seeker, flow, failure, remote);
        _waiting.Remove(remote);
    }

    private void Serve(IFlowSeeker seeker, Flow? flow, string failure, IPEndPoint remote)
    {
        if (flow is null)
        {
            seeker.OnNoFlow(failure);
            return;
        }

        try
        {
            seeker.OnFlow(flow);
        }
        catch (Exception exception)
        {
            // A message that cannot be written is its own fault only.
            TransactionLog.SendingFailed(logger, remote, exception);
            seeker.OnNoFlow(exception.Message);
        }
    }
}
