using System.Net;
using SipCti.Messages;

namespace SipCti.Server;

/// <summary>Finds the addresses of a next hop (the place of RFC 3263).</summary>
public interface ISipResolver
{
    /// <summary>The addresses of the server that a URI names, the preferred one first.</summary>
    /// <param name="uri">A sip URI: the first Route or the Request-URI.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The addresses; empty when there is none that can be reached.</returns>
    ValueTask<IReadOnlyList<IPEndPoint>> ResolveAsync(SipUri uri, CancellationToken cancellationToken);
}
