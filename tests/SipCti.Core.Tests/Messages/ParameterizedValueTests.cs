using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Values with parameters behind a token, a number, a Call-ID or a signature.</summary>
public sealed class ParameterizedValueTests
{
    private const string Uuid = "ab30317f1a784dc48ff824d0d3715d86";
    private const string Other = "47755a9de7794ba387653f2099600ef2";

    [TestCase("gzip", "gzip", null, "")]
    [TestCase("*;q=0", "*", 0d, ";q=0")]
    [TestCase(" identity ; Q = 0.525 ", "identity", 0.525, ";Q=0.525")]
    [TestCase("en-gb;q=\"1\"", "en-gb", 1d, ";q=\"1\"")]
    [TestCase("*;audio;+sip.fax=\"t38\";require", "*", null, ";audio;+sip.fax=\"t38\";require")]
    [TestCase("tls;q=0.2;d-ver=\"a,\\\"b;\"", "tls", 0.2, ";q=0.2;d-ver=\"a,\\\"b;\"")]
    [TestCase("3GPP-UTRAN-TDD;utran-cell-id-3gpp=234151D0FCE11", "3GPP-UTRAN-TDD", null, ";utran-cell-id-3gpp=234151D0FCE11")]
    public void A_token_is_read_with_its_parameters(string text, string token, double? q, string parameters)
    {
        Assert.That(ParameterizedToken.TryParse(text, out ParameterizedToken? value), Is.True);
        Assert.That((value!.Token, value.Q, value.Parameters.ToString(), value.ToString()), Is.EqualTo((token, q, parameters, text.Trim())));
    }

    [TestCase("")]
    [TestCase(";q=1")]
    [TestCase("a b")]
    [TestCase("a,b")]
    [TestCase("\"a\"")]
    [TestCase("a;q=1.1")]
    [TestCase("a;q=-0")]
    [TestCase("a;q")]
    [TestCase("a;q=1e0")]
    [TestCase("a;")]
    [TestCase("a;b=\"c")]
    [TestCase("a;b=c\r\nX: y")]
    [TestCase("a\u00fc")]
    public void What_is_no_token_with_parameters_is_refused(string text) => Assert.That(ParameterizedToken.TryParse(text, out _), Is.False);

    [TestCase("presence", "presence", "presence", "", null)]
    [TestCase("presence.winfo;id=7", "presence.winfo", "presence", "winfo", "7")]
    [TestCase("refer ; ID = \"a b\"", "refer", "refer", "", "a b")]
    [TestCase("a.b.c;x", "a.b.c", "a", "b,c", null)]
    public void An_event_is_read(string text, string name, string package, string templates, string? id)
    {
        Assert.That(SipEvent.TryParse(text, out SipEvent? value), Is.True);
        Assert.That((value!.Name, value.Package, string.Join(',', value.Templates), value.Id, value.ToString()), Is.EqualTo((name, package, templates, id, text)));
    }

    [TestCase("")]
    [TestCase(".presence")]
    [TestCase("presence.")]
    [TestCase("presence..winfo")]
    [TestCase("presence, dialog")]
    [TestCase(";id=1")]
    public void What_is_no_event_is_refused(string text) => Assert.That(SipEvent.TryParse(text, out _), Is.False);

    [TestCase("refer;id=1", "refer;x;id=1", true)]
    [TestCase("refer", "refer;x=y", true)]
    [TestCase("refer;id=1", "refer", false)]
    [TestCase("refer", "refer;id=1", false)]
    [TestCase("refer;id=a", "refer;id=A", false)]
    [TestCase("refer", "Refer", false)]
    [TestCase("presence", "presence.winfo", false)]
    public void Events_match_by_name_and_id_alone(string one, string other, bool isMatch)
    {
        Assert.That(SipEvent.TryParse(one, out SipEvent? left) & SipEvent.TryParse(other, out SipEvent? right), Is.True);
        Assert.That((left!.Matches(right!), right!.Matches(left)), Is.EqualTo((isMatch, isMatch)));
    }

    [TestCase("active", "active--", "A")]
    [TestCase("Active ; Expires = 600", "Active-600--", "A")]
    [TestCase("pending;expires=\"60\"", "pending-60--", "P")]
    [TestCase("terminated;reason=timeout;retry-after=30", "terminated--timeout-30", "T")]
    [TestCase("x-waiting;reason=\"by, me\"", "x-waiting--by, me-", "")]
    public void A_subscription_state_is_read(string text, string parts, string kind)
    {
        Assert.That(SubscriptionState.TryParse(text, out SubscriptionState? value), Is.True);
        string told = (value!.IsActive ? "A" : "") + (value.IsPending ? "P" : "") + (value.IsTerminated ? "T" : "");
        string read = value.Expires is null && value.Reason is null && value.RetryAfter is null ? $"{value.State}--" : $"{value.State}-{value.Expires}-{value.Reason}-{value.RetryAfter}";
        Assert.That((read, told, value.ToString()), Is.EqualTo((parts, kind, text)));
    }

    [TestCase("active;expires=x")]
    [TestCase("active;expires")]
    [TestCase("active;expires=4294967296")]
    [TestCase("terminated;retry-after=-1")]
    [TestCase("active expires=1")]
    [TestCase("")]
    public void What_is_no_subscription_state_is_refused(string text) => Assert.That(SubscriptionState.TryParse(text, out _), Is.False);

    [TestCase("1800", 1800u, null)]
    [TestCase("90;refresher=uac", 90u, SessionRefresher.Uac)]
    [TestCase("0090 ; Refresher = UAS ; x", 90u, SessionRefresher.Uas)]
    public void A_session_interval_is_read(string text, uint seconds, SessionRefresher? refresher)
    {
        Assert.That(SessionExpires.TryParse(text, out SessionExpires? value), Is.True);
        Assert.That((value!.Seconds, value.Refresher, value.ToString()), Is.EqualTo((seconds, refresher, text)));
    }

    [TestCase("")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase("4294967296")]
    [TestCase("1800;refresher=both")]
    [TestCase("1800;refresher")]
    [TestCase("1800 seconds")]
    public void What_is_no_session_interval_is_refused(string text) => Assert.That(SessionExpires.TryParse(text, out _), Is.False);

    [TestCase("SIP", "SIP", null, null)]
    [TestCase("Q.850 ;cause=16 ;text=\"Terminated, \\\"now\\\"\"", "Q.850", 16, "Terminated, \"now\"")]
    [TestCase("sip;CAUSE=200;Text=elsewhere", "sip", 200, "elsewhere")]
    public void A_reason_is_read(string text, string protocol, int? cause, string? words)
    {
        Assert.That(Reason.TryParse(text, out Reason? value), Is.True);
        Assert.That((value!.Protocol, value.Cause, value.Text, value.IsSip, value.ToString()), Is.EqualTo((protocol, cause, words, protocol is "SIP" or "sip", text)));
    }

    [TestCase("")]
    [TestCase("SIP;cause=-1")]
    [TestCase("SIP;cause=2147483648")]
    [TestCase("SIP;cause=busy")]
    [TestCase("SIP cause=1")]
    public void What_is_no_reason_is_refused(string text) => Assert.That(Reason.TryParse(text, out _), Is.False);

    [TestCase("1@h;to-tag=7;from-tag=8", "1@h", "7", "8", false)]
    [TestCase("a<:\"/[]?{}=#@x ; early-only ; From-Tag = 8 ; To-Tag = 0", "a<:\"/[]?{}=#@x", "0", "8", true)]
    public void Replaces_and_Join_name_a_dialog_as_the_receiver_sees_it(string text, string callId, string local, string remote, bool isEarlyOnly)
    {
        Assert.That(Replaces.TryParse(text, out Replaces? replaces) & Join.TryParse(text, out Join? join), Is.True);
        Assert.That((replaces!.CallId, replaces.LocalTag, replaces.RemoteTag, replaces.IsEarlyOnly, replaces.ToString()), Is.EqualTo((callId, local, remote, isEarlyOnly, text)));
        Assert.That((join!.CallId, join.LocalTag, join.RemoteTag, join.ToString()), Is.EqualTo((callId, local, remote, text)));
    }

    [TestCase("")]
    [TestCase("1@h")]
    [TestCase("1@h;to-tag=7")]
    [TestCase("1@h;from-tag=7")]
    [TestCase("1@h;to-tag;from-tag=7")]
    [TestCase("1@h;to-tag=7;from- tag=8")]
    [TestCase("1@h;to-tag=\"7 8\";from-tag=8")]
    [TestCase(";to-tag=7;from-tag=8")]
    [TestCase("1 @h;to-tag=7;from-tag=8")]
    [TestCase("1,2;to-tag=7;from-tag=8")]
    [TestCase("\u00fc;to-tag=7;from-tag=8")]
    public void What_names_no_dialog_is_refused(string text)
    {
        string target = text.Replace("to-", "local-", StringComparison.Ordinal).Replace("from-", "remote-", StringComparison.Ordinal);
        Assert.That((Replaces.TryParse(text, out _), Join.TryParse(text, out _), TargetDialog.TryParse(target, out _)), Is.EqualTo((false, false, false)));
    }

    [Test]
    public void A_target_dialog_has_tags_of_its_own_names()
    {
        Assert.That(TargetDialog.TryParse("1@h ;local-tag=7 ;remote-tag=8", out TargetDialog? value), Is.True);
        Assert.That((value!.CallId, value.LocalTag, value.RemoteTag), Is.EqualTo(("1@h", "7", "8")));
        Assert.That(TargetDialog.TryParse("1@h;to-tag=7;from-tag=8", out _), Is.False);
    }

    [TestCase(Uuid, null)]
    [TestCase(Uuid + ";remote=" + SessionId.Null, SessionId.Null)]
    [TestCase(Uuid + " ; Remote=" + Other + ";logme", Other)]
    public void A_session_identifier_is_read(string text, string? remote)
    {
        Assert.That(SessionId.TryParse(text, out SessionId? value), Is.True);
        Assert.That((value!.Local, value.Remote, value.ToString()), Is.EqualTo((Uuid, remote, text)));
    }

    [TestCase("")]
    [TestCase("ab30317f")]
    [TestCase(Uuid + "0")]
    [TestCase("AB30317F1A784DC48FF824D0D3715D86")]
    [TestCase(Uuid + ";remote=1")]
    [TestCase(Uuid + ";remote")]
    [TestCase("ab30317f-1a784dc48ff824d0d3715d8")]
    public void What_is_no_session_identifier_is_refused(string text) => Assert.That(SessionId.TryParse(text, out _), Is.False);

    [TestCase("eyJh.eyJv.c-_g;info=<https://c.example/a.pem>;alg=ES256;ppt=\"shaken\"", "eyJh.eyJv.c-_g", "https://c.example/a.pem", "ES256", "shaken")]
    [TestCase("..sig; alg=ES256 ; Info = < https://c.example/a?b=c;d,e > ; x=\";info=<no>\"", "..sig", "https://c.example/a?b=c;d,e", "ES256", null)]
    [TestCase("\"ab+/cd==\"", "ab+/cd==", null, null, null)]
    [TestCase("ab cd\tef;ppt=div", "abcdef", null, null, "div")]
    [TestCase("ab;info=\"https://c.example/a\"", "ab", null, null, null)]
    public void An_identity_is_read(string text, string digest, string? info, string? algorithm, string? ppt)
    {
        Assert.That(SignedIdentity.TryParse(text, out SignedIdentity? value), Is.True);
        Assert.That((value!.Digest, value.Info?.ToString(), value.Algorithm, value.Ppt, value.ToString()), Is.EqualTo((digest, info, algorithm, ppt, text)));
    }

    [TestCase("")]
    [TestCase("\"\"")]
    [TestCase(";info=<https://c>")]
    [TestCase("a,b;info=<https://c>")]
    [TestCase("ab;info=<https://c")]
    [TestCase("ab;info=<>")]
    [TestCase("ab;info=<no uri>")]
    [TestCase("ab;info=<https://c>x")]
    [TestCase("ab;x=<https://c>")]
    [TestCase("ab;x=\"y;info=<https://c>")]
    [TestCase("ab;info=<https://c>;info=<https://d>")]
    public void What_is_no_identity_is_refused(string text) => Assert.That(SignedIdentity.TryParse(text, out _), Is.False);

    [Test]
    public void Made_values_have_the_form_of_the_grammar()
    {
        SipParameters more = SipParameters.Empty.With("x", "y");
        Assert.Multiple(() =>
        {
            Assert.That(new ParameterizedToken("gzip", SipParameters.Empty.With("q", "0.5")).ToString(), Is.EqualTo("gzip;q=0.5"));
            Assert.That(new SipEvent("refer", "7", more).ToString(), Is.EqualTo("refer;x=y;id=7"));
            Assert.That(new SubscriptionState("terminated", 5, "timeout", 6).ToString(), Is.EqualTo("terminated;reason=timeout;expires=5;retry-after=6"));
            Assert.That(new SessionExpires(1800, SessionRefresher.Uas).ToString(), Is.EqualTo("1800;refresher=uas"));
            Assert.That(new SessionExpires(1800).ToString(), Is.EqualTo("1800"));
            Assert.That(new Reason("SIP", 200, "Elsewhere").ToString(), Is.EqualTo("SIP;cause=200;text=\"Elsewhere\""));
            Assert.That(new Reason("SIP", null, "b", SipParameters.Empty.With("text", "a")).ToString(), Is.EqualTo("SIP;text=\"b\""));
            Assert.That(new Replaces("1@h", "7", "8", SipParameters.Empty.With("early-only", null)).ToString(), Is.EqualTo("1@h;early-only;to-tag=7;from-tag=8"));
            Assert.That(new Join("1@h", "7", "8").ToString(), Is.EqualTo("1@h;to-tag=7;from-tag=8"));
            Assert.That(new TargetDialog("1@h", "7", "8").ToString(), Is.EqualTo("1@h;local-tag=7;remote-tag=8"));
            Assert.That(new SessionId(Uuid).ToString(), Is.EqualTo($"{Uuid};remote={SessionId.Null}"));
            Assert.That(new SessionId(Uuid, null).ToString(), Is.EqualTo(Uuid));
            Assert.That(new SignedIdentity("a.b.c", SipUri.Parse("https://c"), "ES256", "shaken").ToString(), Is.EqualTo("a.b.c;info=<https://c>;alg=ES256;ppt=shaken"));
        });
    }

    [Test]
    public void What_would_break_out_of_a_made_value_is_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new ParameterizedToken("a;b"), Throws.ArgumentException);
            Assert.That(() => new ParameterizedToken("a", SipParameters.Empty.With("q", "2")), Throws.ArgumentException);
            Assert.That(() => new SipEvent("a b"), Throws.ArgumentException);
            Assert.That(() => new SipEvent("a..b"), Throws.ArgumentException);
            Assert.That(() => new SipEvent("a", "b\r\nc"), Throws.ArgumentException);
            Assert.That(() => new SubscriptionState("a,b"), Throws.ArgumentException);
            Assert.That(() => new SubscriptionState("active", null, "a\nb"), Throws.ArgumentException);
            Assert.That(() => new Reason("SIP;x"), Throws.ArgumentException);
            Assert.That(() => new Reason("SIP", -1), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Reason("SIP", 1, "a\r\nb"), Throws.ArgumentException);
            Assert.That(() => new Replaces("1;2", "7", "8"), Throws.ArgumentException);
            Assert.That(() => new Replaces("", "7", "8"), Throws.ArgumentException);
            Assert.That(() => new Join("1 2", "7", "8"), Throws.ArgumentException);
            Assert.That(() => new Join("\u00fc", "7", "8"), Throws.ArgumentException);
            Assert.That(() => new TargetDialog("1", "7;x", "8"), Throws.ArgumentException);
            Assert.That(() => new TargetDialog("1", "7", ""), Throws.ArgumentException);
            Assert.That(() => new SessionId("1"), Throws.ArgumentException);
            Assert.That(() => new SessionId(Uuid, "x"), Throws.ArgumentException);
            Assert.That(() => new SignedIdentity("a;b", SipUri.Parse("https://c")), Throws.ArgumentException);
            Assert.That(() => new SignedIdentity("", SipUri.Parse("https://c")), Throws.ArgumentException);
            Assert.That(() => new SignedIdentity("a", SipUri.Parse("https://c"), "a;b"), Throws.ArgumentException);
        });
    }
}
