using System.Net;
using System.Net.Sockets;

namespace SipCti.Transport;

/// <summary>TCP over sockets. An idle connection holds no buffer.</summary>
public sealed class TcpLinkFactory : ILinkFactory
{
    /// <summary>The one that everybody shares; it has no state.</summary>
    public static TcpLinkFactory Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        cancellationToken.ThrowIfCancellationRequested();
        return new(TcpLinkListener.Open(endPoint));
    }

    /// <inheritdoc/>
    public async ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(remote);
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            return new TcpLink(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
