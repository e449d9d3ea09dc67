using System.Text.Unicode;

namespace SipCti.Messages;

/// <summary>Which grammar a header field has.</summary>
internal static class StrictFields
{
    private delegate bool Rule(ref StrictText text);

    /// <summary>True for fields of one value that are no list: they stand in one line (RFC 3261 section 7.3.1).</summary>
    public static bool StandsOnce(HeaderId id) => id switch
    {
        HeaderId.ContentLength or HeaderId.Date or HeaderId.MimeVersion or HeaderId.Organization or HeaderId.Priority or HeaderId.RetryAfter
            or HeaderId.Server or HeaderId.Subject or HeaderId.Timestamp or HeaderId.UserAgent => true,
        _ => false,
    };

    /// <summary>Checks one line.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">Its value in one line, without the spaces around it.</param>
    /// <param name="fault">Where it goes wrong.</param>
    public static bool Check(HeaderId id, ReadOnlySpan<byte> value, out int fault)
    {
        fault = 0;
        if (!Utf8.IsValid(value))
        {
            fault = StrictGrammar.ValidUtf8Length(value);
            return false;
        }

        var text = new StrictText(value);
        bool isGood = (value.IsEmpty && MayBeEmpty(id)) || (Value(id, ref text) && text.IsEnd);
        fault = text.At;
        return isGood;
    }

    private static bool MayBeEmpty(HeaderId id) => id switch
    {
        HeaderId.Unknown or HeaderId.Subject or HeaderId.Organization or HeaderId.Allow or HeaderId.Supported
            or HeaderId.Accept or HeaderId.AcceptEncoding or HeaderId.AcceptLanguage => true,
        _ => !IsKnown(id),
    };

    private static bool IsKnown(HeaderId id)
    {
        var empty = default(StrictText);
        return !Value(id, ref empty);
    }

    private static bool Value(HeaderId id, ref StrictText text)
    {
        switch (id)
        {
            case HeaderId.Via:
                return List(ref text, StrictVia.Check);
            case HeaderId.From or HeaderId.To:
                return StrictAddress.Tagged(ref text);
            case HeaderId.Contact:
                return text.Rest.SequenceEqual("*"u8) ? text.Take((byte)'*') : List(ref text, StrictAddress.Contact);
            case HeaderId.Route or HeaderId.RecordRoute or HeaderId.Path or HeaderId.ServiceRoute or HeaderId.HistoryInfo or HeaderId.Diversion:
                return List(ref text, StrictAddress.NameAddrWithParameters);
            case HeaderId.ReferTo or HeaderId.ReferredBy or HeaderId.ReplyTo:
                return StrictAddress.AddressWithParameters(ref text);
            case HeaderId.PAssertedIdentity or HeaderId.PPreferredIdentity:
                return List(ref text, StrictAddress.NameAddrOrAddrSpec);
            case HeaderId.AlertInfo or HeaderId.CallInfo or HeaderId.ErrorInfo or HeaderId.Geolocation:
                return List(ref text, StrictAddress.BracketedWithParameters);
            case HeaderId.CallId:
                return text.CallId();
            case HeaderId.InReplyTo:
                return List(ref text, static (ref StrictText t) => t.CallId());
            case HeaderId.Replaces or HeaderId.Join or HeaderId.TargetDialog:
                return text.CallId() && text.Parameters();
            case HeaderId.Allow or HeaderId.Supported or HeaderId.Require or HeaderId.ProxyRequire or HeaderId.Unsupported
                or HeaderId.AllowEvents or HeaderId.ContentEncoding or HeaderId.ContentLanguage:
                return List(ref text, static (ref StrictText t) => t.Token());
            case HeaderId.Reason or HeaderId.AcceptEncoding or HeaderId.AcceptLanguage:
                return List(ref text, static (ref StrictText t) => t.Token() && t.Parameters());
            case HeaderId.Event or HeaderId.SubscriptionState or HeaderId.ContentDisposition or HeaderId.Privacy:
                return text.Token() && text.Parameters();
            case HeaderId.Priority or HeaderId.SipEtag or HeaderId.SipIfMatch:
                return text.Token();
            case HeaderId.ContentType:
                return StrictMore.MediaType(ref text);
            case HeaderId.Accept:
                return List(ref text, StrictMore.MediaType);
            case HeaderId.WwwAuthenticate or HeaderId.ProxyAuthenticate or HeaderId.Authorization or HeaderId.ProxyAuthorization:
                return text.Token() && text.SomeSpace() && List(ref text, StrictMore.AuthParameter);
            case HeaderId.AuthenticationInfo:
                return List(ref text, StrictMore.AuthParameter);
            case HeaderId.UserAgent or HeaderId.Server:
                return StrictMore.Products(ref text);
            case HeaderId.Warning:
                return List(ref text, StrictMore.Warning);
            case HeaderId.Date:
                return StrictDate.Check(ref text);
            case HeaderId.CSeq:
                return text.Number(int.MaxValue) && text.SomeSpace() && text.Token();
            case HeaderId.RAck:
                return text.Number(uint.MaxValue) && text.SomeSpace() && text.Number(int.MaxValue) && text.SomeSpace() && text.Token();
            case HeaderId.MaxForwards:
                return text.Number(byte.MaxValue);
            case HeaderId.ContentLength or HeaderId.Expires or HeaderId.MinExpires or HeaderId.RSeq or HeaderId.FlowTimer:
                return text.Number(uint.MaxValue);
            case HeaderId.SessionExpires or HeaderId.MinSe:
                return text.Number(uint.MaxValue) && text.Parameters();
            case HeaderId.RetryAfter:
                return text.Number(uint.MaxValue) && text.Space() && (text.Next != (byte)'(' || text.Comment()) && text.Parameters();
            case HeaderId.Timestamp:
                return StrictMore.Timestamp(ref text);
            case HeaderId.MimeVersion:
                return text.Digits() && text.Take((byte)'.') && text.Digits();
            default:
                return StrictMore.Text(ref text);
        }
    }

    /// <summary>One or more with commas between; none of them empty.</summary>
    private static bool List(ref StrictText text, Rule rule)
    {
        do
        {
            if (!rule(ref text))
                return false;
        }
        while (text.Separator((byte)','));
        return true;
    }
}
