using System.Buffers;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// Says for each known header field whether a value is one, by the reader that gives it in typed form. A field without
/// such a reader, and an unknown one, holds any text without control characters.
/// </summary>
internal static class HeaderGrammar
{
    // A tab is white space; what else is below the space, and DEL, stands in no value but escaped, which nobody needs.
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    private static readonly Check?[] Checks = Build();

    private delegate bool Check(ReadOnlySpan<byte> value);

    /// <summary>True when a line of this field may hold this value, or these values where it is a list.</summary>
    /// <param name="id">The field; <see cref="HeaderId.Unknown"/> for any other.</param>
    /// <param name="value">The value in one line, without the spaces around it.</param>
    public static bool IsValid(HeaderId id, ReadOnlySpan<byte> value)
    {
        if (value.ContainsAny(Controls))
            return false;
        Check? check = Checks[(byte)id];
        if (check is null || (value.IsEmpty && MayBeEmpty(id)))
            return true;
        if (id == HeaderId.Contact && value.SequenceEqual("*"u8))
            return true;
        return HeaderTable.Shape(id) == HeaderShape.Many ? IsList(value, check) : check(value);
    }

    // Lists whose grammar has brackets around all of it (RFC 3261 section 25.1).
    private static bool MayBeEmpty(HeaderId id) =>
        id is HeaderId.Allow or HeaderId.Supported or HeaderId.Accept or HeaderId.AcceptEncoding or HeaderId.AcceptLanguage;

    /// <summary>True for one value or more, with one comma between each two.</summary>
    private static bool IsList(ReadOnlySpan<byte> value, Check check)
    {
        int next = 0;
        int end = 0;
        var splitter = new ValueSplitter(value);
        while (splitter.MoveNext())
        {
            value.Overlaps(splitter.Current, out int at);
            if (!SipBytes.Trim(value[next..at]).IsEmpty || !check(splitter.Current))
                return false;
            next = splitter.Next;
            end = at + splitter.Current.Length;
        }

        return end > 0 && SipBytes.Trim(value[end..]).IsEmpty;
    }

    private static Check?[] Build()
    {
        var checks = new Check?[256];
        Set(Number, HeaderId.ContentLength, HeaderId.Expires, HeaderId.MinExpires, HeaderId.RSeq, HeaderId.MaxBreadth, HeaderId.FlowTimer);
        Set(static value => SipBytes.TryReadNumber(value, byte.MaxValue, out _), HeaderId.MaxForwards);
        Set(SipBytes.IsTokenText, HeaderId.Supported, HeaderId.Require, HeaderId.ProxyRequire, HeaderId.Unsupported, HeaderId.AllowEvents);
        Set(SipBytes.IsTokenText, HeaderId.ContentEncoding, HeaderId.ContentLanguage, HeaderId.SipEtag, HeaderId.SipIfMatch, HeaderId.Priority);
        Set(SipBytes.IsTokenText, HeaderId.RequestDisposition, HeaderId.ResourcePriority, HeaderId.AcceptResourcePriority, HeaderId.GeolocationRouting);
        Set(static value => SipMethod.TryParse(value, out _), HeaderId.Allow);
        Set(MandatoryFields.IsCallId, HeaderId.CallId, HeaderId.InReplyTo);
        Set(static value => CSeq.TryParse(value, out _), HeaderId.CSeq);
        Set(static value => RAck.TryParse(value, out _), HeaderId.RAck);
        Set(static value => Via.TryParse(value, out _), HeaderId.Via);
        Set(static value => Contact.TryParse(value, out _), HeaderId.Contact);
        Set(IsAddress, HeaderId.From, HeaderId.To, HeaderId.ReplyTo, HeaderId.ReferTo, HeaderId.ReferredBy, HeaderId.PCalledPartyId);
        Set(IsAddress, HeaderId.PAssertedIdentity, HeaderId.PPreferredIdentity, HeaderId.PAssociatedUri, HeaderId.PServedUser);
        Set(IsBracketedAddress, HeaderId.Route, HeaderId.RecordRoute, HeaderId.Path, HeaderId.ServiceRoute);
        Set(static value => RemotePartyId.TryParse(value, out _), HeaderId.RemotePartyId);
        Set(static value => Diversion.TryParse(value, out _), HeaderId.Diversion);
        Set(static value => HistoryEntry.TryParse(value, out _), HeaderId.HistoryInfo);
        Set(static value => UriReference.TryParse(value, out _), HeaderId.CallInfo, HeaderId.AlertInfo, HeaderId.ErrorInfo, HeaderId.Geolocation, HeaderId.IdentityInfo);
        Set(static value => MediaType.TryParse(value, out _), HeaderId.ContentType, HeaderId.Accept);
        Set(static value => ContentDisposition.TryParse(value, out _), HeaderId.ContentDisposition);
        Set(IsTokenWithParameters, HeaderId.AcceptEncoding, HeaderId.AcceptLanguage, HeaderId.AcceptContact, HeaderId.RejectContact, HeaderId.ReferSub);
        Set(IsTokenWithParameters, HeaderId.SecurityClient, HeaderId.SecurityServer, HeaderId.SecurityVerify, HeaderId.GeolocationError, HeaderId.PAccessNetworkInfo);
        Set(static value => DigestChallenge.TryParse(value, out _), HeaderId.WwwAuthenticate, HeaderId.ProxyAuthenticate);
        Set(static value => DigestCredentials.TryParse(value, out _), HeaderId.Authorization, HeaderId.ProxyAuthorization);
        Set(static value => DigestConfirmation.TryParse(value, out _), HeaderId.AuthenticationInfo, HeaderId.ProxyAuthenticationInfo);
        Set(static value => Replaces.TryParse(value, out _), HeaderId.Replaces);
        Set(static value => Join.TryParse(value, out _), HeaderId.Join);
        Set(static value => TargetDialog.TryParse(value, out _), HeaderId.TargetDialog);
        Set(static value => SessionExpires.TryParse(value, out _), HeaderId.SessionExpires, HeaderId.MinSe);
        Set(static value => SessionId.TryParse(value, out _), HeaderId.SessionId);
        Set(static value => SipEvent.TryParse(value, out _), HeaderId.Event);
        Set(static value => SubscriptionState.TryParse(value, out _), HeaderId.SubscriptionState);
        Set(static value => Reason.TryParse(value, out _), HeaderId.Reason);
        Set(static value => Warning.TryParse(value, out _), HeaderId.Warning);
        Set(static value => RetryAfter.TryParse(value, out _), HeaderId.RetryAfter);
        Set(static value => SipDate.TryParse(value, out _), HeaderId.Date);
        Set(static value => Timestamp.TryParse(value, out _), HeaderId.Timestamp);
        Set(static value => PrivacyText.TryRead(value, []), HeaderId.Privacy);
        Set(static value => SignedIdentity.TryParse(value, out _), HeaderId.Identity);
        Set(static value => SipMessage.ReadVersion(value, out _), HeaderId.MimeVersion);
        return checks;

        void Set(Check check, params ReadOnlySpan<HeaderId> ids)
        {
            foreach (HeaderId id in ids)
                checks[(byte)id] = check;
        }
    }

    private static bool Number(ReadOnlySpan<byte> value) => SipBytes.TryReadNumber(value, uint.MaxValue, out _);

    private static bool IsAddress(ReadOnlySpan<byte> value) => NameAddr.TryParse(value, out _);

    // A route is a name-addr (section 25.1): without brackets its parameters would be those of the field.
    private static bool IsBracketedAddress(ReadOnlySpan<byte> value) =>
        NameAddrScanner.TryScanAll(value, out NameAddrSlices slices, out _) && slices.UriStart > 0;

    private static bool IsTokenWithParameters(ReadOnlySpan<byte> value) => ParameterizedToken.TryParse(value, out _);
}
