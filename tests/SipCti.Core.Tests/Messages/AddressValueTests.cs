using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Values that are an address or a URI with parameters.</summary>
public sealed class AddressValueTests
{
    [TestCase("<http://h/a.jpg>;purpose=icon", "http://h/a.jpg", "icon")]
    [TestCase("< https://h/?a=b;c,d > ; Purpose = \"a b\"", "https://h/?a=b;c,d", "a b")]
    [TestCase("<cid:1@h>", "cid:1@h", null)]
    [TestCase("https://h/a;purpose=info", "https://h/a", "info")]
    [TestCase("<sip:h>;answer-after=0", "sip:h", null)]
    public void A_reference_is_read(string text, string uri, string? purpose)
    {
        Assert.That(UriReference.TryParse(text, out UriReference? value), Is.True);
        Assert.That((value!.Uri.ToString(), value.Purpose, value.ToString()), Is.EqualTo((uri, purpose, text)));
    }

    [TestCase("")]
    [TestCase("<http://h/a.jpg")]
    [TestCase("<>")]
    [TestCase("\"x\" <http://h>")]
    [TestCase("<http://h>;")]
    [TestCase("<http://h> purpose=icon")]
    [TestCase("info=alert-internal")]
    public void What_is_no_reference_is_refused(string text) => Assert.That(UriReference.TryParse(text, out _), Is.False);

    [TestCase("<sip:a@h>;index=1", "1", null, null, null)]
    [TestCase("<sip:a@h;cause=302>;index=1.1;rc=1", "1.1", HistoryMapping.Contact, "1", 302)]
    [TestCase("\"A, B\" <sip:a@h> ; MP = 1.1 ; Index = 1.2.10", "1.2.10", HistoryMapping.OtherUser, "1.1", null)]
    [TestCase("<tel:+1;cause=x>;np=1;index=2;x=y", "2", HistoryMapping.Unchanged, "1", null)]
    [TestCase("<sip:a@h>", null, null, null, null)]
    public void A_history_entry_is_read(string text, string? index, HistoryMapping? mapping, string? from, int? cause)
    {
        Assert.That(HistoryEntry.TryParse(text, out HistoryEntry? value), Is.True);
        Assert.That((value!.Index, value.Mapping, value.MappedFrom, value.Cause, value.ToString()), Is.EqualTo((index, mapping, from, cause, text)));
    }

    [TestCase("")]
    [TestCase("<sip:a@h>;index")]
    [TestCase("<sip:a@h>;index=")]
    [TestCase("<sip:a@h>;index=1.")]
    [TestCase("<sip:a@h>;index=.1")]
    [TestCase("<sip:a@h>;index=1..1")]
    [TestCase("<sip:a@h>;index=a")]
    [TestCase("<sip:a@h>;index=1;rc")]
    [TestCase("<sip:a@h>;index=1;mp=x")]
    [TestCase("<sip:a@h>;\\ index=1")]
    public void What_is_no_history_entry_is_refused(string text) => Assert.That(HistoryEntry.TryParse(text, out _), Is.False);

    [TestCase("<sip:a@h?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%20Now%22&privacy=history%3Bid>;index=1", "SIP;cause=302;text=\"Moved Now\"", "history,id")]
    [TestCase("<sip:a@h?reason=SIP%3Bcause%3D486&X=y&%52eason=Q.850%3Bcause%3D17>;index=1", "SIP;cause=486|Q.850;cause=17", "")]
    [TestCase("<sip:a@h?Reason=%0D%0ASIP%3Bcause%3D486%0D%0AX:y&Privacy=a%20b&Reason>;index=1", "", "")]
    [TestCase("<sip:a@h>;index=1", "", "")]
    [TestCase("<tel:+1>;index=1", "", "")]
    public void Reason_and_privacy_of_a_history_entry_stand_inside_its_uri(string text, string reasons, string privacy)
    {
        Assert.That(HistoryEntry.TryParse(text, out HistoryEntry? value), Is.True);
        Assert.That((string.Join('|', value!.Reasons), string.Join(',', value.Privacy)), Is.EqualTo((reasons, privacy)));
    }

    [TestCase("<sip:a@h>;reason=user-busy;counter=1;limit=5;privacy=full;screen=yes", "user-busy 1 5 full yes")]
    [TestCase("\"A\" <tel:+1> ; Reason = \"user-busy\" ; screen=\"no\" ; x", "user-busy   - no")]
    [TestCase("sip:a@h;counter=099", "- 99   -")]
    public void A_diversion_is_read(string text, string parts)
    {
        Assert.That(Diversion.TryParse(text, out Diversion? value), Is.True);
        Assert.That($"{value!.Reason ?? "-"} {value.Counter} {value.Limit} {value.Privacy ?? (value.Reason is null ? "" : "-")} {value.Screen ?? "-"}", Is.EqualTo(parts));
        Assert.That(value.ToString(), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("<sip:a@h>;counter=100")]
    [TestCase("<sip:a@h>;counter")]
    [TestCase("<sip:a@h>;limit=x")]
    [TestCase("sip:a@h, sip:b@h")]
    public void What_is_no_diversion_is_refused(string text) => Assert.That(Diversion.TryParse(text, out _), Is.False);

    [Test]
    public void What_the_parameters_say_of_a_value_that_is_made_is_told_by_its_properties()
    {
        SipParameters more = SipParameters.Empty.With("counter", "5").With("expires", "60").With("cause", "16").With("duration", "7");
        Assert.Multiple(() =>
        {
            Assert.That(new Diversion(new NameAddr(SipUri.Parse("sip:a@h"), null, more)).Counter, Is.EqualTo(5));
            Assert.That(new SubscriptionState("active", parameters: more).Expires, Is.EqualTo(60));
            Assert.That(new Reason("Q.850", parameters: more).Cause, Is.EqualTo(16));
            Assert.That(new RetryAfter(1, parameters: more).Duration, Is.EqualTo(7));
            Assert.That(new Reason("Q.850", parameters: more.With("cause", "x")).Cause, Is.Null);
        });
    }

    [Test]
    public void A_remote_party_is_read()
    {
        const string Text = "\"A \\\"B\\\"\" <sip:a@h>;party=called;id-type=subscriber;Privacy=full;screen=yes";
        Assert.That(RemotePartyId.TryParse(Text, out RemotePartyId? value), Is.True);
        Assert.That((value!.Address.DisplayName, value.Uri.User, value.Party, value.IdType, value.Privacy, value.Screen, value.ToString()), Is.EqualTo(("A \"B\"", "a", "called", "subscriber", "full", "yes", Text)));
        Assert.That(RemotePartyId.TryParse("<sip:a@h", out _), Is.False);
    }

    [Test]
    public void Made_values_have_the_form_of_the_grammar()
    {
        SipUri uri = SipUri.Parse("sip:a@h");
        Assert.Multiple(() =>
        {
            Assert.That(new UriReference(SipUri.Parse("http://h/a"), SipParameters.Empty.With("purpose", "icon")).ToString(), Is.EqualTo("<http://h/a>;purpose=icon"));
            Assert.That(new HistoryEntry(uri, "1").ToString(), Is.EqualTo("<sip:a@h>;index=1"));
            Assert.That(new HistoryEntry(uri, "1.1", HistoryMapping.Contact, "1").ToString(), Is.EqualTo("<sip:a@h>;index=1.1;rc=1"));
            Assert.That(new HistoryEntry(uri, "1.1", HistoryMapping.OtherUser, "1").ToString(), Is.EqualTo("<sip:a@h>;index=1.1;mp=1"));
            Assert.That(new HistoryEntry(uri, "1.1", HistoryMapping.Unchanged, "1").ToString(), Is.EqualTo("<sip:a@h>;index=1.1;np=1"));
            Assert.That(new Diversion(new NameAddr(uri, "A"), "user-busy", 1, 5, "off", true).ToString(), Is.EqualTo("\"A\" <sip:a@h>;reason=user-busy;counter=1;limit=5;privacy=off;screen=yes"));
            Assert.That(new Diversion(new NameAddr(uri), "a;b", isScreened: false).ToString(), Is.EqualTo("<sip:a@h>;reason=\"a;b\";screen=no"));
            Assert.That(new RemotePartyId(new NameAddr(uri), "calling", "full", true).ToString(), Is.EqualTo("<sip:a@h>;party=calling;privacy=full;screen=yes"));
            Assert.That(new RemotePartyId(new NameAddr(uri), isScreened: false).ToString(), Is.EqualTo("<sip:a@h>;screen=no"));
        });
    }

    [Test]
    public void What_would_break_out_of_a_made_value_is_refused()
    {
        SipUri uri = SipUri.Parse("sip:a@h");
        Assert.Multiple(() =>
        {
            Assert.That(() => new HistoryEntry(uri, "a"), Throws.ArgumentException);
            Assert.That(() => new HistoryEntry(uri, "1", HistoryMapping.Contact), Throws.ArgumentException);
            Assert.That(() => new HistoryEntry(uri, "1", null, "1"), Throws.ArgumentException);
            Assert.That(() => new HistoryEntry(uri, "1", HistoryMapping.Contact, "1;x"), Throws.ArgumentException);
            Assert.That(() => new Diversion(new NameAddr(uri), "a\r\nb"), Throws.ArgumentException);
            Assert.That(() => new Diversion(new NameAddr(uri), counter: 100), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new RemotePartyId(new NameAddr(uri), "a\nb"), Throws.ArgumentException);
            Assert.That(() => new RemotePartyId(null!), Throws.ArgumentNullException);
            Assert.That(() => new UriReference(null!), Throws.ArgumentNullException);
        });
    }
}
