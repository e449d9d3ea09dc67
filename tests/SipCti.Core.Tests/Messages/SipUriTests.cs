using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SipUriTests
{
    [TestCase("sip:alice@atlanta.com", "sip", "alice", "atlanta.com", null, "")]
    [TestCase("SIPS:alice:secretword@atlanta.com:5061;transport=tcp", "sips", "alice", "atlanta.com", 5061, ";transport=tcp")]
    [TestCase("sip:+1-212-555-1212:1234@gateway.com;user=phone", "sip", "+1-212-555-1212", "gateway.com", null, ";user=phone")]
    [TestCase("sip:1212@[2001:db8::9:1]:5060", "sip", "1212", "[2001:db8::9:1]", 5060, "")]
    [TestCase("sip:user;par=u%40example.net@example.com", "sip", "user;par=u@example.net", "example.com", null, "")]
    [TestCase("sip:null-%00-null@h", "sip", "null-\0-null", "h", null, "")]
    [TestCase("sip:*31#123@h", "sip", "*31#123", "h", null, "")]
    [TestCase("sip:%C3%BC@h", "sip", "\u00fc", "h", null, "")]
    [TestCase("sip:h", "sip", null, "h", null, "")]
    [TestCase("sip:0.0.0.0:0", "sip", null, "0.0.0.0", 0, "")]
    [TestCase("tel:+1-201-555-0123;phone-context=x", "tel", "+1-201-555-0123", "", null, ";phone-context=x")]
    [TestCase("isbn:2983792873", "isbn", null, "", null, "")]
    [TestCase("soap.beep://192.0.2.103:3002", "soap.beep", null, "", null, "")]
    public void A_uri_is_split_into_its_parts(string text, string scheme, string? user, string host, int? port, string parameters)
    {
        SipUri uri = SipUri.Parse(text);
        Assert.That((uri.Scheme, uri.User, uri.Host, uri.Port, uri.Parameters.ToString()), Is.EqualTo((scheme, user, host, port, parameters)));
        Assert.That(uri.ToString(), Is.EqualTo(text));
        Assert.That(SipUri.TryParse(Encoding.UTF8.GetBytes(text), out SipUri? same) && same.Equals(uri));
    }

    [TestCase("")]
    [TestCase("sip")]
    [TestCase("sip:")]
    [TestCase(":x")]
    [TestCase("1ip:x")]
    [TestCase("sip:@h")]
    [TestCase("tel:-")]
    [TestCase("tel:%2D")]
    [TestCase("tel:%28%29.-;x")]
    [TestCase("tel:(.)-;x")]
    [TestCase("tel:123?x;a=1")]
    [TestCase("tel:123;a?x=1")]
    [TestCase("sip:a@")]
    [TestCase("sip:a b@h")]
    [TestCase("sip:a@h ")]
    [TestCase("sip:a@h h")]
    [TestCase("sip:a@<h>")]
    [TestCase("sip:a@h:")]
    [TestCase("sip:a@h:65536")]
    [TestCase("sip:a@h:-1")]
    [TestCase("sip:a@h:5060x")]
    [TestCase("sip:a@h;;lr")]
    [TestCase("sip:a@h;=x")]
    [TestCase("sip:a@h;a=%4")]
    [TestCase("sip:a%zz@h")]
    [TestCase("sip:a%4@h")]
    [TestCase("sip:a@[::1")]
    [TestCase("sip:a@[]")]
    [TestCase("sip:a@[fe80::1%eth0]")]
    [TestCase("sip:a@[fe80::1%25eth0]")]
    [TestCase("sip:a@[::1]]")]
    [TestCase("sip:a@h\r\n")]
    [TestCase("sip:a@h\u00fc")]
    [TestCase("tel:")]
    [TestCase("x:")]
    [TestCase("x:a b")]
    [TestCase("x:a\r\nb")]
    public void What_is_no_uri_is_refused(string text)
    {
        Assert.That(SipUri.TryParse(text, out _), Is.False);
        Assert.That(SipUri.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False);
        Assert.That(() => SipUri.Parse(text), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void A_uri_longer_than_any_header_field_is_refused() =>
        Assert.That(SipUri.TryParse("sip:" + new string('a', 65536), out _), Is.False);

    [TestCase(64, true)]
    [TestCase(65, false)]
    public void Parameters_are_limited(int count, bool isRead) =>
        Assert.That(SipUri.TryParse("sip:a@h" + string.Concat(Enumerable.Range(0, count).Select(i => $";p{i}")), out _), Is.EqualTo(isRead));

    // 21,842 escapes of three characters and nine others are 65,535.
    [TestCase(21_842, true)]
    [TestCase(21_843, false)]
    public void A_uri_that_is_too_long_once_it_is_escaped_is_refused_by_every_reader(int count, bool isRead)
    {
        byte[] text = [.. "sip:"u8, .. Enumerable.Repeat((byte)0xFC, count), .. "@host"u8];
        byte[] request = [.. "INVITE "u8, .. text, .. System.Text.Encoding.ASCII.GetBytes(Samples.Invite["INVITE sip:bob@biloxi.example.com".Length..])];
        var limits = new SipLimits { MaxHeaderLineBytes = ushort.MaxValue, MaxHeaderBlockBytes = 1 << 20 };
        Assert.That((SipUri.TryParse(text, out _), SipUriView.TryParse(text, out _)), Is.EqualTo((isRead, isRead)));
        Assert.That(SipMessage.TryParse(request, limits, out SipMessage? message, out _), Is.EqualTo(isRead));
        Assert.That((message as SipRequest)?.RequestUri.ToString().Length, Is.EqualTo(isRead ? ushort.MaxValue : (int?)null));
    }

    [Test]
    public void An_edit_beyond_a_limit_is_refused()
    {
        SipUri full = SipUri.Parse("sip:a@h" + string.Concat(Enumerable.Range(0, 64).Select(i => $";p{i}")));
        Assert.That(full.WithParameter("p1", "x").Parameters.Count, Is.EqualTo(64));
        Assert.That(() => full.WithParameter("p64", "x"), Throws.ArgumentException);
        Assert.That(() => SipUri.Create(new string('`', 30_000), "h"), Throws.ArgumentException);
        Assert.That(() => full.WithUser(new string('u', 65_535)), Throws.ArgumentException);
    }

    [Test]
    public void Bytes_above_127_are_taken_as_escaped()
    {
        Assert.That(SipUri.TryParse("sip:\u00fc;x=\u00e9@h"u8, out SipUri? uri), Is.True);
        Assert.That((uri!.User, uri.ToString()), Is.EqualTo(("\u00fc;x=\u00e9", "sip:%C3%BC;x=%C3%A9@h")));
    }

    [TestCase("sips:Alice@Atlanta.COM:5061;user=phone?x=y", "sip:Alice@atlanta.com")]
    [TestCase("sip:%61lice@h", "sip:alice@h")]
    [TestCase("sip:a%40b@h", "sip:a%40b@h")]
    [TestCase("sip:a%00@h", "sip:a%00@h")]
    [TestCase("sip:*31%23@h", "sip:*31#@h")]
    [TestCase("sip:a%25@h", "sip:a%25@h")]
    [TestCase("sip:H", "sip:h")]
    [TestCase("tel:+1-(201)-555.0123;isub=1", "tel:+12015550123")]
    [TestCase("isbn:12", "isbn:12")]
    public void The_address_of_record_is_a_key(string text, string key) =>
        Assert.That(SipUri.Parse(text).AddressOfRecord, Is.EqualTo(key));

    [TestCase("sip:p;lr", true)]
    [TestCase("sip:p;LR=on;x", true)]
    [TestCase("sip:p;lrx", false)]
    [TestCase("sip:p;x=lr", false)]
    [TestCase("sip:lr", false)]
    public void Loose_routing_is_told(string text, bool isLoose) => Assert.That(SipUri.Parse(text).IsLooseRoute, Is.EqualTo(isLoose));

    [Test]
    public void An_edit_leaves_the_other_parts_as_they_came()
    {
        SipUri uri = SipUri.Parse("sips:a%20b:p%3A@H:5070;X=%41;lr?Subject=%20");
        Assert.Multiple(() =>
        {
            Assert.That(uri.Password, Is.EqualTo("p:"));
            Assert.That(uri.WithUser("c@d").ToString(), Is.EqualTo("sips:c%40d@H:5070;X=%41;lr?Subject=%20"));
            Assert.That(uri.WithUser(null).ToString(), Is.EqualTo("sips:H:5070;X=%41;lr?Subject=%20"));
            Assert.That(uri.WithHost("[::1]", null).ToString(), Is.EqualTo("sips:a%20b:p%3A@[::1];X=%41;lr?Subject=%20"));
            Assert.That(uri.WithParameter("transport", "tcp").ToString(), Is.EqualTo("sips:a%20b:p%3A@H:5070;X=%41;lr;transport=tcp?Subject=%20"));
            Assert.That(uri.WithParameter("x", "a;b").ToString(), Is.EqualTo("sips:a%20b:p%3A@H:5070;x=a%3Bb;lr?Subject=%20"));
            Assert.That(uri.WithoutParameter("LR").ToString(), Is.EqualTo("sips:a%20b:p%3A@H:5070;X=%41?Subject=%20"));
            Assert.That(uri.WithoutParameter("none"), Is.SameAs(uri));
            Assert.That(uri.WithoutHeaders().ToString(), Is.EqualTo("sips:a%20b:p%3A@H:5070;X=%41;lr"));
            Assert.That(uri.WithoutParametersAndHeaders().ToString(), Is.EqualTo("sips:a%20b:p%3A@H:5070"));
            Assert.That(SipUri.Parse("tel:1").WithParameter("a", null).ToString(), Is.EqualTo("tel:1;a"));
            Assert.That(uri.Headers, Is.EqualTo("Subject=%20"));
        });
    }

    [Test]
    public void A_made_uri_is_escaped()
    {
        Assert.That(SipUri.Create("a b@c", "h", 5060, SipParameters.Empty.With("x", "1 2").With("lr", null)).ToString(), Is.EqualTo("sip:a%20b%40c@h:5060;x=1%202;lr"));
        Assert.That(SipUri.Create(null, "[::1]", isSecure: true).ToString(), Is.EqualTo("sips:[::1]"));
    }

    [Test]
    public void Misuse_is_told()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SipUri.Create("", "h"), Throws.ArgumentException);
            Assert.That(() => SipUri.Create("a", "no host"), Throws.ArgumentException);
            Assert.That(() => SipUri.Create("a", "[::1::]"), Throws.ArgumentException);
            Assert.That(() => SipUri.Create("a", "[fe80::1%eth0]"), Throws.ArgumentException);
            Assert.That(() => SipUri.Create("a", "h", 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => SipUri.Parse("sip:h").WithHost("h\r\n", null), Throws.ArgumentException);
            Assert.That(() => SipUri.Parse("sip:h").WithUser(""), Throws.ArgumentException);
            Assert.That(() => SipUri.Parse("sip:h").WithParameter("a b", "c"), Throws.ArgumentException);
            Assert.That(() => SipUri.Parse("tel:1").WithHost("h", null), Throws.InvalidOperationException);
            Assert.That(() => SipUri.Parse("x:1").WithParameter("a", "b"), Throws.InvalidOperationException);
        });
    }
}
