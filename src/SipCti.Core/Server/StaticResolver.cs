using System.Net;
using SipCti.Messages;

namespace SipCti.Server;

/// <summary>
/// Resolves numeric hosts, <c>localhost</c>, and the names that it was given. It asks no network, so a look-up cannot block or fail half-way.
/// </summary>
/// <param name="hosts">Names (compared ignoring case) and their addresses, in order of preference; null for none. The port of the URI wins over a port of 0 here.</param>
public sealed class StaticResolver(IReadOnlyDictionary<string, IReadOnlyList<IPEndPoint>>? hosts = null) : ISipResolver
{
    /// <summary>The port of SIP over TCP when a URI names none (RFC 3261 section 19.1.2).</summary>
    public const int DefaultPort = 5060;

    private readonly Dictionary<string, IReadOnlyList<IPEndPoint>> _hosts =
        new(hosts ?? new Dictionary<string, IReadOnlyList<IPEndPoint>>(), StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IPEndPoint>> ResolveAsync(SipUri uri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return ValueTask.FromResult(Resolve(uri));
    }

    private IReadOnlyList<IPEndPoint> Resolve(SipUri uri)
    {
        // Only TCP is spoken: a URI that insists on another transport has no address here.
        if (!uri.IsSip || uri.IsSecure || (uri.Transport is { } transport && !transport.Equals("tcp", StringComparison.OrdinalIgnoreCase))) return [];

        // RFC 3261 18.1.1: maddr names the server to contact instead of the host.
        var host = uri.Parameters["maddr"] ?? uri.Host;
        if (_hosts.TryGetValue(host, out var known))
            return [.. known.Select(a => uri.Port is { } port || a.Port == 0 ? new IPEndPoint(a.Address, uri.Port ?? DefaultPort) : a)];
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return [new IPEndPoint(IPAddress.Loopback, uri.Port ?? DefaultPort)];
        return IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) ? [new IPEndPoint(address, uri.Port ?? DefaultPort)] : [];
    }
}
