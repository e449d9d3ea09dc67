using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>What can be read from the parts of a URI: parameters, headers, telephone numbers.</summary>
public sealed class SipUriPartsTests
{
    [TestCase("sip:h;transport=tcp", "tcp")]
    [TestCase("sip:h;TRANSPORT=TCP", "TCP")]
    [TestCase("sip:h;transport=SCTP;lr", "SCTP")]
    [TestCase("sip:h;%74ransport=%74cp", "tcp")]
    [TestCase("sip:h;transport", null)]
    [TestCase("sip:h;xtransport=tcp", null)]
    [TestCase("sip:transport=tcp@h", null)]
    public void The_transport_is_found(string text, string? transport) => Assert.That(SipUri.Parse(text).Transport, Is.EqualTo(transport));

    [TestCase("sip:h;maddr=239.255.255.1;ttl=15;method=INVITE", "239.255.255.1", 15, "INVITE")]
    [TestCase("sip:h;MADDR=[ff15::1];TTL=255;Method=%49NFO", "[ff15::1]", 255, "INFO")]
    [TestCase("sip:h;ttl=256;method=a%20b", null, null, null)]
    [TestCase("sip:h;ttl=-1", null, null, null)]
    [TestCase("sip:h", null, null, null)]
    public void Parameters_of_section_19_1_1_are_read(string text, string? maddr, int? ttl, string? method)
    {
        SipUri uri = SipUri.Parse(text);
        Assert.That((uri.Maddr, uri.Ttl, uri.Method?.Name), Is.EqualTo((maddr, ttl, method)));
    }

    [Test]
    public void A_lookup_of_a_parameter_allocates_nothing()
    {
        SipUri uri = SipUri.Parse("sip:h;x=1;transport=tcp;user=phone;lr");
        Assert.That((uri.Transport, uri.IsPhone), Is.EqualTo(("tcp", false)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isFound = uri.TryGetParameter("X", out ReadOnlySpan<char> value) && value.SequenceEqual("1") && uri.Transport == "tcp" && !uri.IsPhone && !uri.TryGetParameter("y", out _);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before, isFound), Is.EqualTo((0L, true)));
    }

    [TestCase("tel:+1-201-555-0123;isub=1", "+12015550123", true, null)]
    [TestCase("tel:7042;phone-context=example.com", "7042", false, "example.com")]
    [TestCase("sip:+1-212-555-1212:1234@gateway.com;user=phone", "+12125551212", true, null)]
    [TestCase("sip:863-1234;phone-context=+1-914-555@h;user=PHONE", "8631234", false, "+1-914-555")]
    [TestCase("sip:1A;isub=%3A@h;user=phone", "1a", false, null)]
    [TestCase("sip:+1@h;user=ip", null, false, null)]
    [TestCase("sip:+1@h", null, false, null)]
    [TestCase("sip:h;user=phone", null, false, null)]
    [TestCase("urn:service:sos", null, false, null)]
    public void A_telephone_number_is_read_from_tel_and_from_user_phone(string text, string? number, bool isGlobal, string? context)
    {
        SipUri uri = SipUri.Parse(text);
        Assert.That((uri.IsPhone, uri.TelephoneNumber, uri.IsGlobalNumber, uri.PhoneContext), Is.EqualTo((number is not null, number, isGlobal, context)));
    }

    [Test]
    public void Parameters_of_the_number_are_those_of_the_user_part()
    {
        SipParameters parameters = SipUri.Parse("sip:+1;isub=14%3A11;x@h;user=phone;isub=9").TelephoneParameters;
        Assert.That(parameters.Select(p => (p.Key, p.Value)), Is.EqualTo(new[] { ("isub", (string?)"14:11"), ("x", null) }));
    }

    // The examples of RFC 3261 section 19.1.6, and the order of RFC 3966 section 3.
    [TestCase("tel:+358-555-1234567;postd=pp22", "sip:+358-555-1234567;postd=pp22@foo.com;user=phone")]
    [TestCase("tel:+358-555-1234567;POSTD=PP22", "sip:+358-555-1234567;postd=pp22@foo.com;user=phone")]
    [TestCase("tel:+358-555-1234567;postd=pp22;isub=1411", "sip:+358-555-1234567;isub=1411;postd=pp22@foo.com;user=phone")]
    [TestCase("tel:+358-555-1234567;isub=1411;postd=pp22", "sip:+358-555-1234567;isub=1411;postd=pp22@foo.com;user=phone")]
    [TestCase("tel:12;z;a=[1:2];phone-context=H;ext=%35", "sip:12;ext=%35;phone-context=h;a=%5B1%3A2%5D;z@foo.com;user=phone")]
    public void A_tel_uri_becomes_a_sip_uri(string text, string expected)
    {
        SipUri sip = SipUri.Parse(text).ToSip("foo.com");
        Assert.That((sip.ToString(), sip.IsPhone), Is.EqualTo((expected, true)));
        Assert.That(SipUri.Parse(text).ToSip("[::1]", isSecure: true).ToString(), Does.StartWith("sips:").And.EndsWith("@[::1];user=phone"));
    }

    [Test]
    public void Only_tel_becomes_sip()
    {
        Assert.That(() => SipUri.Parse("sip:1@h").ToSip("h"), Throws.InvalidOperationException);
        Assert.That(() => SipUri.Parse("tel:1").ToSip("a b"), Throws.ArgumentException);
    }

    [Test]
    public void Headers_are_read_without_their_escapes()
    {
        SipUri uri = SipUri.Parse("sip:a@h?Replaces=1%3Bto-tag%3D2&Accept-Contact=x=y&&empty=&bare&%66oo=%0D%0A");
        Assert.That(uri.GetHeaderFields().Select(f => (f.Key, f.Value)), Is.EqualTo(new[] { ("Replaces", "1;to-tag=2"), ("Accept-Contact", "x=y"), ("empty", ""), ("bare", ""), ("foo", "\r\n") }));
        Assert.That((uri.GetHeaderField("replaces"), uri.GetHeaderField("Foo"), uri.GetHeaderField("none")), Is.EqualTo(("1;to-tag=2", "\r\n", (string?)null)));
        Assert.That(SipUri.Parse("sip:a@h").GetHeaderFields(), Is.Empty);
    }

    [Test]
    public void A_header_is_added_escaped()
    {
        SipUri uri = SipUri.Parse("sip:a@h;lr").WithHeaderField("Replaces", "1@h;to-tag=2&").WithHeaderField("body", "a\r\n\u00fc");
        Assert.That(uri.ToString(), Is.EqualTo("sip:a@h;lr?Replaces=1%40h%3Bto-tag%3D2%26&body=a%0D%0A%C3%BC"));
        Assert.That((uri.GetHeaderField("Replaces"), uri.GetHeaderField("body")), Is.EqualTo(("1@h;to-tag=2&", "a\r\n\u00fc")));
    }

    [Test]
    public void A_header_that_would_break_a_message_is_refused()
    {
        SipUri uri = SipUri.Parse("sip:a@h");
        Assert.Multiple(() =>
        {
            Assert.That(() => uri.WithHeaderField("Subject", "a\r\nVia: x"), Throws.ArgumentException);
            Assert.That(() => uri.WithHeaderField("a b", "x"), Throws.ArgumentException);
            Assert.That(() => uri.WithHeaderField("a", null!), Throws.InstanceOf<ArgumentNullException>());
            Assert.That(() => SipUri.Parse("tel:1").WithHeaderField("a", "x"), Throws.InvalidOperationException);
        });
    }

    [TestCase("::", "00000000000000000000000000000000")]
    [TestCase("::1", "00000000000000000000000000000001")]
    [TestCase("1::", "00010000000000000000000000000000")]
    [TestCase("1:2:3:4:5:6:7:8", "00010002000300040005000600070008")]
    [TestCase("1:2:3:4:5:6:7::", "00010002000300040005000600070000")]
    [TestCase("::2:3:4:5:6:7:8", "00000002000300040005000600070008")]
    [TestCase("2001:DB8::192.0.2.1", "20010db80000000000000000c0000201")]
    [TestCase("1:2:3:4:5:6:192.0.2.1", "000100020003000400050006c0000201")]
    [TestCase("::192.0.2.1", "000000000000000000000000c0000201")]
    [TestCase("", null)]
    [TestCase(":", null)]
    [TestCase(":::", null)]
    [TestCase("1:2:3:4:5:6:7", null)]
    [TestCase("1:2:3:4:5:6:7:8:9", null)]
    [TestCase("1:2:3:4::5:6:7:8", null)]
    [TestCase("1::2::3", null)]
    [TestCase(":1::", null)]
    [TestCase("1:", null)]
    [TestCase("12345::", null)]
    [TestCase("g::", null)]
    [TestCase("::1.2.3", null)]
    [TestCase("::1.2.3.256", null)]
    [TestCase("1.2.3.4::", null)]
    [TestCase("1:2:3:4:5:6:7:192.0.2.1", null)]
    [TestCase("fe80::1%eth0", null)]
    public void An_ipv6_address_is_read_by_rfc_5954(string text, string? expected)
    {
        byte[] address = new byte[16];
        bool isRead = IpText.TryReadIpv6(text, address);
        Assert.That(isRead ? Convert.ToHexStringLower(address) : null, Is.EqualTo(expected));
        Assert.That(!isRead || address.AsSpan().SequenceEqual(System.Net.IPAddress.Parse(text).GetAddressBytes()));
    }
}
