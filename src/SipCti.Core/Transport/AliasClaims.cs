using System.Net;
using SipCti.Messages;

namespace SipCti.Transport;

/// <summary>
/// Finds the claim of RFC 5923 in the requests of a flow: <c>;alias</c> in the top Via says that the peer can also be reached
/// at its sent-by, and that this connection should be used for it.
/// </summary>
internal sealed class AliasClaims(Flow flow, IFlowOwner owner)
{
    private HashSet<IPEndPoint>? _claimed;
    private string? _lastHost;
    private int? _lastPort;
    private bool _refused;

    public void Look(SipRequest request)
    {
        // A flow that we opened is found by the peer's endpoint as it is.
        if (!flow.IsAccepted || _refused)
            return;
        var via = request.TopVia;
        if (!via.Parameters.Contains("alias") || (via.Host == _lastHost && via.Port == _lastPort))
            return;
        (_lastHost, _lastPort) = (via.Host, via.Port);

        // Whoever gives a name claims its own address: that is where messages for the name in its Via would go (RFC 3261 18.2.2).
        var address = HostAddress.TryParse(via.Host, out var given) ? given : flow.RemoteEndPoint.Address;
        var claimed = new IPEndPoint(address, via.Port ?? LocalNames.DefaultPort);
        _claimed ??= [];
        if (_claimed.Contains(claimed))
            return;
        if (_claimed.Count >= owner.Options.MaxAliasesPerFlow)
        {
            _refused = true;
            TransportLog.TooManyAliases(owner.Logger, flow.RemoteEndPoint, owner.Options.MaxAliasesPerFlow);
            return;
        }

        _claimed.Add(claimed);
        owner.OnAliasClaimed(flow, claimed);
    }
}
