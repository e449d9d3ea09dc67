using System.Globalization;
using System.Reflection;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Values of numbers, dates and quoted text.</summary>
public sealed class PlainValueTests
{
    [TestCase("301 isi.edu \"Incompatible network address type 'E.164'\"", 301, "isi.edu", "Incompatible network address type 'E.164'")]
    [TestCase("399  [::1]:5060\t\"a, \\\"b\\\\\"", 399, "[::1]:5060", "a, \"b\\")]
    [TestCase("007 x \"\"", 7, "x", "")]
    [TestCase("399 x \"\u00fc\"", 399, "x", "\u00fc")]
    public void A_warning_is_read(string text, int code, string agent, string words)
    {
        Assert.That(Warning.TryParse(text, out Warning? value), Is.True);
        Assert.That((value!.Code, value.Agent, value.Text, value.ToString()), Is.EqualTo((code, agent, words, text)));
    }

    [TestCase("")]
    [TestCase("399")]
    [TestCase("399 x")]
    [TestCase("399 x ")]
    [TestCase("399 x y")]
    [TestCase("399 x \"y")]
    [TestCase("399 x \"y\" z")]
    [TestCase("39 x \"y\"")]
    [TestCase("3999 x \"y\"")]
    [TestCase("399x \"y\"")]
    [TestCase("39a x \"y\"")]
    [TestCase("399 \"x\" \"y\"")]
    [TestCase("399 x \"y\r\nz\"")]
    public void What_is_no_warning_is_refused(string text) => Assert.That(Warning.TryParse(text, out _), Is.False);

    [TestCase("120", 120u, null, null)]
    [TestCase("18000;duration=3600", 18000u, null, 3600u)]
    [TestCase("120 (I'm in a (long; \\) one) meeting) ; Duration = 60 ; x", 120u, "I'm in a (long; ) one) meeting", 60u)]
    [TestCase("0()", 0u, "", null)]
    public void A_time_to_retry_is_read(string text, uint seconds, string? comment, uint? duration)
    {
        Assert.That(RetryAfter.TryParse(text, out RetryAfter? value), Is.True);
        Assert.That((value!.Seconds, value.Comment, value.Duration, value.ToString()), Is.EqualTo((seconds, comment, duration, text)));
    }

    [TestCase("")]
    [TestCase("-1")]
    [TestCase("x")]
    [TestCase("4294967296")]
    [TestCase("1 2")]
    [TestCase("1 (a")]
    [TestCase("1 (a\\)")]
    [TestCase("1 (a))")]
    [TestCase("1 (a) b")]
    [TestCase("1;duration=x")]
    [TestCase("Sat, 13 Nov 2010 23:29:00 GMT")]
    [TestCase("1 (a\r\nb)")]
    public void What_is_no_time_to_retry_is_refused(string text) => Assert.That(RetryAfter.TryParse(text, out _), Is.False);

    [Test]
    public void A_comment_nested_without_end_is_refused() =>
        Assert.That(RetryAfter.TryParse("1 " + new string('(', 60_000) + new string(')', 59_999), out _), Is.False);

    [TestCase("Sat, 13 Nov 2010 23:29:00 GMT", "2010-11-13T23:29:00")]
    [TestCase("sat, 13 nov 2010 23:29:00 gmt", "2010-11-13T23:29:00")]
    [TestCase(" Thu, 29 Feb 2024 00:00:00 GMT ", "2024-02-29T00:00:00")]
    [TestCase("Mon, 13 Nov 2010 23:29:00 GMT", "2010-11-13T23:29:00")]
    public void A_date_is_read(string text, string time)
    {
        Assert.That(SipDate.TryParse(text, out DateTimeOffset value), Is.True);
        Assert.That((value, value.Offset), Is.EqualTo((new DateTimeOffset(DateTime.Parse(time, CultureInfo.InvariantCulture), TimeSpan.Zero), TimeSpan.Zero)));
    }

    [TestCase("")]
    [TestCase("Fri, 01 Jan 2010 16:00:00 EST")]
    [TestCase("Sat, 13 Nov 2010 23:29:00 +0000")]
    [TestCase("Sat, 13 Nov 2010 23:29:00")]
    [TestCase("Sat, 13 Nov 2010 24:00:00 GMT")]
    [TestCase("Thu, 29 Feb 2023 00:00:00 GMT")]
    [TestCase("Sat, 3 Nov 2010 23:29:00 GMT")]
    [TestCase("Sat,  3 Nov 2010 23:29:00 GMT")]
    [TestCase("Xxx, 13 Nov 2010 23:29:00 GMT")]
    [TestCase("Saturday, 13-Nov-10 23:29 GMT")]
    [TestCase("Sat; 13 Nov 2010 23:29:00 GMT")]
    [TestCase("Sat, 13 Nov 2010 23:29:00 GMTx")]
    [TestCase("Sat, 13 N\u00fcv 201 23:29:00 GMT")]
    public void What_is_no_date_is_refused(string text) => Assert.That(SipDate.TryParse(text, out _), Is.False);

    [Test]
    public void Bytes_that_are_no_text_are_no_date() =>
        Assert.That(SipDate.TryParse("Sat, 13 Nov \xff\xff\xff\xff 23:29:00 GMT"u8, out _) || SipDate.TryParse([.. "Sat, 13 N"u8, 0xff, 0xff, .. " 2010 23:29:00 GMT"u8], out _), Is.False);

    [Test]
    public void A_date_is_written_in_gmt() =>
        Assert.That(SipDate.Format(new DateTimeOffset(2010, 11, 14, 1, 29, 0, TimeSpan.FromHours(2))), Is.EqualTo("Sat, 13 Nov 2010 23:29:00 GMT"));

    [TestCase("54", "54", "")]
    [TestCase("54.", "54", "")]
    [TestCase("54.250 0.5", "54.250", "0.5")]
    [TestCase("1154567665687  .5", "1154567665687", "0.5")]
    public void A_timestamp_is_read(string text, string seconds, string delay)
    {
        Assert.That(Timestamp.TryParse(text, out Timestamp? value), Is.True);
        Assert.That((value!.Value.ToString(CultureInfo.InvariantCulture), value.Delay?.ToString(CultureInfo.InvariantCulture) ?? "", value.ToString()), Is.EqualTo((seconds, delay, text)));
    }

    [TestCase("")]
    [TestCase(".5")]
    [TestCase("-1")]
    [TestCase("1e5")]
    [TestCase("1,5")]
    [TestCase("1.2.3")]
    [TestCase("1 x")]
    [TestCase("1 2 3")]
    [TestCase("1 -2")]
    [TestCase("99999999999999999999999999999999")]
    [TestCase("1\0")]
    [TestCase("1 0.5\0")]
    public void What_is_no_timestamp_is_refused(string text) => Assert.That(Timestamp.TryParse(text, out _), Is.False);

    [TestCase("nextnonce=\"n,\\\"1\"", "n,\"1||||")]
    [TestCase("qop=auth , rspauth = \"0a\", cnonce=\"c\", NC=0000000f, x=y", "|auth|0a|c|15")]
    [TestCase("nc=1", "||||")]
    [TestCase("", "||||")]
    public void A_confirmation_is_read(string text, string parts)
    {
        Assert.That(DigestConfirmation.TryParse(text, out DigestConfirmation? value), Is.True);
        Assert.That($"{value!.NextNonce}|{value.Qop}|{value.ResponseAuth}|{value.Cnonce}|{value.NonceCountValue}", Is.EqualTo(parts));
    }

    [TestCase("Digest nextnonce=\"n\"")]
    [TestCase("nextnonce")]
    [TestCase("nextnonce=\"n")]
    [TestCase("nextnonce=\"n\" qop=auth")]
    [TestCase("nextnonce=\"n\"\r\nX: y")]
    public void What_is_no_confirmation_is_refused(string text) => Assert.That(DigestConfirmation.TryParse(text, out _), Is.False);

    [Test]
    public void Made_values_have_the_form_of_the_grammar()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new Warning(399, "h:5060", "a \"b\"").ToString(), Is.EqualTo("399 h:5060 \"a \\\"b\\\"\""));
            Assert.That(new RetryAfter(5, "a (b) \\", 60).ToString(), Is.EqualTo("5 (a \\(b\\) \\\\);duration=60"));
            Assert.That(new RetryAfter(5).ToString(), Is.EqualTo("5"));
            Assert.That(new Timestamp(54.25m, 0.5m).ToString(), Is.EqualTo("54.25 0.5"));
            Assert.That(new Timestamp(54).ToString(), Is.EqualTo("54"));
            Assert.That(new DigestConfirmation { NextNonce = "n", Qop = "auth", ResponseAuth = "0a", Cnonce = "c", NonceCount = "00000001" }.ToString(), Is.EqualTo("nextnonce=\"n\", qop=auth, rspauth=\"0a\", cnonce=\"c\", nc=00000001"));
        });
    }

    [Test]
    public void What_would_break_out_of_a_made_value_is_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new Warning(99, "h", "x"), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Warning(1000, "h", "x"), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Warning(399, "a b", "x"), Throws.ArgumentException);
            Assert.That(() => new Warning(399, "", "x"), Throws.ArgumentException);
            Assert.That(() => new Warning(399, "\u00fc", "x"), Throws.ArgumentException);
            Assert.That(() => new Warning(399, "h", "a\r\nb"), Throws.ArgumentException);
            Assert.That(() => new RetryAfter(1, "a\nb"), Throws.ArgumentException);
            Assert.That(() => new Timestamp(-1), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Timestamp(1, -1), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new DigestConfirmation { NextNonce = "a\r\nb" }.ToString(), Throws.ArgumentException);
        });
    }

    [Test]
    public void No_value_is_read_of_null()
    {
        MethodInfo[] readers = [.. typeof(SipMessage).Assembly.GetTypes().Where(t => t.IsPublic && t.Namespace == typeof(SipMessage).Namespace)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(m => m.Name == "TryParse" && m.GetParameters() is [{ } text, _] && text.ParameterType == typeof(string))];
        Assert.That(readers, Has.Length.GreaterThan(20));
        Assert.That(readers.Where(r => r.Invoke(null, [null, null]) is not false).Select(r => r.DeclaringType!.Name), Is.Empty);
    }
}
