using SipCti.Server;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.PassingThrough;

/// <summary>The way to the next hop: one in-memory connection to a server in this process, joined again when it has closed, or the URI's address.</summary>
internal sealed class NextHopRoute(NextHop hop)
{
    private readonly Lock _joining = new();
    private Flow? _joined;

    public async ValueTask<SipTarget?> TargetAsync(SipServer server)
    {
        if (hop.Uri is { } uri) return await server.ResolveAsync(uri);
        lock (_joining)
        {
            if (_joined is null or { IsClosed: true }) _joined = server.Transport.ConnectInProcess(hop.Server!.Transport);
            return SipTarget.FromFlow(_joined);
        }
    }
}
