using System.Net;
using System.Net.Sockets;

namespace SipCti.Transport;

/// <summary>A listening TCP socket.</summary>
internal sealed class TcpLinkListener : ILinkListener
{
    // The kernel caps this at net.core.somaxconn: a storm of registrations after a power cut must not meet a short queue.
    private const int Backlog = 4096;

    private readonly Socket _socket;
    private int _disposed;

    private TcpLinkListener(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint LocalEndPoint { get; }

    public static TcpLinkListener Open(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // IPv4 peers of an IPv6 socket would show as ::ffff:a.b.c.d in received= and in the flow table.
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new TcpLinkListener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<ILink?> AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var socket = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return new TcpLink(socket);
            }
            catch
            {
                // The peer is gone again before we could ask for its address.
                socket.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (Volatile.Read(ref _disposed) == 1 && exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _socket.Dispose();
        return default;
    }
}
