using System.Collections;
using System.Globalization;
using SipCti.Core.Tests.Corpora;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>The readers of optional fields in whole messages: over several lines, folded, in compact form, in any case, absent and malformed.</summary>
public sealed class OptionalFieldTests
{
    [TestCase("TryGetServiceRoutes", "Service-Route: <sip:p1;lr>, <sip:p2;lr>\r\nservice-route: <sip:p3;lr>", "<sip:p1;lr>|<sip:p2;lr>|<sip:p3;lr>")]
    [TestCase("TryGetPaths", "Path: <sip:p1;lr>,<sip:a,x@p2;lr>", "<sip:p1;lr>|<sip:a,x@p2;lr>")]
    [TestCase("TryGetMaxBreadth", "Max-Breadth: 60", "60")]
    [TestCase("TryGetHistory", "History-Info: <sip:a@h>;index=1,\r\n <sip:b@h>\r\n\t;index=1.1;rc=1", "<sip:a@h>;index=1|<sip:b@h> ;index=1.1;rc=1")]
    [TestCase("TryGetDiversions", "Diversion: \"a, b\" <sip:a@h>;reason=away, <sip:b@h>", "\"a, b\" <sip:a@h>;reason=away|<sip:b@h>")]
    [TestCase("TryGetRequestDispositions", "d: proxy, no-fork\r\nRequest-Disposition: queue", "proxy|no-fork|queue")]
    [TestCase("TryGetAllow", "Allow: INVITE ,ACK,, x!y\r\nAllow: \r\nALLOW: BYE", "INVITE|ACK|x!y|BYE")]
    [TestCase("TryGetSupported", "k: 100rel,\r\n timer\r\nSupported: path", "100rel|timer|path")]
    [TestCase("TryGetRequire", "Require: replaces", "replaces")]
    [TestCase("TryGetProxyRequire", "Proxy-Require: sec-agree", "sec-agree")]
    [TestCase("TryGetUnsupported", "Unsupported: foo, bar", "foo|bar")]
    [TestCase("TryGetAccept", "Accept: application/sdp;level=1;q=0.5, */*", "application/sdp;level=1;q=0.5|*/*")]
    [TestCase("TryGetAccept", "Accept:", "")]
    [TestCase("TryGetAcceptEncoding", "Accept-Encoding: gzip;q=1.0, *;q=0", "gzip;q=1.0|*;q=0")]
    [TestCase("TryGetAcceptLanguage", "Accept-Language: da, en-gb;q=0.8", "da|en-gb;q=0.8")]
    [TestCase("TryGetAcceptContacts", "a: *;audio;+sip.x=\"a,b\", *;video", "*;audio;+sip.x=\"a,b\"|*;video")]
    [TestCase("TryGetRejectContacts", "j: *;automata", "*;automata")]
    [TestCase("TryGetResourcePriorities", "Resource-Priority: dsn.flash, q735.3", "dsn.flash|q735.3")]
    [TestCase("TryGetEvent", "o: presence.winfo;id=1", "presence.winfo;id=1")]
    [TestCase("TryGetSubscriptionState", "SUBSCRIPTION-STATE: active;\r\n  expires=5", "active; expires=5")]
    [TestCase("TryGetAllowEvents", "u: presence, presence.winfo", "presence|presence.winfo")]
    [TestCase("TryGetSipEtag", "SIP-ETag: dx200xyz", "dx200xyz")]
    [TestCase("TryGetSipIfMatch", "SIP-If-Match: dx200xyz", "dx200xyz")]
    [TestCase("TryGetReferSub", "Refer-Sub: FALSE;x", "False")]
    [TestCase("TryGetReferSub", "Refer-Sub: true", "True")]
    [TestCase("TryGetFlowTimer", "Flow-Timer: 120", "120")]
    [TestCase("TryGetReplaces", "Replaces: 1@h;to-tag=7;from-tag=8", "1@h;to-tag=7;from-tag=8")]
    [TestCase("TryGetJoin", "Join: 1@h;to-tag=7;from-tag=8", "1@h;to-tag=7;from-tag=8")]
    [TestCase("TryGetTargetDialog", "Target-Dialog: 1@h;local-tag=7;remote-tag=8", "1@h;local-tag=7;remote-tag=8")]
    [TestCase("TryGetInReplyTo", "In-Reply-To: 70710@saturn.h, 17320@h", "70710@saturn.h|17320@h")]
    [TestCase("TryGetReferredBy", "b: <sip:r@h>;cid=\"1@h\"", "<sip:r@h>;cid=\"1@h\"")]
    [TestCase("TryGetSessionExpires", "x: 1800;refresher=uas", "1800;refresher=uas")]
    [TestCase("TryGetMinSe", "Min-SE: 090;x=y", "90")]
    [TestCase("TryGetSessionId", "Session-ID: ab30317f1a784dc48ff824d0d3715d86\r\n ;remote=47755a9de7794ba387653f2099600ef2", "ab30317f1a784dc48ff824d0d3715d86 ;remote=47755a9de7794ba387653f2099600ef2")]
    [TestCase("TryGetAssertedIdentities", "P-Asserted-Identity: \"A\" <sip:a@h>\r\nP-Asserted-Identity: tel:+1", "\"A\" <sip:a@h>|tel:+1")]
    [TestCase("TryGetPreferredIdentities", "P-Preferred-Identity: <sip:a@h>", "<sip:a@h>")]
    [TestCase("TryGetCalledPartyId", "P-Called-Party-ID: <sip:a@h>;x", "<sip:a@h>;x")]
    [TestCase("TryGetAssociatedUris", "P-Associated-URI: <sip:a@h>, <tel:+1>", "<sip:a@h>|<tel:+1>")]
    [TestCase("TryGetRemotePartyIds", "Remote-Party-ID: \"A\" <sip:a@h>;party=calling, <sip:b@h>", "\"A\" <sip:a@h>;party=calling|<sip:b@h>")]
    [TestCase("TryGetReplyTo", "Reply-To: Bob <sip:b@h>", "Bob <sip:b@h>")]
    [TestCase("TryGetPrivacy", "Privacy: header ; user;critical\r\nPrivacy: id", "header|user|critical|id")]
    [TestCase("TryGetIdentities", "y: a.b.c;info=<https://c/?a,b>\r\nIdentity: ..d;info=<https://d>", "a.b.c;info=<https://c/?a,b>|..d;info=<https://d>")]
    [TestCase("TryGetIdentityInfo", "n: <https://h/cert>;alg=rsa-sha1", "<https://h/cert>;alg=rsa-sha1")]
    [TestCase("TryGetConfirmation(AuthenticationInfo)", "Authentication-Info: nextnonce=\"n\",qop=auth", "nextnonce=\"n\", qop=auth")]
    [TestCase("TryGetConfirmation(ProxyAuthenticationInfo)", "Proxy-Authentication-Info: nextnonce=\"n\"", "nextnonce=\"n\"")]
    [TestCase("TryGetSecurityMechanisms(SecurityClient)", "Security-Client: tls;q=0.2, ipsec-ike", "tls;q=0.2|ipsec-ike")]
    [TestCase("TryGetSecurityMechanisms(SecurityServer)", "Security-Server: digest;d-qop=auth", "digest;d-qop=auth")]
    [TestCase("TryGetSecurityMechanisms(SecurityVerify)", "Security-Verify: tls", "tls")]
    [TestCase("TryGetReasons", "Reason: SIP;cause=200;text=\"a, b\", Q.850;cause=16\r\nREASON: x", "SIP;cause=200;text=\"a, b\"|Q.850;cause=16|x")]
    [TestCase("TryGetWarnings", "Warning: 301 h \"a, b\", 399 i \"c\"", "301 h \"a, b\"|399 i \"c\"")]
    [TestCase("TryGetRetryAfter", "Retry-After: 120 (a; b);duration=6", "120 (a; b);duration=6")]
    [TestCase("TryGetDate", "Date: Sat, 13 Nov 2010 23:29:00 GMT", "11/13/2010 23:29:00 +00:00")]
    [TestCase("TryGetTimestamp", "Timestamp: 54.1 0.5", "54.1 0.5")]
    [TestCase("TryGetCallInfo", "Call-Info: <http://h/a,b>;purpose=icon, <http://h/>", "<http://h/a,b>;purpose=icon|<http://h/>")]
    [TestCase("TryGetAlertInfo", "Alert-Info: <urn:alert:service:normal>", "<urn:alert:service:normal>")]
    [TestCase("TryGetErrorInfo", "Error-Info: <sip:n@h>", "<sip:n@h>")]
    [TestCase("TryGetGeolocations", "Geolocation: <cid:1@h>, <https://l/y>; loc-src=h", "<cid:1@h>|<https://l/y>; loc-src=h")]
    [TestCase("TryGetGeolocationRouting", "Geolocation-Routing: no", "no")]
    [TestCase("TryGetGeolocationErrors", "Geolocation-Error: 100;code=\"Cannot Process Location\"", "100;code=\"Cannot Process Location\"")]
    [TestCase("TryGetAccessNetworks", "P-Access-Network-Info: IEEE-802.11;i-wlan-node-id=a, 3GPP-GERAN", "IEEE-802.11;i-wlan-node-id=a|3GPP-GERAN")]
    [TestCase("TryGetChargingVector", "P-Charging-Vector: icid-value=\"a;b\" ; icid-generated-at=h", ";icid-value=\"a;b\";icid-generated-at=h")]
    [TestCase("TryGetContentEncodings", "e: gzip, identity", "gzip|identity")]
    [TestCase("TryGetContentLanguages", "Content-Language: en, de-AT", "en|de-AT")]
    [TestCase("TryGetMimeVersion", "MIME-Version: 1.00", "1.0")]
    public void A_field_is_read_over_all_its_lines(string reader, string lines, string expected)
    {
        (bool isRead, object? value) = Find(reader).Read(Samples.Read(Samples.With(lines)));
        string text = value is IEnumerable list and not (string or SipParameters)
            ? string.Join('|', list.Cast<object>())
            : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        Assert.That((isRead, text), Is.EqualTo((true, expected)));
    }

    [TestCase("TryGetServiceRoutes", "Service-Route: <sip:p1;lr>, <sip:p2")]
    [TestCase("TryGetMaxBreadth", "Max-Breadth: -1")]
    [TestCase("TryGetHistory", "History-Info: <sip:a@h>;index=1\r\nHistory-Info: <sip:a@h>;index=x")]
    [TestCase("TryGetDiversions", "Diversion: <sip:a@h>;counter=x")]
    [TestCase("TryGetRequestDispositions", "Request-Disposition: a b")]
    [TestCase("TryGetAllow", "Allow: INVITE, A B")]
    [TestCase("TryGetSupported", "Supported: a, b;c")]
    [TestCase("TryGetAccept", "Accept: sdp")]
    [TestCase("TryGetAcceptEncoding", "Accept-Encoding: gzip;q=2")]
    [TestCase("TryGetAcceptContacts", "Accept-Contact: *;")]
    [TestCase("TryGetEvent", "Event: a, b")]
    [TestCase("TryGetEvent", "Event:")]
    [TestCase("TryGetSubscriptionState", "Subscription-State: active;expires=x")]
    [TestCase("TryGetSipEtag", "SIP-ETag: a b")]
    [TestCase("TryGetReferSub", "Refer-Sub: maybe")]
    [TestCase("TryGetReferSub", "Refer-Sub: ;")]
    [TestCase("TryGetFlowTimer", "Flow-Timer: 1.5")]
    [TestCase("TryGetReplaces", "Replaces: 1@h")]
    [TestCase("TryGetInReplyTo", "In-Reply-To: 1 2")]
    [TestCase("TryGetSessionExpires", "Session-Expires: soon")]
    [TestCase("TryGetMinSe", "Min-SE: 90 s")]
    [TestCase("TryGetSessionId", "Session-ID: 1")]
    [TestCase("TryGetAssertedIdentities", "P-Asserted-Identity: A")]
    [TestCase("TryGetPrivacy", "Privacy: id;")]
    [TestCase("TryGetPrivacy", "Privacy:")]
    [TestCase("TryGetPrivacy", "Privacy: a b")]
    [TestCase("TryGetIdentities", "Identity: a;info=<https://c>\r\nIdentity: ;")]
    [TestCase("TryGetIdentityInfo", "Identity-Info: <")]
    [TestCase("TryGetConfirmation(AuthenticationInfo)", "Authentication-Info: x")]
    [TestCase("TryGetSecurityMechanisms(SecurityVerify)", "Security-Verify: tls;q=x")]
    [TestCase("TryGetReasons", "Reason: SIP, ;cause=1")]
    [TestCase("TryGetWarnings", "Warning: 301 h a")]
    [TestCase("TryGetRetryAfter", "Retry-After: soon")]
    [TestCase("TryGetDate", "Date: today")]
    [TestCase("TryGetTimestamp", "Timestamp:")]
    [TestCase("TryGetCallInfo", "Call-Info: <http://h>, x")]
    [TestCase("TryGetGeolocations", "Geolocation: <")]
    [TestCase("TryGetGeolocationRouting", "Geolocation-Routing: yes no")]
    [TestCase("TryGetChargingVector", "P-Charging-Vector: ;")]
    [TestCase("TryGetContentEncodings", "Content-Encoding: a/b")]
    [TestCase("TryGetMimeVersion", "MIME-Version: 1")]
    [TestCase("TryGetMimeVersion", "MIME-Version: 1.x")]
    [TestCase("TryGetMimeVersion", "MIME-Version: x.1")]
    public void A_malformed_field_is_told_by_its_reader_alone(string reader, string lines)
    {
        (bool isRead, object? value) = Find(reader).Read(Samples.Read(Samples.With(lines)));
        Assert.That((isRead, value is null or ICollection { Count: 0 }), Is.EqualTo((false, true)));
        Assert.That(TypedFields.All.Where(f => f.Name != reader && !f.Read(Samples.Read(Samples.With(lines))).IsRead), Is.Empty);
    }

    [Test]
    public void Absent_fields_read_as_null_or_nothing()
    {
        SipMessage message = Samples.Read("OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n");
        foreach (TypedField field in TypedFields.All.Where(f => f.Name != nameof(SipMessage.TryGetVias)))
        {
            (bool isRead, object? value) = field.Read(message);
            Assert.That((isRead, value is null || ((IEnumerable)value).Cast<object>().Any()), Is.EqualTo((true, value is null)), field.Name);
        }

        Assert.That((message.UserAgent, message.Server, message.Subject, message.Organization, message.Priority), Is.EqualTo(((string?)null, (string?)null, (string?)null, (string?)null, (string?)null)));
    }

    [Test]
    public void Fields_of_text_are_given_as_they_stand()
    {
        SipMessage message = Samples.Read(Samples.With("s: a  b,\r\n c\r\nUser-Agent: x/1 (y; z)\r\nServer: s\r\nOrganization: \u00d6\r\nPriority: non-urgent"));
        Assert.That((message.Subject, message.UserAgent, message.Server, message.Organization, message.Priority), Is.EqualTo(("a  b, c", "x/1 (y; z)", "s", "\u00d6", "non-urgent")));
    }

    [Test]
    public void A_field_that_was_set_reads_as_the_value_set()
    {
        SipMessage message = Samples.Read(Samples.Invite);
        message.Headers.Set(HeaderId.Event, new SipEvent("dialog", "1").ToString());
        message.Headers.Set(HeaderId.Date, SipDate.Format(DateTimeOffset.UnixEpoch));
        Assert.That(message.TryGetEvent(out SipEvent? value) ? (value!.Name, value.Id) : default, Is.EqualTo(("dialog", "1")));
        Assert.That(message.TryGetDate(out DateTimeOffset? time) ? time : null, Is.EqualTo(DateTimeOffset.UnixEpoch));
    }

    [Test]
    public void A_reader_of_several_fields_refuses_any_other()
    {
        SipMessage message = Samples.Read(Samples.Invite);
        Assert.Multiple(() =>
        {
            Assert.That(() => message.TryGetChallenges(HeaderId.Authorization, out _), Throws.ArgumentException);
            Assert.That(() => message.TryGetCredentials(HeaderId.WwwAuthenticate, out _), Throws.ArgumentException);
            Assert.That(() => message.TryGetConfirmation(HeaderId.Via, out _), Throws.ArgumentException);
            Assert.That(() => message.TryGetSecurityMechanisms(HeaderId.Unknown, out _), Throws.ArgumentException);
        });
    }

    [Test]
    public void A_token_is_found_over_all_lines_of_a_list()
    {
        SipMessage message = Samples.Read(Samples.With("k: 100rel, timer\r\nSupported: path\r\nAllow: ACK"));
        Assert.That((message.HasOption(HeaderId.Supported, "PATH"), message.HasOption(HeaderId.Supported, "pat"), message.HasOption(HeaderId.Allow, "ack")), Is.EqualTo((true, false, false)));
    }

    private static TypedField Find(string reader) => TypedFields.All.Single(f => f.Name == reader);
}
