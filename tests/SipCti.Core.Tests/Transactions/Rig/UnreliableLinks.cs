using System.IO.Pipelines;
using System.Net;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transactions;

/// <summary>Links that call themselves UDP: then the transactions retransmit, as they will over a real one.</summary>
internal sealed class UnreliableLinks(ILinkFactory links) : ILinkFactory
{
    public async ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        new Listener(await links.ListenAsync(endPoint, cancellationToken));

    public async ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken) =>
        new Link(await links.ConnectAsync(remote, cancellationToken));

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
