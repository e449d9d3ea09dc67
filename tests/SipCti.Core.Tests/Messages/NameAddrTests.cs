using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class NameAddrTests
{
    [TestCase("sip:a@b", null, "sip:a@b", "")]
    [TestCase("sip:a@b;tag=1;x", null, "sip:a@b", ";tag=1;x")]
    [TestCase("<sip:a@b;lr>;tag=1", null, "sip:a@b;lr", ";tag=1")]
    [TestCase("Bob<sip:a@b>", "Bob", "sip:a@b", "")]
    [TestCase("A. G. Bell  <sip:a@b>", "A. G. Bell", "sip:a@b", "")]
    [TestCase("J\u00fcrgen <sip:a@b>", "J\u00fcrgen", "sip:a@b", "")]
    [TestCase("\"Bell, A\" <sip:a@b>", "Bell, A", "sip:a@b", "")]
    [TestCase("\"\\\"x\\\\\" <sip:a@b>", "\"x\\", "sip:a@b", "")]
    [TestCase("\"<sip:x>\" <sip:a@b>", "<sip:x>", "sip:a@b", "")]
    [TestCase("\"\" <sip:a@b>", null, "sip:a@b", "")]
    [TestCase(" <sip:a@b> ; a = \"x;y\" ; b ", null, "sip:a@b", ";a=\"x;y\";b")]
    [TestCase("B < sip:a@b >;x", "B", "sip:a@b", ";x")]
    [TestCase("<sip:a@b?x=y>", null, "sip:a@b?x=y", "")]
    [TestCase("<sip:a@h>;+sip.instance=\"<urn:uuid:1>\"", null, "sip:a@h", ";+sip.instance=\"<urn:uuid:1>\"")]
    public void An_address_is_split_into_its_parts(string text, string? display, string uri, string parameters)
    {
        Assert.That(NameAddr.TryParse(text, out NameAddr? address), Is.True);
        Assert.That((address!.DisplayName, address.Uri.ToString(), address.Parameters.ToString()), Is.EqualTo((display, uri, parameters)));
        Assert.That(address.ToString(), Is.EqualTo(text.Trim()));
    }

    [TestCase("")]
    [TestCase("Bob")]
    [TestCase("<>")]
    [TestCase("<sip:a@b")]
    [TestCase("sip:a@b>")]
    [TestCase("\"Bob <sip:a@b>")]
    [TestCase("\"Bob\" sip:a@b")]
    [TestCase("Bell, A <sip:a@b>")]
    [TestCase("Bob \"x\" <sip:a@b>")]
    [TestCase("sip:a@b?x=y")]
    [TestCase("<sip:a@b>x")]
    [TestCase("<sip:a@b>;")]
    [TestCase("<sip:a@b>;;x")]
    [TestCase("<sip:a@b>;x=")]
    [TestCase("<sip:a@b>;=x")]
    [TestCase("<sip:a@b>;x=\"y")]
    [TestCase("<sip:a@b>;x y")]
    [TestCase("\"a\r\nb\" <sip:a@b>")]
    public void What_is_no_address_is_refused(string text) => Assert.That(NameAddr.TryParse(text, out _), Is.False);

    [Test]
    public void A_changed_address_has_brackets_and_keeps_its_other_parameters()
    {
        Assert.That(NameAddr.TryParse("sip:a@b;x=\"y z\"", out NameAddr? address), Is.True);
        Assert.That(address!.WithTag("t1").ToString(), Is.EqualTo("<sip:a@b>;x=\"y z\";tag=t1"));
        Assert.That(address.WithTag("t1").WithTag("t2").Tag, Is.EqualTo("t2"));
        Assert.That(address.WithParameter("X", "1").ToString(), Is.EqualTo("<sip:a@b>;X=1"));
        Assert.That(address.WithoutParameter("X").ToString(), Is.EqualTo("<sip:a@b>"));
        Assert.That(address.WithoutParameter("y"), Is.SameAs(address));
    }

    [Test]
    public void A_made_address_quotes_its_name() =>
        Assert.That(new NameAddr(SipUri.Parse("sip:a@b"), "A \"B\" \\ C").ToString(), Is.EqualTo("\"A \\\"B\\\" \\\\ C\" <sip:a@b>"));

    [Test]
    public void A_nul_in_a_quoted_pair_reads_as_a_replacement_and_can_be_written_again()
    {
        Assert.That(NameAddr.TryParse("\"a\\\0b\" <sip:a@b>"u8, out NameAddr? address), Is.True);
        Assert.That(address!.DisplayName, Is.EqualTo("a\uFFFDb"));
        Assert.That(address.WithTag("1").ToString(), Is.EqualTo("\"a\uFFFDb\" <sip:a@b>;tag=1"));
    }

    [TestCase("<sip:a@b>;tag=\"x\\\"y\"", "x\"y")]
    [TestCase("<sip:a@b>;tag=x\\y", "x\\y")]
    [TestCase("<sip:a@b>;n=\"\u00fc\";tag=\"x\\\"y\"", "x\"y")]
    public void A_tag_is_the_same_whatever_was_read_before_it(string text, string tag)
    {
        Assert.That(NameAddr.TryParse(text, out NameAddr? fresh), Is.True);
        Assert.That(NameAddr.TryParse(text, out NameAddr? used), Is.True);
        Assert.That((used!.Parameters["tag"], used.Tag, fresh!.Tag, fresh.WithParameter("x", null).Tag), Is.EqualTo((tag, tag, tag, tag)));
    }

    [Test]
    public void Parameters_are_found_in_any_case_and_unquoted()
    {
        Assert.That(SipParameters.TryParse(";A=\"x\\\"y\";b;c=[::1]", out SipParameters parameters), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(parameters["a"], Is.EqualTo("x\"y"));
            Assert.That(parameters.Contains("B"));
            Assert.That(parameters["B"], Is.Null);
            Assert.That(parameters.TryGet("d", out _), Is.False);
            Assert.That(parameters.Count, Is.EqualTo(3));
            Assert.That(parameters, Is.EqualTo(new KeyValuePair<string, string?>[] { new("A", "x\"y"), new("b", null), new("c", "[::1]") }));
            Assert.That(parameters.With("b", "a b").With("e", "").Without("A").ToString(), Is.EqualTo(";b=\"a b\";c=[::1];e=\"\""));
            Assert.That(SipParameters.TryParse("x=y", out _), Is.False);
            Assert.That(SipParameters.TryParse(null, out _), Is.False);
        });
    }
}
