using System.Net;
using System.Net.Sockets;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>The network as one node of a lab sees it: it knows which nodes a connection joins, so that a test can cut it by their names.</summary>
internal sealed class LabLinks(string node, ILinkFactory inner, LabWiring wiring) : ILinkFactory
{
    public async ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var listener = await inner.ListenAsync(endPoint, cancellationToken).ConfigureAwait(false);
        wiring.Listens(node, listener.LocalEndPoint);
        return new Listener(listener, wiring);
    }

    public async ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        if (wiring.IsCut(node, remote)) throw new SocketException((int)SocketError.HostUnreachable);
        return await wiring.ConnectAsync(node, inner, remote, cancellationToken).ConfigureAwait(false);
    }

    private sealed class Listener(ILinkListener inner, LabWiring wiring) : ILinkListener
    {
        public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

        public async ValueTask<ILink?> AcceptAsync(CancellationToken cancellationToken) =>
            await inner.AcceptAsync(cancellationToken).ConfigureAwait(false) is { } link ? wiring.Accepted(link) : null;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
