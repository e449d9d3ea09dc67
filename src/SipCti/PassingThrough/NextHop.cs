using SipCti.Messages;
using SipCti.Server;

namespace SipCti.PassingThrough;

/// <summary>The proxy behind a pass-through: a server in the same process, or an address.</summary>
public sealed class NextHop
{
    private NextHop(SipServer? server, SipUri? uri)
    {
        Server = server;
        Uri = uri;
    }

    /// <summary>The proxy in this process; null when it is reached by <see cref="Uri"/>.</summary>
    public SipServer? Server { get; }

    /// <summary>The proxy's address; null when it is in this process.</summary>
    public SipUri? Uri { get; }

    /// <summary>A proxy in this process, joined by an in-memory connection. Start it before the pass-through's server.</summary>
    /// <param name="server">The proxy's server.</param>
    /// <returns>The next hop.</returns>
    public static NextHop InProcess(SipServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new NextHop(server, null);
    }

    /// <summary>A proxy on the network.</summary>
    /// <param name="uri">Its address, for example <c>sip:192.0.2.7:5070;transport=tcp</c>.</param>
    /// <returns>The next hop.</returns>
    /// <exception cref="ArgumentException">The URI is not a sip URI.</exception>
    public static NextHop At(SipUri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.IsSip ? new NextHop(null, uri) : throw new ArgumentException($"'{uri}' is not a sip URI.", nameof(uri));
    }

    /// <summary>A proxy in this process.</summary>
    /// <param name="server">The proxy's server.</param>
    public static implicit operator NextHop(SipServer server) => InProcess(server);

    /// <summary>A proxy on the network.</summary>
    /// <param name="uri">Its address.</param>
    public static implicit operator NextHop(SipUri uri) => At(uri);

    /// <inheritdoc/>
    public override string ToString() => Uri?.ToString() ?? "in process";
}
