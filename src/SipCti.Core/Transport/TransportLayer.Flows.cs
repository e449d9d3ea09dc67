using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Strands;
using SipCti.Wire;

namespace SipCti.Transport;

/// <content>How flows come and go.</content>
public sealed partial class TransportLayer : IFlowOwner
{
    TransportOptions IFlowOwner.Options => _options;

    TimingWheel IFlowOwner.Wheel => _wheel;

    ILogger IFlowOwner.Logger => _logger;

    ITransportUser IFlowOwner.User => _user!;

    void IFlowOwner.OnAliasClaimed(Flow flow, IPEndPoint claimed)
    {
        var accepted = !_names.IsLocal(claimed) && Joints.Find(claimed) is null &&
            (_options.AcceptAlias?.Invoke(flow, claimed) ?? claimed.Address.Equals(flow.RemoteEndPoint.Address));
        if (!accepted)
        {
            TransportLog.AliasRefused(_logger, flow.Token, flow.RemoteEndPoint, claimed);
            return;
        }

        _flows.AddAlias(flow, claimed);
        TransportLog.AliasAccepted(_logger, flow.Token, flow.RemoteEndPoint, claimed);
    }

    void IFlowOwner.OnMalformed(Flow flow, in SipFault fault)
    {
        if (_malformed.TryPass(out var suppressed))
            TransportLog.Malformed(_logger, flow.RemoteEndPoint, fault.StatusCode, fault.ReasonPhrase, fault.Offset, suppressed);
    }

    void IFlowOwner.OnClosing(Flow flow) => _flows.Hide(flow);

    void IFlowOwner.OnClosed(Flow flow)
    {
        _flows.Remove(flow);
        TransportMetrics.ConnectionClosed();
        if (!flow.IsInProcess)
            _connections.Exit(flow.IsAccepted ? flow.RemoteEndPoint.Address : null);
    }

    internal bool HasEndPoint(IPEndPoint endPoint) => _names.IsLocal(endPoint);

    internal Flow AdoptInProcess(ILink link) => Adopt(link, isAccepted: false, isInProcess: true);

    private Flow? Find(IPEndPoint remote) => Joints.Find(remote) ?? (_flows.TryGet(remote, out var flow) ? flow : null);

    private async ValueTask AcceptAsync(ILink link)
    {
        if (_connections.TryEnter(link.RemoteEndPoint.Address, out var limit))
        {
            Adopt(link, isAccepted: true, isInProcess: false);
            return;
        }

        TransportMetrics.ConnectionRefused(limit.Name);
        if (_refusals.TryPass(out var suppressed))
            TransportLog.ConnectionRefused(_logger, link.RemoteEndPoint, limit.Name, limit.Maximum, suppressed);
        link.Abort();
        await link.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Flow> OpenAsync(IPEndPoint remote, CancellationToken stop)
    {
        if (!_connections.TryEnter(null, out var limit))
        {
            TransportMetrics.ConnectionRefused(limit.Name);
            throw new TransportException($"No connect to {remote}: {limit.Name} of {limit.Maximum} reached.");
        }

        using var timeout = new CancellationTokenSource(_options.Limits.ConnectTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        ILink? link = null;
        try
        {
            link = await _options.Links.ConnectAsync(remote, either.Token).ConfigureAwait(false);
            return Adopt(link, isAccepted: false, isInProcess: false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new TransportException($"The connect to {remote} took longer than {_options.Limits.ConnectTimeout} (ConnectTimeout).");
        }
        finally
        {
            if (link is null)
                _connections.Exit(null);
        }
    }

    private void OnConnectFailed(TransportException exception)
    {
        if (_failures.TryPass(out var suppressed))
            TransportLog.ConnectFailed(_logger, exception.Message, suppressed);
    }

    private Flow Adopt(ILink link, bool isAccepted, bool isInProcess)
    {
        var flow = new Flow(this, link, isAccepted, isInProcess);
        _flows.Add(flow);
        TransportMetrics.ConnectionOpened(flow);
        TransportLog.FlowOpened(_logger, flow.Token, flow.LocalEndPoint, flow.RemoteEndPoint, isAccepted);
        flow.Start();
        if (_closing)
            _ = CloseAsync(flow);
        return flow;
    }

    private Task CloseAsync(Flow flow)
    {
        flow.Close("the server stops");
        if (_hurry)
            flow.Hurry();
        return flow.Closed;
    }

    private void Hurry()
    {
        _hurry = true;
        foreach (var flow in _flows.All)
            flow.Hurry();
    }
}
