using System.Net;
using System.Net.Sockets;

namespace SipCti.Media;

/// <summary>An open UDP port for media. Disposing it closes the socket and gives the port back.</summary>
/// <param name="socket">The bound socket; the port owns it.</param>
/// <param name="released">Called once when the port has been closed; null for nothing to do.</param>
public sealed class MediaPort(Socket socket, Action? released = null) : IDisposable
{
    private Action? _released = released;

    /// <summary>The socket.</summary>
    public Socket Socket { get; } = socket ?? throw new ArgumentNullException(nameof(socket));

    /// <summary>The port number, 1 to 65535.</summary>
    public int Number { get; } = ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>Closes the port. Safe to call again.</summary>
    public void Dispose()
    {
        Socket.Dispose();
        Interlocked.Exchange(ref _released, null)?.Invoke();
    }
}
