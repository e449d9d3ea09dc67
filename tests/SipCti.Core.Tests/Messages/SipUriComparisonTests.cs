using CsCheck;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Each rule of RFC 3261 section 19.1.4, RFC 3966 section 4 and RFC 8141 section 3 as a row.</summary>
public sealed class SipUriComparisonTests
{
    // The examples of section 19.1.4.
    [TestCase("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp")]
    [TestCase("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5")]
    [TestCase("sip:carol@chicago.com", "sip:carol@chicago.com;security=on")]
    [TestCase("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on")]
    [TestCase("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com", "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com")]
    [TestCase("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x")]

    // An escape is its character, unless that is a reserved one.
    [TestCase("sip:a%2Db@h", "sip:a-b@h")]
    [TestCase("sip:a%3Bb@h", "sip:a%3bb@h")]
    [TestCase("sip:*31%23@h", "sip:*31#@h")]
    [TestCase("sip:a:%70w@h", "sip:a:pw@h")]
    [TestCase("sip:a@h;%74ransport=t%63p", "sip:a@h;transport=tcp")]
    [TestCase("sip:a@h;x=%5B", "sip:a@h;x=[")]

    // All but the userinfo ignores case.
    [TestCase("SIP:a@H;LR;X=Y", "sip:a@h;lr;x=y")]
    [TestCase("sip:a@h;user=PHONE", "sip:a@h;user=phone")]

    // Parameters in any order, those that only one has do not count.
    [TestCase("sip:a@h;a=1;b=2", "sip:a@h;b=2;a=1")]
    [TestCase("sip:a@h;lr", "sip:a@h")]
    [TestCase("sip:a@h;a=1;A=2", "sip:a@h;a=1")]

    // Addresses by their bytes (RFC 5954 section 4.2).
    [TestCase("sip:a@[2001:DB8::9:1]", "sip:a@[2001:db8:0:0:0:0:9:01]")]
    [TestCase("sip:a@[::ffff:192.0.2.16]", "sip:a@[::FFFF:c000:210]")]
    [TestCase("sip:a@192.0.2.1", "sip:a@192.0.02.001")]
    [TestCase("sip:a@h;maddr=[::1]", "sip:a@h;maddr=[0::0:1]")]

    // Headers match as the header fields that they stand for.
    [TestCase("sip:a@h?Subject=A%20b", "sip:a@h?subject=a%20B")]
    [TestCase("sip:a@h?s=x&%66oo=1", "sip:a@h?foo=1&Subject=x")]
    [TestCase("sip:a@h?x=a%3Fb", "sip:a@h?x=a?b")]
    [TestCase("sip:a@h?x=1&y=2&x=3", "sip:a@h?y=2&x=1&x=3")]
    [TestCase("sip:a@h?to=%22B%22%20%3Csip:b%40H;lr%3E;x=1", "sip:a@h?t=sip:b%40h")]
    [TestCase("sip:a@h?from=sip:b%40h;tag=1A", "sip:a@h?from=%3Csip:b%40h%3E;tag=1a;x")]
    public void Sip_uris_that_mean_the_same_are_equal(string left, string right) => Expect(left, right, true);

    // The examples of section 19.1.4.
    [TestCase("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP")]
    [TestCase("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060")]
    [TestCase("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp")]
    [TestCase("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp")]
    [TestCase("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting")]
    [TestCase("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4")]
    [TestCase("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off")]

    // Never across schemes.
    [TestCase("sip:a@h", "sips:a@h")]
    [TestCase("sip:1@h;user=phone", "tel:1")]

    // User, password, host and port: each in both or in none.
    [TestCase("sip:a@h", "sip:h")]
    [TestCase("sip:a@h", "sip:b@h")]
    [TestCase("sip:a:@h", "sip:a@h")]
    [TestCase("sip:a:1@h", "sip:a@h")]
    [TestCase("sip:a:p@h", "sip:a:P@h")]
    [TestCase("sip:a@h:5060", "sip:a@h:5061")]
    [TestCase("sip:a@h:0", "sip:a@h")]
    [TestCase("sips:a@h", "sips:a@h:5061")]
    [TestCase("sip:a@h", "sip:a@h.")]

    // A reserved character is not its escape.
    [TestCase("sip:a%3Bb@h", "sip:a;b@h")]
    [TestCase("sip:a%2Bb@h", "sip:a+b@h")]
    [TestCase("sip:a@h;x=%2F", "sip:a@h;x=/")]
    [TestCase("sip:null-%00-null@h", "sip:null-%01-null@h")]
    [TestCase("sip:%C3%BC@h", "sip:%C3%9C@h")]
    [TestCase("sip:a%41@h", "sip:aa@h")]

    // These count even when one lacks them, also with their default values.
    [TestCase("sip:1@h;user=phone", "sip:1@h")]
    [TestCase("sip:1@h;user=ip", "sip:1@h")]
    [TestCase("sip:a@h;ttl=1", "sip:a@h")]
    [TestCase("sip:a@h;method=INVITE", "sip:a@h")]
    [TestCase("sip:a@h;maddr=h", "sip:a@h")]
    [TestCase("sip:a@h;%6Daddr=h", "sip:a@h")]
    [TestCase("sips:a@h;transport=tls", "sips:a@h")]

    // What both have must match; methods with their case (section 7.1).
    [TestCase("sip:a@h;ttl=1", "sip:a@h;ttl=2")]
    [TestCase("sip:a@h;method=INVITE", "sip:a@h;method=invite")]
    [TestCase("sip:a@h;maddr=192.0.2.1", "sip:a@h;maddr=192.0.2.2")]
    [TestCase("sip:a@h;x", "sip:a@h;x=1")]
    [TestCase("sip:a@h;x=1;x=2", "sip:a@h;x=2")]

    // Another address is another host, though it may lead to the same machine.
    [TestCase("sip:a@[::1]", "sip:a@[::2]")]
    [TestCase("sip:a@[::ffff:192.0.2.1]", "sip:a@192.0.2.1")]
    [TestCase("sip:a@192.0.2.1", "sip:a@192.0.2.10")]
    [TestCase("sip:a@[:::]", "sip:a@[::]")]

    // Headers are never ignored.
    [TestCase("sip:a@h?x=1", "sip:a@h?x=2")]
    [TestCase("sip:a@h?x=1", "sip:a@h?y=1")]
    [TestCase("sip:a@h?x=1", "sip:a@h?x=1&x=1")]
    [TestCase("sip:a@h?x=1&x=2", "sip:a@h?x=2&x=1")]
    [TestCase("sip:a@h?x=%22A%22", "sip:a@h?x=%22a%22")]
    [TestCase("sip:a@h?i=A", "sip:a@h?Call-ID=a")]
    [TestCase("sip:a@h?body=A", "sip:a@h?body=a")]
    [TestCase("sip:a@h?to=sip:b%40h", "sip:a@h?to=sip:c%40h")]
    [TestCase("sip:a@h?to=sip:b%40h;tag=1", "sip:a@h?to=sip:b%40h")]
    [TestCase("sip:a@h?to=sip:b%40h", "sip:a@h?to=%3Csips:b%40h%3E")]
    [TestCase("sip:a@h?to=sip:b%40h;x=1", "sip:a@h?to=sip:b%40h;x=2")]
    public void Sip_uris_that_differ_are_not_equal(string left, string right) => Expect(left, right, false);

    [TestCase("tel:+1-201-555-0123", "tel:+1(201)5550123", true)]
    [TestCase("tel:+1.201", "TEL:+1201", true)]
    [TestCase("tel:1a2b;phone-context=x", "tel:1A2B;phone-context=x", true)]
    [TestCase("tel:%31", "tel:1", true)]
    [TestCase("tel:+1201", "tel:1201", false)]
    [TestCase("tel:+1201", "tel:+12011", false)]
    [TestCase("tel:123;phone-context=a;x=1", "tel:123;X=1;phone-context=A", true)]
    [TestCase("tel:123;phone-context=+1-201", "tel:123;phone-context=+1201", true)]
    [TestCase("tel:123;phone-context=a-b", "tel:123;phone-context=ab", false)]
    [TestCase("tel:123;phone-context=+1", "tel:123;phone-context=1", false)]
    [TestCase("tel:123;phone-context=a", "tel:123", false)]
    [TestCase("tel:+1;ext=1-2", "tel:+1;ext=12", true)]
    [TestCase("tel:+1;isub=1-2", "tel:+1;isub=12", false)]
    [TestCase("tel:+1;isub=ab", "tel:+1;ISUB=AB", true)]
    [TestCase("tel:+1;x", "tel:+1", false)]
    [TestCase("tel:+1;x=1;y=2", "tel:+1;y=2;x=1", true)]
    [TestCase("tel:+1;x=1", "tel:+1;x=2", false)]
    public void Tel_uris_are_compared_by_their_digits(string left, string right, bool equal) => Expect(left, right, equal);

    [TestCase("urn:example:a123,z456", "URN:EXAMPLE:a123,z456", true)]
    [TestCase("urn:example:a123,z456", "urn:example:A123,z456", false)]
    [TestCase("urn:example:a123%2Cz456", "urn:example:a123%2cz456", true)]
    [TestCase("urn:example:a123%2Cz456", "urn:example:a123,z456", false)]
    [TestCase("urn:example:a%2Ca", "urn:example:a%2CA", false)]
    [TestCase("urn:example:a", "urn:example:a?+r", true)]
    [TestCase("urn:example:a", "urn:example:a?=q#f", true)]
    [TestCase("urn:example:a#f", "urn:example:a#g", true)]
    [TestCase("urn:example:a", "urn:example:a/b", false)]
    [TestCase("urn:a:x", "urn:b:x", false)]
    [TestCase("urn:service:SOS.police", "urn:service:sos.POLICE", true)]
    [TestCase("urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true)]
    [TestCase("isbn:1", "ISBN:1", true)]
    [TestCase("isbn:1", "isbn:2", false)]
    [TestCase("isbn:x", "isbn:X", false)]
    [TestCase("isbn:1", "issn:1", false)]
    [TestCase("urn:x", "isbn:x", false)]
    public void Other_uris_are_compared_by_their_text(string left, string right, bool equal) => Expect(left, right, equal);

    [Test]
    public void Nothing_equals_null_or_another_thing()
    {
        SipUri uri = SipUri.Parse("sip:a@h");
        Assert.That(uri.Equals((object)"sip:a@h"), Is.False);
        Assert.That(uri.Equals((object)SipUri.Parse("sip:a@H")), Is.True);
        Assert.That(uri.Equals((SipUri?)null), Is.False);
    }

    [Test]
    public void Equality_is_not_transitive()
    {
        SipUri on = SipUri.Parse("sip:carol@chicago.com;security=on");
        SipUri off = SipUri.Parse("sip:carol@chicago.com;security=off");
        SipUri none = SipUri.Parse("sip:carol@chicago.com");
        Assert.That((on.Equals(none), none.Equals(off), on.Equals(off)), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void Comparing_and_hashing_allocates_nothing()
    {
        (SipUri Left, SipUri Right)[] pairs =
        [
            (SipUri.Parse("sip:%61lice@atlanta.com;transport=TCP;lr"), SipUri.Parse("sip:alice@AtLanTa.CoM;Transport=tcp")),
            (SipUri.Parse("sip:a@[2001:db8::1]:5060?Subject=x&a=b"), SipUri.Parse("sip:a@[2001:DB8:0::1]:5060?a=b&s=X")),
            (SipUri.Parse("tel:+1-201-555-0123;ext=1"), SipUri.Parse("tel:+12015550123;ext=1")),
            (SipUri.Parse("urn:service:sos"), SipUri.Parse("URN:service:SOS")),
        ];
        Assert.That(Compare(pairs), Is.EqualTo(pairs.Length));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int equal = Compare(pairs);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before, equal), Is.EqualTo((0L, pairs.Length)));
    }

    [Test]
    public void Headers_beyond_any_real_number_are_compared_in_order()
    {
        string many = string.Join('&', Enumerable.Range(0, 65).Select(i => $"h{i}=x"));
        string reversed = string.Join('&', Enumerable.Range(0, 65).Reverse().Select(i => $"h{i}=x"));
        Expect("sip:a@h?" + many, "sip:a@H?" + many, true);
        Expect("sip:a@h?" + many, "sip:a@h?" + reversed, false);
    }

    [Test]
    public void Equality_is_reflexive_and_symmetric_and_equal_uris_have_equal_hashes()
    {
        Gen<string> scheme = Gen.OneOf("sip:", "SIP:", "sips:");
        Gen<string> user = Gen.OneOf("", "a@", "A@", "%61@", "a:p@", "a:%70@", "a%3B@", "a%3b@", "a;@", "%20@", "a%2B@", "a+@", "*#@", "*%23@");
        Gen<string> host = Gen.OneOf("h", "H", "192.0.2.1", "192.0.02.1", "[::1]", "[0::1]", "[:::]", "1.2.3.4.5");
        Gen<string> port = Gen.OneOf("", "", ":5060", ":05060");
        Gen<string> parameter = Gen.OneOf(";lr", ";x=1", ";X=%31", ";x", ";%78=2", ";transport=tcp", ";transport=TCP", ";user=phone", ";method=A", ";method=a", ";maddr=[::1]", ";maddr=[0::1]");
        Gen<string> header = Gen.OneOf("", "", "?s=a", "?subject=A", "?to=sip:b%40h", "?t=%3Csip:b%40H%3E", "?x=1&s=a", "?s=a&x=1", "?");
        Gen<string> sip = Gen.Select(scheme, user, host, port, parameter.Array[0, 3], header, (s, u, h, p, all, q) => s + u + h + p + string.Concat(all) + q);
        Gen<string> number = Gen.OneOf("+1-2", "+12", "12", "1(2", "%31.2", "a2", "A2");
        Gen<string> detail = Gen.OneOf("", ";ext=1-2", ";EXT=12", ";phone-context=+1-2", ";phone-context=+12", ";phone-context=h", ";x=1;y=2", ";y=2;x=1");
        Gen<string> tel = Gen.Select(number, detail, (n, d) => $"tel:{n}{d}");
        Gen<string> urn = Gen.OneOf("urn:a:b", "URN:A:b", "urn:a:B", "urn:a:b?+c", "urn:a:%2f", "urn:a:%2F", "urn:uuid:A", "urn:uuid:a", "x:y", "X:y", "x:Y");
        Gen.OneOf(sip, tel, urn).Array[2, 8].Sample(
            texts =>
            {
                SipUri[] uris = [.. texts.Select(SipUri.Parse)];
                foreach (SipUri left in uris)
                {
                    Assert.That(left.Equals(SipUri.Parse("" + left)), Is.True, left.ToString());
                    foreach (SipUri right in uris)
                    {
                        Assert.That(left.Equals(right), Is.EqualTo(right.Equals(left)), $"{left} and {right}");
                        Assert.That(!left.Equals(right) || left.GetHashCode() == right.GetHashCode(), Is.True, $"hashes of {left} and {right}");
                    }
                }
            },
            iter: 3000);
    }

    private static int Compare((SipUri Left, SipUri Right)[] pairs)
    {
        int equal = 0;
        foreach ((SipUri left, SipUri right) in pairs)
            equal += left.Equals(right) && left.GetHashCode() == right.GetHashCode() ? 1 : 0;
        return equal;
    }

    private static void Expect(string left, string right, bool equal)
    {
        SipUri a = SipUri.Parse(left);
        SipUri b = SipUri.Parse(right);
        Assert.Multiple(() =>
        {
            Assert.That(a.Equals(b), Is.EqualTo(equal));
            Assert.That(b.Equals(a), Is.EqualTo(equal));
            Assert.That(!equal || a.GetHashCode() == b.GetHashCode(), "equal URIs have equal hash codes");
        });
    }
}
