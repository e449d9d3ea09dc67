using System.Net;

namespace SipCti.Media;

/// <summary>Gives out UDP ports for media that ends here. Called from any thread.</summary>
public interface IMediaPortAllocator
{
    /// <summary>Opens a port.</summary>
    /// <param name="address">The address at which the peer will be told to send: a hint for which interface to open, or for its address family.</param>
    /// <returns>The port, open. Disposing it gives it back.</returns>
    /// <exception cref="MediaPortException">No port is free, or none can be opened.</exception>
    MediaPort Allocate(IPAddress address);
}
