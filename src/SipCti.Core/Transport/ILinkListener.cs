using System.Net;

namespace SipCti.Transport;

/// <summary>A place where peers connect to. Disposing it stops listening; accepted links live on.</summary>
public interface ILinkListener : IAsyncDisposable
{
    /// <summary>The endpoint listened on, with the port that was really given.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Waits for the next connection. One caller at a time.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The connection, or <see langword="null"/> when the listener is closed.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">This connection failed, or the machine is short of something; the next call may succeed.</exception>
    ValueTask<ILink?> AcceptAsync(CancellationToken cancellationToken);
}
