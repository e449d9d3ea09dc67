using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Cti;

/// <summary>The answers to what a terminal sends inside a fake inbound call.</summary>
internal static class FakeCallAnswers
{
    public static void Answer(SipRequestContext context, SinkMedia media)
    {
        var request = context.Request;
        if (request.Method == SipMethod.Invite || request.Method == SipMethod.Update) AnswerOffer(context, media);
        else if (request.Method == SipMethod.Notify) AnswerNotify(context);
        else if (request.Method == SipMethod.Info || request.Method == SipMethod.Message) context.Respond(200);
        else if (request.Method == SipMethod.Refer) context.Respond(603);
        else if (request.Method == SipMethod.Subscribe) context.Respond(489);
        else context.Respond(NotAllowed(context));
    }

    /// <summary>The status that a NOTIFY tells of the call that the terminal was asked to make.</summary>
    public static bool TryReadOutcome(SipRequest request, out int status)
    {
        status = 0;
        return IsAboutRefer(request) && SipFragment.TryReadStatus(request, out status);
    }

    /// <summary>Whether the request is a NOTIFY of the subscription that a REFER makes.</summary>
    public static bool IsAboutRefer(SipRequest request) =>
        request.Method == SipMethod.Notify && EventType(request.Headers.First(HeaderId.Event)).Equals("refer", StringComparison.OrdinalIgnoreCase);

    private static void AnswerOffer(SipRequestContext context, SinkMedia media)
    {
        var request = context.Request;
        var response = context.CreateResponse(200);
        OwnUserAgent.Introduce(response, request.RequestUri);
        if (request.Body.Length > 0)
        {
            // A terminal may put something beside its description, in a body of several parts (RFC 5621).
            if (!request.TryGetBody(SdpDescription.ContentType, "session", out var offer))
            {
                var unsupported = context.CreateResponse(415);
                unsupported.Headers.Set(HeaderId.Accept, SdpDescription.ContentType);
                context.Respond(unsupported);
                return;
            }

            if (media.Answer(offer.Span) is not { } answer)
            {
                context.Respond(488);
                return;
            }

            response.SetBody(answer, SdpDescription.ContentType);
        }
        else if (request.Method == SipMethod.Invite)
        {
            // RFC 3261 14.2: an INVITE without an offer is answered with one.
            response.SetBody(media.Offer(), SdpDescription.ContentType);
        }

        context.Respond(response);
    }

    private static void AnswerNotify(SipRequestContext context)
    {
        if (IsAboutRefer(context.Request))
        {
            context.Respond(200);
            return;
        }

        var response = context.CreateResponse(489);
        response.Headers.Set(HeaderId.AllowEvents, "refer");
        context.Respond(response);
    }

    private static SipResponse NotAllowed(SipRequestContext context)
    {
        var response = context.CreateResponse(405);
        OwnUserAgent.Introduce(response, null);
        return response;
    }

    private static ReadOnlySpan<char> EventType(string? value)
    {
        var text = value.AsSpan();
        var end = text.IndexOf(';');
        return (end < 0 ? text : text[..end]).Trim();
    }
}
