using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>For each header field with a reader: a value that is one, and one that is none.</summary>
public sealed class HeaderGrammarTests
{
    private const string Dialog = "a@h;to-tag=1;from-tag=2";

    public static IEnumerable<TestCaseData> Fields()
    {
        foreach (HeaderId id in (HeaderId[])[HeaderId.ContentLength, HeaderId.Expires, HeaderId.MinExpires, HeaderId.RSeq, HeaderId.MaxBreadth, HeaderId.FlowTimer])
            yield return Row(id, "4294967295", "4294967296");
        yield return Row(HeaderId.MaxForwards, "255", "256");
        foreach (HeaderId id in (HeaderId[])[HeaderId.Require, HeaderId.ProxyRequire, HeaderId.Unsupported, HeaderId.Supported, HeaderId.AllowEvents, HeaderId.ContentEncoding, HeaderId.ContentLanguage])
            yield return Row(id, "a, b.c", "a b");
        foreach (HeaderId id in (HeaderId[])[HeaderId.RequestDisposition, HeaderId.ResourcePriority, HeaderId.AcceptResourcePriority])
            yield return Row(id, "a.1, b", "a, ,b");
        foreach (HeaderId id in (HeaderId[])[HeaderId.SipEtag, HeaderId.SipIfMatch, HeaderId.Priority, HeaderId.GeolocationRouting])
            yield return Row(id, "yes", "yes no");
        yield return Row(HeaderId.Allow, "INVITE, ACK", "INVITE;x");
        yield return Row(HeaderId.CallId, "a@h", "a h");
        yield return Row(HeaderId.InReplyTo, "a@h, b", "a b");
        yield return Row(HeaderId.CSeq, "1 INVITE", "INVITE 1");
        yield return Row(HeaderId.RAck, "1 2 INVITE", "1 INVITE");
        yield return Row(HeaderId.Via, "SIP/2.0/TCP h:5060;branch=z9hG4bK1, SIP/2.0/UDP [::1]", "SIP/2.0/TCP");
        yield return Row(HeaderId.Contact, "<sip:a@h>;q=0.5, sip:b@h", "*, <sip:a@h>");
        foreach (HeaderId id in (HeaderId[])[HeaderId.From, HeaderId.To, HeaderId.ReplyTo, HeaderId.ReferTo, HeaderId.ReferredBy, HeaderId.PCalledPartyId, HeaderId.PServedUser])
            yield return Row(id, "\"A, B\" <sip:a@h>;x=1", "<sip:a@h>, <sip:b@h>");
        foreach (HeaderId id in (HeaderId[])[HeaderId.PAssertedIdentity, HeaderId.PPreferredIdentity, HeaderId.PAssociatedUri])
            yield return Row(id, "<sip:a@h>, <tel:+1>", "<sip:a@h");
        foreach (HeaderId id in (HeaderId[])[HeaderId.Route, HeaderId.RecordRoute, HeaderId.Path, HeaderId.ServiceRoute])
            yield return Row(id, "<sip:h;lr>, \"P\" <sip:g;lr>", "sip:h;lr");
        yield return Row(HeaderId.RemotePartyId, "<sip:a@h>;party=calling", "<sip:a@h>;;");
        yield return Row(HeaderId.Diversion, "<sip:a@h>;reason=no-answer", "no-answer");
        yield return Row(HeaderId.HistoryInfo, "<sip:a@h>;index=1, <sip:b@h>;index=1.1", "<sip:a@h");
        foreach (HeaderId id in (HeaderId[])[HeaderId.CallInfo, HeaderId.AlertInfo, HeaderId.ErrorInfo, HeaderId.Geolocation])
            yield return Row(id, "<http://h/a,b>;purpose=icon", "http://h <");
        yield return Row(HeaderId.IdentityInfo, "<https://h/c.pem>;alg=rsa", "pem");
        yield return Row(HeaderId.ContentType, "text/plain;charset=utf-8", "text");
        yield return Row(HeaderId.Accept, "text/*, */*;q=0.1", "text");
        yield return Row(HeaderId.ContentDisposition, "session;handling=optional", ";handling=optional");
        foreach (HeaderId id in (HeaderId[])[HeaderId.AcceptEncoding, HeaderId.AcceptLanguage, HeaderId.AcceptContact, HeaderId.RejectContact, HeaderId.SecurityClient, HeaderId.SecurityServer, HeaderId.SecurityVerify, HeaderId.GeolocationError, HeaderId.PAccessNetworkInfo])
            yield return Row(id, "a;q=0.5, *;x=\"1,2\"", "a;;");
        yield return Row(HeaderId.ReferSub, "false", "false;;");
        foreach (HeaderId id in (HeaderId[])[HeaderId.WwwAuthenticate, HeaderId.ProxyAuthenticate])
            yield return Row(id, "Digest realm=\"r\", nonce=\"n\"", "Digest realm=\"r");
        foreach (HeaderId id in (HeaderId[])[HeaderId.Authorization, HeaderId.ProxyAuthorization])
            yield return Row(id, "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", response=\"00000000000000000000000000000000\"", "Digest username=\"u");
        foreach (HeaderId id in (HeaderId[])[HeaderId.AuthenticationInfo, HeaderId.ProxyAuthenticationInfo])
            yield return Row(id, "nextnonce=\"n\"", "nextnonce=\"n");
        yield return Row(HeaderId.Replaces, Dialog, "a@h;to-tag=1");
        yield return Row(HeaderId.Join, Dialog, ";to-tag=1;from-tag=2");
        yield return Row(HeaderId.TargetDialog, "a@h;local-tag=1;remote-tag=2", "a b");
        yield return Row(HeaderId.SessionExpires, "1800;refresher=uac", "x");
        yield return Row(HeaderId.MinSe, "90", "-90");
        yield return Row(HeaderId.SessionId, "0123456789abcdef0123456789abcdef;remote=00000000000000000000000000000000", "xyz");
        yield return Row(HeaderId.Event, "presence;id=1", "presence,x");
        yield return Row(HeaderId.SubscriptionState, "active;expires=600", "active expires");
        yield return Row(HeaderId.Reason, "SIP;cause=200;text=\"a, b\", Q.850;cause=16", "SIP;;");
        yield return Row(HeaderId.Warning, "399 h \"text\"", "39 h \"text\"");
        yield return Row(HeaderId.RetryAfter, "120 (busy);duration=60", "soon");
        yield return Row(HeaderId.Date, "Sat, 13 Nov 2010 23:29:00 GMT", "yesterday");
        yield return Row(HeaderId.Timestamp, "54.5 0.1", "x");
        yield return Row(HeaderId.Privacy, "id;header", "id header");
        yield return Row(HeaderId.Identity, "abc.def.ghi;info=<https://h/c>", ";info=<https://h/c>");
        yield return Row(HeaderId.MimeVersion, "1.0", "1");
        foreach (HeaderId id in (HeaderId[])[HeaderId.Unknown, HeaderId.UserAgent, HeaderId.Server, HeaderId.Subject, HeaderId.Organization, HeaderId.UserToUser])
            yield return Row(id, "any text, \"also this\u00fc\t", "no \u0001 control");
    }

    [TestCaseSource(nameof(Fields))]
    public void A_field_holds_what_its_reader_reads(HeaderId id, string valid, string invalid)
    {
        Assert.That(IsValid(id, valid), Is.True, valid);
        Assert.That(IsValid(id, invalid), Is.False, invalid);
        Assert.That(IsValid(id, valid + "\r\nX: y"), Is.False, "a line break");
        Assert.That(IsValid(id, valid + "\0"), Is.False, "a NUL");
    }

    [TestCase(HeaderId.Allow, true)]
    [TestCase(HeaderId.Supported, true)]
    [TestCase(HeaderId.Accept, true)]
    [TestCase(HeaderId.AcceptEncoding, true)]
    [TestCase(HeaderId.AcceptLanguage, true)]
    [TestCase(HeaderId.Subject, true)]
    [TestCase(HeaderId.Require, false)]
    [TestCase(HeaderId.Contact, false)]
    [TestCase(HeaderId.Expires, false)]
    public void A_value_may_be_empty_only_where_the_grammar_says_so(HeaderId id, bool isAllowed) =>
        Assert.That(IsValid(id, ""), Is.EqualTo(isAllowed));

    [TestCase(",a")]
    [TestCase("a,")]
    [TestCase("a,,b")]
    [TestCase(",")]
    public void A_list_has_no_empty_elements(string value) => Assert.That(IsValid(HeaderId.Supported, value), Is.False);

    [Test]
    public void The_wildcard_is_a_contact_by_itself() => Assert.That(IsValid(HeaderId.Contact, "*"), Is.True);

    private static TestCaseData Row(HeaderId id, string valid, string invalid) => new TestCaseData(id, valid, invalid).SetArgDisplayNames(id.ToString());

    private static bool IsValid(HeaderId id, string value) => HeaderGrammar.IsValid(id, Encoding.UTF8.GetBytes(value));
}
