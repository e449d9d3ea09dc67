using System.Net;
using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Tests.Proxying;

/// <summary>Finds every name at one address, which the test sets.</summary>
internal sealed class FixedResolver : ISipResolver
{
    public IPEndPoint? Address { get; set; }

    public ValueTask<IReadOnlyList<IPEndPoint>> ResolveAsync(SipUri uri, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IPEndPoint>>(Address is null ? [] : [Address]);
}
