using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Cti;

/// <summary>Two joined legs: what one side sends inside its dialog goes to the other in the other's dialog, and the answer comes back.</summary>
internal sealed class LegPair(OwnLeg near, OwnLeg far)
{
    private static readonly HeaderId[] Carried =
    [
        HeaderId.ContentType, HeaderId.Event, HeaderId.SubscriptionState, HeaderId.ReferTo, HeaderId.ReferredBy, HeaderId.Subject, HeaderId.Reason,
    ];

    private OwnLeg? _offering;
    private Action<SipRequest>? _awaitedAck;

    public async ValueTask RelayAsync(OwnLeg from, SipRequestContext context)
    {
        var request = context.Request;
        var isInvite = request.Method == SipMethod.Invite;
        if (isInvite && _offering is not null && (_offering != from || _awaitedAck is null))
        {
            // RFC 3261 14.2: one INVITE at a time.
            context.Respond(491);
            return;
        }

        if (isInvite) _offering = from;
        var to = Other(from);
        var outgoing = to.Dialog!.CreateRequest(request.Method);
        Carry(request, outgoing);
        if (isInvite) outgoing.Headers.Set(HeaderId.Allow, OwnUserAgent.Allow);
        var response = await to.SendAsync(outgoing);
        var reply = context.CreateResponse(response.StatusCode, response.ReasonPhrase);
        if (isInvite || request.Method == SipMethod.Update) OwnUserAgent.Introduce(reply, request.RequestUri);
        Carry(response, reply);
        if (isInvite && response.IsSuccess)
        {
            // The ACK may bear the answer; the other side gets it when it comes.
            _awaitedAck = ack =>
            {
                var type = ack.Body.IsEmpty ? null : ack.Headers.First(HeaderId.ContentType);
                if (!to.IsOver) to.Acknowledge(ack.Body, type);
            };
        }
        else if (isInvite)
        {
            _offering = null;
        }

        context.Respond(reply);
    }

    public void OnAck(OwnLeg from, SipRequest ack)
    {
        if (from != _offering) return;
        var awaited = _awaitedAck;
        _offering = null;
        _awaitedAck = null;
        awaited?.Invoke(ack);
    }

    private OwnLeg Other(OwnLeg leg) => leg == near ? far : near;

    private static void Carry(SipMessage from, SipMessage to)
    {
        foreach (var id in Carried)
            if (from.Headers.First(id) is { } value) to.Headers.Set(id, value);
        if (from.Headers.First("Info-Package") is { } package) to.Headers.Set("Info-Package", package);
        if (!from.Body.IsEmpty) to.SetBody(from.Body, from.Headers.First(HeaderId.ContentType));
    }
}
