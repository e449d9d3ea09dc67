using System.IO.Pipelines;
using System.Net;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transactions;

/// <summary>
/// The links of the layer under test. They may call themselves UDP: then the transactions retransmit, as they will over a
/// real one. And a test may hold up their connects.
/// </summary>
internal sealed class TestLinks(ILinkFactory links, bool unreliable) : ILinkFactory
{
    /// <summary>When set, connects wait until it is completed.</summary>
    public TaskCompletionSource? Held { get; set; }

    public async ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var listener = await links.ListenAsync(endPoint, cancellationToken);
        return unreliable ? new Listener(listener) : listener;
    }

    public async ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        if (Held is { } held)
            await held.Task.WaitAsync(cancellationToken);
        var link = await links.ConnectAsync(remote, cancellationToken);
        return unreliable ? new Link(link) : link;
    }

    private sealed class Listener(ILinkListener inner) : ILinkListener
    {
        public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

        public async ValueTask<ILink?> AcceptAsync(CancellationToken cancellationToken) =>
            await inner.AcceptAsync(cancellationToken) is { } link ? new Link(link) : null;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Link(ILink inner) : ILink
    {
        public PipeReader Input => inner.Input;

        public PipeWriter Output => inner.Output;

        public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

        public IPEndPoint RemoteEndPoint => inner.RemoteEndPoint;

        public string Transport => "UDP";

        public void Abort() => inner.Abort();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
