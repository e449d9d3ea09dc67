using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SipParametersTests
{
    private static readonly string[] Texts =
    [
        "", ";lr", ";tag=1;lr", ";a=\"x;y=z\";b=2", ";a=\"\\\"\\\\;\" ; B\t=\t3;c = \"\"", ";q=0.33;expires=60;+sip.instance=\"<urn:uuid:1>\"", ";c=[::1]:5060;d",
    ];

    [TestCase(";tag=abc", "tag", "abc")]
    [TestCase(";x=1;TAG=abc;tag=def", "tag", "abc")]
    [TestCase(" ; x ; tag = abc ", "tag", "abc")]
    [TestCase(";lr;x", "lr", "")]
    [TestCase(";a=\"b;tag=c\";tag=d", "tag", "d")]
    [TestCase(";a=\"\"", "a", "")]
    [TestCase(";a=\"b c\"", "a", "b c")]
    [TestCase(";a=\"\\\"b\\\\\";c", "a", "\\\"b\\\\")]
    [TestCase(";a=%41", "a", "%41")]
    public void A_span_is_the_value_without_quotes_and_with_its_escapes(string text, string name, string value)
    {
        Assert.That(Read(text).TryGetSpan(name, out ReadOnlySpan<char> span), Is.True);
        Assert.That(span.ToString(), Is.EqualTo(value));
    }

    [TestCase(";a=\"\\\"b\\\\\";c", "a", "\"b\\")]
    [TestCase(";a=\"b\\c\"", "a", "bc")]
    [TestCase(";a=%41", "a", "%41")]
    [TestCase(";lr", "lr", null)]
    public void A_string_is_the_plain_value(string text, string name, string? value)
    {
        SipParameters parameters = Read(text);
        Assert.That((parameters.TryGet(name, out string? plain), plain, parameters[name]), Is.EqualTo((true, value, value)));
    }

    [Test]
    public void A_name_that_is_not_there_is_not_found()
    {
        SipParameters parameters = Read(";tagged=1;x=tag;y=\";tag=1\"");
        Assert.That((parameters.Contains("tag"), parameters.TryGet("tag", out string? value), value, parameters["tag"]), Is.EqualTo((false, false, (string?)null, (string?)null)));
        Assert.That(parameters.TryGetSpan("tag", out ReadOnlySpan<char> span) || !span.IsEmpty, Is.False);
    }

    [Test]
    public void A_lookup_allocates_nothing()
    {
        SipParameters parameters = Read(";branch=z9hG4bK1;received=192.0.2.1;rport=5060;+sip.instance=\"<urn:uuid:1>\"");
        int found = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            found += parameters.TryGetSpan("rport", out ReadOnlySpan<char> port) ? port.Length : 0;
            found += parameters.Contains("+SIP.INSTANCE") ? 1 : 0;
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before, found), Is.EqualTo((0L, 500)));
    }

    [TestCaseSource(nameof(Texts))]
    public void Index_count_and_enumeration_agree(string text)
    {
        SipParameters parameters = Read(text);
        KeyValuePair<string, string?>[] all = [.. parameters];
        Assert.That(parameters, Has.Count.EqualTo(all.Length));
        Assert.That(Enumerable.Range(0, all.Length).Select(i => parameters[i]), Is.EqualTo(all));
        Assert.That(all.Select(p => parameters[p.Key]), Is.EqualTo(all.Select(p => p.Value)));
        Assert.That(() => parameters[all.Length], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => parameters[-1], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCaseSource(nameof(Texts))]
    public void Text_read_again_is_the_same(string text)
    {
        SipParameters parameters = Read(text);
        Assert.That(parameters.ToString(), Does.Not.Contain(" ").And.Not.Contain("\t"));
        Assert.That(Read(parameters.ToString()), Is.EqualTo(parameters));
    }

    [TestCase(";a=1;b=\"2\";c", "b", "x y", ";a=1;b=\"x y\";c")]
    [TestCase(";a=1;b=\"2\";c", "C", "3", ";a=1;b=\"2\";C=3")]
    [TestCase(" ; a = 1 ; b", "a", null, ";a;b")]
    [TestCase(";a", "d", "\"", ";a;d=\"\\\"\"")]
    [TestCase("", "d", "", ";d=\"\"")]
    public void One_is_replaced_where_it_stands_or_added_at_the_end(string text, string name, string? value, string result)
    {
        SipParameters changed = Read(text).With(name, value);
        Assert.That((changed.ToString(), changed[name]), Is.EqualTo((result, value)));
    }

    [TestCase(";a=1;b=\"2\";A;c", "a", ";b=\"2\";c")]
    [TestCase("; a ;b", "b", ";a")]
    [TestCase(";a", "a", "")]
    public void All_of_a_name_are_removed(string text, string name, string result) => Assert.That(Read(text).Without(name).ToString(), Is.EqualTo(result));

    [Test]
    public void Removing_what_is_not_there_changes_nothing()
    {
        SipParameters parameters = Read(";a");
        Assert.That(parameters.Without("b"), Is.SameAs(parameters));
    }

    [TestCase("sip:h;a=%3B;b", "a", ";")]
    [TestCase("sip:h;%61b=1", "ab", "1")]
    [TestCase("sip:h;x=\"", "x", null)]
    [TestCase("sip:h;x=1=2", "x", "1=2")]
    public void Parameters_of_a_uri_are_read_in_its_notation(string text, string name, string? value)
    {
        if (value is null)
            Assert.That(SipUri.TryParse(text, out _), Is.False);
        else
            Assert.That(SipUri.Parse(text).Parameters[name], Is.EqualTo(value));
    }

    [Test]
    public void Parameters_of_a_uri_are_written_in_its_notation()
    {
        SipParameters parameters = SipUri.Parse("sip:h;a=%3B;%62=1").Parameters;
        Assert.Multiple(() =>
        {
            Assert.That(parameters.With("B", "\"").With("c`", "x=y").ToString(), Is.EqualTo(";a=%3B;B=%22;c%60=x%3Dy"));
            Assert.That(parameters.Select(p => $"{p.Key} {p.Value}"), Is.EqualTo(new[] { "a ;", "b 1" }));
            Assert.That(parameters.TryGetSpan("A", out ReadOnlySpan<char> span) ? span.ToString() : null, Is.EqualTo("%3B"));
            Assert.That(Read(";a=\"x y\";b").ForUri().ToString(), Is.EqualTo(";a=x%20y;b"));
        });
    }

    [Test]
    public void Entries_taken_over_stay_as_they_are()
    {
        SipParameters parameters = SipParameters.FromRaw([new("a", "\"1 2\""), new("b", null)], isUri: false);
        Assert.That((parameters.ToString(), parameters["a"], parameters.Count), Is.EqualTo((";a=\"1 2\";b", "1 2", 2)));
    }

    private static SipParameters Read(string text)
    {
        Assert.That(SipParameters.TryParse(text, out SipParameters parameters), Is.True, text);
        return parameters;
    }
}
