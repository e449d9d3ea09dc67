using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SipHeadersEditTests
{
    public static IEnumerable<TestCaseData> Edits()
    {
        yield return Row("Push_a_via", h => h.Prepend(HeaderId.Via, "SIP/2.0/TCP n;branch=z9"), "v:  SIP  /", "Via: SIP/2.0/TCP n;branch=z9\r\nv:  SIP  /");
        yield return Row("Pop_a_via_of_a_list", h => h.RemoveFirstValue(HeaderId.Via), "SIP  / 2.0  / TCP     one.example   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP", "SIP");
        yield return Row("Pop_two_vias", h => Assert.That(h.RemoveFirstValue(HeaderId.Via) & h.RemoveFirstValue(HeaderId.Via)), "v:  SIP  / 2.0  / TCP     one.example   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP / 2.0 / UDP  192.168.255.111:5080 ; branch=z9hG4bK30239\r\n", "");
        yield return Row("Replace_the_top_via_of_a_list", h => h.ReplaceFirstValue(HeaderId.Via, "SIP/2.0/TCP x"), "SIP  / 2.0  / TCP     one.example   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP", "SIP/2.0/TCP x, SIP");
        yield return Row("Set_keeps_the_name_as_it_came", h => h.Set(HeaderId.MaxForwards, "67"), "MaX-fOrWaRdS: 0068", "MaX-fOrWaRdS: 67");
        yield return Row("Set_a_number", h => h.Set(HeaderId.MaxForwards, 67), "MaX-fOrWaRdS: 0068", "MaX-fOrWaRdS: 67");
        yield return Row("Set_replaces_the_first_and_drops_the_others", h => { h.Set("X-NEW", "one"); }, "X-New:   strange ,, ;; value\r\n continued\r\n", "X-New:   one\r\n", "X-New: again\r\n", "");
        yield return Row("Set_adds_at_the_end", h => h.Set(HeaderId.Expires, "60"), "l: 5 \r\n", "l: 5 \r\nExpires: 60\r\n");
        yield return Row("Set_a_folded_field", h => h.Set(HeaderId.CSeq, "10 SUBSCRIBE"), "cseq: 0009\r\n  SUBSCRIBE", "cseq: 10 SUBSCRIBE");
        yield return Row("Append", h => h.Append("X-New", "three"), "l: 5 \r\n", "l: 5 \r\nX-New: three\r\n");
        yield return Row("Prepend_one_that_is_not_there", h => h.Prepend(HeaderId.Route, "<sip:p;lr>"), "v:  SIP  /", "Route: <sip:p;lr>\r\nv:  SIP  /");
        yield return Row("Remove_by_name_finds_the_compact_form", h => Assert.That(h.Remove("Supported"), Is.EqualTo(1)), "k : path ,  outbound\r\n", "");
        yield return Row("Remove_by_id_finds_every_line", h => Assert.That(h.Remove(HeaderId.Via), Is.EqualTo(2)), "v:  SIP  / 2.0  / TCP     one.example   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP / 2.0 / UDP  192.168.255.111:5080 ; branch=z9hG4bK30239\r\n", "", "VIA: SIP/2.0/SCTP [2001:db8::1]:5061;received=2001:db8::2;branch=z9\r\n", "");
        yield return Row("Remove_an_unknown_field", h => Assert.That(h.Remove("x-new"), Is.EqualTo(2)), "X-New:   strange ,, ;; value\r\n continued\r\n", "", "X-New: again\r\n", "");
        yield return Row("Pop_the_only_value_of_a_line", h => { h.RemoveFirstValue(HeaderId.Via); h.RemoveFirstValue(HeaderId.Via); h.RemoveFirstValue(HeaderId.Via); }, "v:  SIP  / 2.0  / TCP     one.example   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP / 2.0 / UDP  192.168.255.111:5080 ; branch=z9hG4bK30239\r\n", "", "VIA: SIP/2.0/SCTP [2001:db8::1]:5061;received=2001:db8::2;branch=z9\r\n", "");
    }

    [TestCaseSource(nameof(Edits))]
    public void An_edit_touches_only_what_it_edits(Action<SipHeaders> edit, string[] changes)
    {
        string expected = Samples.Odd;
        for (int i = 0; i < changes.Length; i += 2)
        {
            Assert.That(expected, Does.Contain(changes[i]));
            expected = expected.Replace(changes[i], changes[i + 1], StringComparison.Ordinal);
        }

        SipMessage message = Samples.Read(Samples.Odd);
        edit(message.Headers);
        Assert.That(message.ToString(), Is.EqualTo(expected));
        Assert.That(message.Length, Is.EqualTo(Samples.Bytes(expected).Length));
    }

    [Test]
    public void What_was_written_reads_the_same_again()
    {
        SipMessage message = Samples.Read(Samples.Odd);
        message.Headers.ReplaceFirstValue(HeaderId.Via, message.TopVia.WithParameter("received", "::1").WithParameter("rport", "9").ToString());
        message.Headers.Append(HeaderId.Via, "SIP/2.0/TLS last");
        SipMessage again = Samples.Read(message.ToString());
        Assert.That(again.TryGetVias(out IReadOnlyList<Via> vias), Is.True);
        Assert.That(vias.Select(v => v.ToString()), Is.EqualTo(message.Headers.Values(HeaderId.Via)));
        Assert.That((vias[0].Received, vias[0].RPort, vias[^1].Transport), Is.EqualTo(("::1", 9, "TLS")));
    }

    [Test]
    public void Typed_values_follow_an_edit()
    {
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        Assert.That((request.TopVia.Host, request.From.Uri.User, request.To.Uri.User, request.CallId, request.CSeq.Number), Is.EqualTo(("pc33.example.com", "alice", "bob", "a84b4c76e66710@pc33", 314159u)));
        Assert.That(request.TryGetContacts(out ContactList before) ? before.Count : 0, Is.EqualTo(1));
        request.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP new;branch=z9hG4bKn");
        request.Headers.Set(HeaderId.From, "<sip:x@y>;tag=f");
        request.Headers.Set(HeaderId.To, "<sip:z@y>");
        request.Headers.Set(HeaderId.CallId, "other");
        request.Headers.Set(HeaderId.CSeq, "2 INVITE");
        request.Headers.Remove(HeaderId.Contact);
        request.Headers.Append(HeaderId.Route, "<sip:r1;lr>,<sip:r2;lr>");
        Assert.That(request.TryGetRoutes(out IReadOnlyList<NameAddr> routes) ? routes.Count : 0, Is.EqualTo(2));
        request.Headers.RemoveFirstValue(HeaderId.Route);
        Assert.That(request.TryGetRoutes(out routes) ? routes.Single().Uri.Host : "", Is.EqualTo("r2"));
        Assert.That((request.TopVia.Host, request.From.Uri.User, request.To.Uri.User, request.CallId, request.CSeq.Number), Is.EqualTo(("new", "x", "z", "other", 2u)));
        Assert.That(request.TryGetContacts(out ContactList after) ? after.Count : -1, Is.Zero);
    }

    [Test]
    public void A_new_request_uri_rewrites_the_start_line_alone()
    {
        SipRequest request = Samples.ReadRequest(Samples.Odd);
        request.RequestUri = SipUri.Parse("sip:b@other:5070;lr");
        Assert.That(request.ToString(), Is.EqualTo(Samples.Odd.Replace("sip:bob@h;x=%20y", "sip:b@other:5070;lr", StringComparison.Ordinal)));
    }

    [Test]
    public void A_new_body_sets_type_and_length()
    {
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        request.SetBody("v=0"u8.ToArray(), "application/sdp");
        Assert.That(request.ToString(), Is.EqualTo(Samples.Invite.Replace("Content-Length: 0\r\n\r\n", "Content-Length: 3\r\nContent-Type: application/sdp\r\n\r\nv=0", StringComparison.Ordinal)));
        request.SetBody(default, null);
        Assert.That(request.ToString(), Is.EqualTo(Samples.Invite));
    }

    [Test]
    public void A_missing_content_length_is_added_once()
    {
        SipMessage message = Samples.Read(Samples.Without("Content-Length"));
        Assert.That((message.EnsureContentLength(), message.EnsureContentLength()), Is.EqualTo((true, false)));
        Assert.That(message.ToString(), Is.EqualTo(Samples.Invite));
    }

    [TestCase("a\rb")]
    [TestCase("a\nVia: x")]
    [TestCase("a\0b")]
    public void A_value_that_would_break_out_of_its_field_is_refused(string value)
    {
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        Assert.Multiple(() =>
        {
            Assert.That(() => request.Headers.Set(HeaderId.Subject, value), Throws.ArgumentException);
            Assert.That(() => request.Headers.Set("X", value), Throws.ArgumentException);
            Assert.That(() => request.Headers.Append(HeaderId.Subject, value), Throws.ArgumentException);
            Assert.That(() => request.Headers.Append("X", value), Throws.ArgumentException);
            Assert.That(() => request.Headers.Prepend(HeaderId.Subject, value), Throws.ArgumentException);
            Assert.That(() => request.Headers.ReplaceFirstValue(HeaderId.Via, value), Throws.ArgumentException);
            Assert.That(() => request.SetBody(default, value), Throws.ArgumentException);
            Assert.That(() => request.CreateResponse(200, value), Throws.ArgumentException);
            Assert.That(() => new NameAddr(request.RequestUri, value), Throws.ArgumentException);
            Assert.That(() => SipParameters.Empty.With("a", value), Throws.ArgumentException);
            Assert.That(() => new DigestChallenge { Realm = value }.ToString(), Throws.ArgumentException);
        });
        Assert.That(request.ToString(), Is.EqualTo(Samples.Invite));
    }

    [Test]
    public void Misuse_is_told()
    {
        SipHeaders headers = Samples.Read(Samples.Invite).Headers;
        Assert.Multiple(() =>
        {
            Assert.That(() => headers.Set("no token", "x"), Throws.ArgumentException);
            Assert.That(() => headers.Append("a:b", "x"), Throws.ArgumentException);
            Assert.That(() => headers.Set(HeaderId.Unknown, "x"), Throws.ArgumentException);
            Assert.That(() => headers.Set((HeaderId)250, "x"), Throws.ArgumentException);
            Assert.That(() => headers.Set(HeaderId.Subject, new string('x', 65536)), Throws.ArgumentException);
            Assert.That(() => headers[99], Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void Many_fields_grow_the_table()
    {
        SipMessage message = Samples.Read(Samples.Invite);
        for (int i = 0; i < 100; i++)
            message.Headers.Append("X-Number", $"{i}");
        Assert.That(Samples.Read(message.ToString()).Headers.Values("x-number"), Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i}")));
    }

    [Test]
    public void Lines_of_one_field_go_wherever_they_stand_and_the_others_keep_their_order()
    {
        SipMessage message = Samples.Read(Samples.Invite);
        for (int i = 0; i < 50; i++)
        {
            message.Headers.Append(i % 2 == 0 ? "X-Even" : "X-Odd", $"{i}");
            message.Headers.Append(HeaderId.Warning, $"{i}");
        }

        message.Headers.Set("x-even", "one");
        Assert.That((message.Headers.Remove(HeaderId.Warning), message.Headers.Remove("X-odd"), message.Headers.Remove("X-odd"), message.Headers.Remove(HeaderId.Warning)), Is.EqualTo((50, 25, 0, 0)));
        Assert.That(message.ToString(), Is.EqualTo(Samples.Invite[..^2] + "X-Even: one\r\n\r\n"));
        Assert.That(() => message.Headers.Remove(null!), Throws.ArgumentNullException);
    }

    private static TestCaseData Row(string name, Action<SipHeaders> edit, params string[] changes) =>
        new TestCaseData(edit, changes).SetArgDisplayNames(name);
}
