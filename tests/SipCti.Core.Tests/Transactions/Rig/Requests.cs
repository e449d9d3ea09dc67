using SipCti.Messages;

namespace SipCti.Core.Tests.Transactions;

/// <summary>Requests as a peer or a user of the layer sends them.</summary>
internal static class Requests
{
    private static int s_branches;

    /// <summary>A request without a Via, as the layer takes it.</summary>
    public static SipRequest Bare(SipMethod method, string callId, uint cseq = 1) => SipRequest.Create(
        method,
        SipUri.Parse("sip:bob@example.com"),
        new NameAddr(SipUri.Parse("sip:alice@example.com")).WithTag("alice"),
        new NameAddr(SipUri.Parse("sip:bob@example.com")),
        callId,
        cseq);

    /// <summary>A request of a peer, with its Via.</summary>
    public static SipRequest New(SipMethod method, string callId, uint cseq = 1, string? via = null)
    {
        var request = Bare(method, callId, cseq);
        request.Headers.Prepend(HeaderId.Via, via ?? $"SIP/2.0/TCP peer.example:5060;branch=z9hG4bKpeer{Interlocked.Increment(ref s_branches)}");
        return request;
    }

    /// <summary>Another request of a peer in the same transaction: its Via and CSeq number.</summary>
    public static SipRequest Matching(this SipRequest request, SipMethod method, string? toTag = null)
    {
        var other = New(method, request.CallId, request.CSeq.Number, request.Headers.First(HeaderId.Via));
        if (toTag is not null)
            other.Headers.Set(HeaderId.To, request.To.WithTag(toTag).ToString());
        return other;
    }
}
