using System.Globalization;
using System.Net;
using SipCti.Messages;

namespace SipCti.Transport;

/// <summary>Where a request really came from, noted in its top Via, so that its response can go back there.</summary>
internal static class ViaStamp
{
    /// <summary>Adds <c>received</c> (RFC 3261 section 18.2.1) and fills in <c>rport</c> (RFC 3581 section 4).</summary>
    public static void Apply(SipRequest request, IPEndPoint source)
    {
        var via = request.TopVia;
        var sameHost = HostAddress.TryParse(via.Host, out var host) && host.Equals(source.Address);
        if (sameHost && !via.HasRPort && via.Received is null)
            return;

        // RFC 3581: whoever asks for rport also gets received, even when the address is the one in sent-by. A value
        // that the sender wrote itself is replaced: only this side knows it.
        var stamped = via.WithParameter("received", source.Address.ToString());
        if (via.HasRPort)
            stamped = stamped.WithParameter("rport", source.Port.ToString(CultureInfo.InvariantCulture));
        request.Headers.ReplaceFirstValue(HeaderId.Via, stamped.ToString());
    }
}
