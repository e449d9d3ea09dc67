using System.Net;
using System.Net.Sockets;

namespace SipCti.Transport;

/// <summary>Makes connections: over TCP (<see cref="TcpLinkFactory"/>) or in memory (<see cref="InMemoryNetwork"/>).</summary>
public interface ILinkFactory
{
    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Where; port 0 takes a free one.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="SocketException">The endpoint cannot be had, for instance because it is in use.</exception>
    ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken);

    /// <summary>Connects to a peer. The caller bounds the time.</summary>
    /// <param name="remote">The peer.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="SocketException">There is no connection to be had.</exception>
    ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken);
}
