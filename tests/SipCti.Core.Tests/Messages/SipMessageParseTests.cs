using System.Buffers;
using SipCti.Core.Tests.Corpora;
using SipCti.Core.Tests.Wire;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

public sealed class SipMessageParseTests
{
    [TestCaseSource(typeof(Samples), nameof(Samples.Valid))]
    public void An_untouched_message_is_written_back_byte_for_byte(string text) =>
        Assert.That(Samples.Read(text).ToArray(), Is.EqualTo(Samples.Bytes(text)));

    [TestCaseSource(typeof(Samples), nameof(Samples.Valid))]
    public void Typed_access_changes_nothing(string text)
    {
        SipMessage message = Samples.Read(text);
        Everything(message);
        Assert.That(message.ToArray(), Is.EqualTo(Samples.Bytes(text)));
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Valid))]
    public void A_message_reads_the_same_however_its_segments_are_cut(string text)
    {
        byte[] bytes = Samples.Bytes(text);
        for (int cut = 0; cut <= bytes.Length; cut++)
            CheckSegmented(bytes, [cut]);
        CheckSegmented(bytes, Enumerable.Range(1, bytes.Length));
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Valid))]
    public void A_head_truncated_anywhere_is_refused_and_a_body_truncated_anywhere_too(string text)
    {
        byte[] bytes = Samples.Bytes(text);
        for (int length = 0; length < bytes.Length; length++)
        {
            bool isRead = SipMessage.TryParse(bytes.AsSpan(0, length), SipLimits.Default, out _, out SipFault fault);
            Assert.That((isRead, fault.IsFault), Is.EqualTo((false, true)), $"truncated to {length}");
        }
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Valid))]
    public void A_flipped_byte_never_throws(string text)
    {
        byte[] bytes = Samples.Bytes(text);
        foreach (byte value in "\0\r\n :;,\"<>@%\\\xff"u8)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                byte kept = bytes[i];
                bytes[i] = value;
                if (SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out _))
                    Everything(message);
                bytes[i] = kept;
            }
        }
    }

    [Test]
    public void Folded_and_compact_fields_read_as_their_plain_forms()
    {
        SipRequest request = Samples.ReadRequest(Samples.Odd);
        Assert.Multiple(() =>
        {
            Assert.That(request.Method, Is.EqualTo(SipMethod.Subscribe));
            Assert.That(request.TopVia.Host, Is.EqualTo("one.example"));
            Assert.That(request.TopVia.Branch, Is.EqualTo("z9hG4bK9ikj8"));
            Assert.That(request.TryGetVias(out IReadOnlyList<Via> vias), Is.True);
            Assert.That(vias.Select(via => (via.Transport, via.SentBy)), Is.EqualTo(new[] { ("TCP", "one.example"), ("UDP", "192.168.255.111:5080"), ("SCTP", "[2001:db8::1]:5061") }));
            Assert.That(vias[2].Received, Is.EqualTo("2001:db8::2"));
            Assert.That(request.ToTag, Is.EqualTo("1918181833n"));
            Assert.That(request.From.DisplayName, Is.EqualTo("J \\ \"R\""));
            Assert.That(request.FromTag, Is.EqualTo("98asjd8"));
            Assert.That(request.TryGetMaxForwards(out int? hops) ? hops : -1, Is.EqualTo(68));
            Assert.That(request.CSeq, Is.EqualTo(new CSeq(9, SipMethod.Subscribe)));
            Assert.That(request.Headers.Values("X-New"), Is.EqualTo(new[] { "strange ,, ;; value continued", "again" }));
            Assert.That(request.Headers.Values(HeaderId.Supported), Is.EqualTo(new[] { "path", "outbound" }));
            Assert.That(request.HasOption(HeaderId.Supported, "OUTBOUND"), Is.True);
            Assert.That(request.Headers.First("Empty"), Is.Empty);
            Assert.That(request.Body.ToArray(), Is.EqualTo("\0\r\n\r\n"u8.ToArray()));
            Assert.That(request.RequestUri.Parameters["x"], Is.EqualTo(" y"));
        });
    }

    [Test]
    public void A_status_line_gives_code_and_phrase()
    {
        var response = (SipResponse)Samples.Read(Samples.Response);
        Assert.That((response.StatusCode, response.ReasonPhrase, response.IsProvisional, response.IsFinal, response.IsSuccess), Is.EqualTo((183, "Fortschritt \u00fc", true, false, false)));
        Assert.That(response.TryGetRecordRoutes(out IReadOnlyList<NameAddr> routes) ? routes.Select(r => r.Uri.Host) : [], Is.EqualTo(new[] { "p2", "p1" }));
    }

    [TestCase("SIP/2.0 200\r\n", 200, "")]
    [TestCase("SIP/2.0 200 \r\n", 200, "")]
    [TestCase("sip/2.0 699 x\r\n", 699, "x")]
    public void A_reason_phrase_may_be_empty(string line, int status, string phrase)
    {
        var response = (SipResponse)Samples.Read(line + Samples.Response[(Samples.Response.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        Assert.That((response.StatusCode, response.ReasonPhrase), Is.EqualTo((status, phrase)));
    }

    [TestCase(1022)]
    [TestCase(1023)]
    [TestCase(1500)]
    public void A_value_behind_many_spaces_is_found(int spaces)
    {
        SipMessage message = Samples.Read(Samples.With($"Subject:{new string(' ', spaces)}s{new string(' ', spaces)}"));
        Assert.That(message.Headers.First(HeaderId.Subject), Is.EqualTo("s"));
        message.Headers.Set(HeaderId.Subject, "t");
        Assert.That(message.ToString(), Does.Contain($"Subject:{new string(' ', spaces)}t\r\n"));
    }

    [Test]
    public void A_field_is_found_by_its_name_in_any_case_and_by_no_other()
    {
        SipMessage message = Samples.Read(Samples.Odd);
        Assert.That((message.Headers.Contains("x-NEW"), message.Headers.Contains("Call-Id"), message.Headers.Contains("X-Ne")), Is.EqualTo((true, true, false)));
        Assert.That(default(SipHeader).Value, Is.Empty);
    }

    [Test]
    public void A_message_of_segments_beyond_all_limits_is_refused_before_it_is_copied()
    {
        ReadOnlySequence<byte> sequence = Cuts.Segmented(new byte[400], [100, 200]);
        var limits = new SipLimits { MaxHeaderBlockBytes = 256, MaxBodyBytes = 0 };
        Assert.That(SipMessage.TryParse(sequence, limits, out _, out SipFault fault), Is.False);
        Assert.That(fault.IsFault);
    }

    [Test]
    public void A_head_without_a_line_is_no_message()
    {
        Assert.That(MessageReader.TryRead([.. "\r\nx"u8, .. new byte[MessageReader.Room]], SipLimits.Default, out _, out SipFault fault), Is.False);
        Assert.That(fault.Kind, Is.EqualTo(SipFaultKind.StartLineInvalid));
    }

    [Test]
    public void Bytes_behind_the_body_are_left_out()
    {
        SipMessage message = Samples.Read(Samples.Invite + "INVITE sip:more");
        Assert.That(message.ToArray(), Is.EqualTo(Samples.Bytes(Samples.Invite)));
    }

    [Test]
    public void Line_ends_before_the_start_line_are_left_out()
    {
        byte[] bytes = Samples.Bytes("\r\n\r\n" + Samples.Invite);
        Assert.That(Samples.Read("\r\n\r\n" + Samples.Invite).ToArray(), Is.EqualTo(bytes[4..]));
        Assert.That(SipMessage.TryParse(Cuts.Segmented(bytes, Enumerable.Range(0, bytes.Length)), SipLimits.Default, out SipMessage? message, out _), Is.True);
        Assert.That(message!.ToArray(), Is.EqualTo(bytes[4..]));
    }

    [Test]
    public void Without_content_length_the_body_is_the_rest_of_a_datagram() =>
        Assert.That(Samples.Read(Samples.Without("Content-Length") + "rest").Body.Length, Is.EqualTo(4));

    [Test]
    public void Absent_fields_read_as_nothing()
    {
        SipRequest request = Samples.ReadRequest(Samples.Without("Contact"));
        Assert.Multiple(() =>
        {
            Assert.That(request.TryGetRoutes(out IReadOnlyList<NameAddr> routes) && routes.Count == 0);
            Assert.That(request.TryGetContacts(out ContactList contacts) && contacts.Count == 0 && !contacts.IsWildcard);
            Assert.That(request.TryGetExpires(out uint? expires) && expires is null);
            Assert.That(request.TryGetReferTo(out NameAddr? referTo) && referTo is null);
            Assert.That(request.TryGetRAck(out RAck? rack) && rack is null);
            Assert.That(request.TryGetCredentials(HeaderId.Authorization, out IReadOnlyList<DigestCredentials> credentials) && credentials.Count == 0);
            Assert.That(request.Headers.First(HeaderId.Subject), Is.Null);
        });
    }

    [TestCase("Expires: 1 2")]
    [TestCase("Expires: 4294967296")]
    public void A_malformed_optional_field_does_not_refuse_the_message(string header) =>
        Assert.That(Samples.Read(Samples.With(header)).TryGetExpires(out _), Is.False);

    [Test]
    public void Malformed_optional_fields_are_told_by_their_readers()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Samples.Read(Samples.With("Contact: <sip:a@b>, sip:c@d?x=y")).TryGetContacts(out _), Is.False);
            Assert.That(Samples.Read(Samples.With("Contact: <sip:a@b>;q=1.1")).TryGetContacts(out _), Is.False);
            Assert.That(Samples.Read(Samples.With("Contact: *, <sip:a@b>")).TryGetContacts(out _), Is.False);
            Assert.That(Samples.Read(Samples.With("Route: <sip:a@b")).TryGetRoutes(out _), Is.False);
            Assert.That(Samples.Read(Samples.With("Refer-To: <>")).TryGetReferTo(out _), Is.False);
            Assert.That(Samples.Read(Samples.With("RAck: 1 INVITE")).TryGetRAck(out _), Is.False);
            Assert.That(Samples.Read(Samples.With("WWW-Authenticate: Digest realm=\"x\"")).TryGetChallenges(HeaderId.WwwAuthenticate, out _), Is.False);
        });
    }

    [Test]
    public void Contacts_read_over_lines_and_commas_with_expires_and_q()
    {
        SipMessage message = Samples.Read(Samples.With("Contact: \"a, b\" <sip:a@h;x=1,2>;expires=60;q=0.5, sip:b@h;expires=x\r\nm: <tel:+1-2>"));
        Assert.That(message.TryGetContacts(out ContactList contacts), Is.True);
        Assert.That(contacts.Select(c => (c.Uri.ToString(), c.Expires, c.Q)), Is.EqualTo(new (string, uint?, double?)[] { ("sip:a@h;x=1,2", 60, 0.5), ("sip:b@h", 3600, null), ("tel:+1-2", null, null) }));
    }

    [Test]
    public void The_wildcard_contact_is_told() =>
        Assert.That(Samples.Read(Samples.With("Contact:  * ")).TryGetContacts(out ContactList contacts) && contacts.IsWildcard && contacts.Count == 0);

    [Test]
    public void RAck_and_RSeq_are_read()
    {
        SipMessage message = Samples.Read(Samples.With("RAck: 776656 1 INVITE\r\nRSeq: 988789"));
        Assert.That(message.TryGetRAck(out RAck? rack) ? rack : null, Is.EqualTo(new RAck(776656, new CSeq(1, SipMethod.Invite))));
        Assert.That(message.TryGetRSeq(out uint? rseq) ? rseq : null, Is.EqualTo(988789));
    }

    [Test]
    public void A_clone_is_edited_without_touching_the_original()
    {
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        Assert.That(request.TopVia.Port, Is.EqualTo(5060));
        SipRequest clone = request.Clone();
        clone.Headers.RemoveFirstValue(HeaderId.Via);
        clone.Headers.Append("X", "y");
        clone.RequestUri = SipUri.Parse("sip:else@where");
        clone.SetBody("abc"u8.ToArray(), "text/plain");
        Assert.That(request.ToArray(), Is.EqualTo(Samples.Bytes(Samples.Invite)));
        Assert.That(request.RequestUri.User, Is.EqualTo("bob"));
        Assert.That(() => clone.TopVia, Throws.InvalidOperationException);
    }

    [Test]
    public void Copies_that_add_lines_do_not_see_each_others()
    {
        SipRequest request = Samples.ReadRequest(Samples.Invite);
        request.Headers.Append("Q", "0");
        SipRequest clone = request.Clone();
        SipRequest second = clone.Clone();
        request.Headers.Append("Q", "a");
        clone.Headers.Append("Q", "b");
        clone.Headers.Append("Q", new string('c', 400));
        second.Headers.Set("Q", "d");
        Assert.That(request.Headers.Values("Q"), Is.EqualTo(new[] { "0", "a" }));
        Assert.That(clone.Headers.Values("Q"), Is.EqualTo(new[] { "0", "b", new string('c', 400) }));
        Assert.That(second.Headers.Values("Q"), Is.EqualTo(new[] { "d" }));
    }

    [Test]
    public void Lines_are_found_wherever_they_fall_among_the_steps_of_the_search()
    {
        for (int pad = 0; pad <= 130; pad++)
        {
            string x = new('x', pad);
            Assert.That(Samples.Read(Samples.With($"Q: {x}\\\0{x}")).Headers.Count, Is.EqualTo(9), $"pad {pad}");
            foreach (string wrong in new[] { "\r", "\n", "\0", "\r\r\n" })
            {
                string text = Samples.With($"Q: {x}{wrong}{x}");
                bool isRead = SipMessage.TryParse(Samples.Bytes(text), SipLimits.Default, out _, out SipFault fault);
                Assert.That((isRead, fault.Kind), Is.EqualTo((false, SipFaultKind.ControlCharacter)), $"pad {pad}");
                int at = text.IndexOf("Q: ", StringComparison.Ordinal) + 3 + pad;
                Assert.That(fault.Offset, Is.InRange(at, at + 1));
            }
        }
    }

    [Test]
    public void Every_known_name_is_found_in_any_case_and_every_compact_form()
    {
        foreach (HeaderId id in Enum.GetValues<HeaderId>().Where(id => id != HeaderId.Unknown))
        {
            string name = HeaderTable.Name(id);
            foreach (string written in new[] { name, name.ToUpperInvariant(), name.ToLowerInvariant(), name + " \t" })
                Assert.That(Kept(written), Is.EqualTo(id), written);
            Assert.That(Kept(name + "x"), Is.EqualTo(HeaderId.Unknown), name);
        }

        Assert.That("viftmclksorbxajydenu".Select(c => Kept(c.ToString())), Has.None.EqualTo(HeaderId.Unknown));
        Assert.That("viftmclksorbxajydenu".Select(c => Kept(c.ToString())), Is.EqualTo("viftmclksorbxajydenu".Select(c => Kept(char.ToUpperInvariant(c).ToString()))));

        // The index has a quick way of its own; both ways must agree.
        static HeaderId Kept(string name)
        {
            byte[] bytes = Samples.Bytes($"BYE x SIP/2.0\r\n{name}: 1\r\n\r\n");
            var index = new HeadIndex([.. bytes, .. new byte[LineEnds.Slack]], bytes.Length, SipLimits.Default);
            Assert.That(index.TryRead(), Is.True, name);
            Assert.That(index.Slots[0].Id, Is.EqualTo(HeaderTable.Find(name.AsSpan().Trim())), name);
            return index.Slots[0].Id;
        }
    }

    [TestCase(1020)]
    [TestCase(1021)]
    [TestCase(1022)]
    [TestCase(3000)]
    public void Names_and_spaces_of_any_length_keep_the_value_in_its_place(int length)
    {
        SipHeaders headers = Samples.Read(Samples.With(new string('x', length) + ": long name\r\nX-Spaces:" + new string(' ', length) + "long space ")).Headers;
        Assert.That((headers.First(new string('X', length)), headers.First("X-Spaces")), Is.EqualTo(("long name", "long space")));
        headers.Set(new string('x', length), "edited");
        headers.Set("X-Spaces", "edited");
        Assert.That((headers.First(new string('X', length)), headers.First("X-Spaces")), Is.EqualTo(("edited", "edited")));
    }

    // HCOLON has white space before the colon, and no fold; and a carriage return is a hyphen to nobody.
    [TestCase("Subject\r\n : x", SipFaultKind.HeaderLineInvalid)]
    [TestCase("X-Other \r\n\t: x", SipFaultKind.HeaderLineInvalid)]
    [TestCase("Content-Type\r\n : x", SipFaultKind.HeaderLineInvalid)]
    [TestCase("Content\rType: x", SipFaultKind.ControlCharacter)]
    [TestCase("Content\r\nType: x", SipFaultKind.HeaderLineInvalid)]
    public void A_line_break_in_or_behind_a_name_is_refused(string line, SipFaultKind kind)
    {
        bool isRead = SipMessage.TryParse(Samples.Bytes(Samples.With(line)), SipLimits.Default, out _, out SipFault fault);
        Assert.That((isRead, fault.Kind), Is.EqualTo((false, kind)));
    }

    [Test]
    public void A_field_longer_than_any_table_holds_is_refused_whatever_the_limits_say()
    {
        var limits = new SipLimits { MaxHeaderLineBytes = 1 << 20, MaxHeaderBlockBytes = 1 << 20 };
        Assert.That(SipMessage.TryParse(Samples.Bytes(Samples.With("Q: " + new string('x', ushort.MaxValue - 5))), limits, out SipMessage? message, out _), Is.True);
        Assert.That(message!.Headers.First("Q")!.Length, Is.EqualTo(ushort.MaxValue - 5));
        SipMessage.TryParse(Samples.Bytes(Samples.With("Q: " + new string('x', ushort.MaxValue - 4))), limits, out _, out SipFault fault);
        Assert.That(fault.Kind, Is.EqualTo(SipFaultKind.HeaderLineTooLong));
    }

    internal static void Everything(SipMessage message)
    {
        _ = (message.TopVia.SentBy, message.From.ToString(), message.To.Uri.AddressOfRecord, message.CallId, message.CSeq, message.FromTag, message.ToTag);
        _ = message.TopVia.Parameters.ToString();
        _ = message.From.Uri.Parameters.Count + message.To.Parameters.Count;
        foreach (TypedField field in TypedFields.All)
        {
            foreach (object value in field.Values(message))
            {
                // What was read can be put into another message.
                if (value.ToString()!.AsSpan().ContainsAny("\r\n\0"))
                    Assert.Fail($"{field.Name} gives a text that breaks out: {value}");
            }

            foreach (HistoryEntry entry in field.Values(message).OfType<HistoryEntry>())
                _ = entry.Reasons.Count + entry.Privacy.Count + entry.Cause;
        }

        _ = (message.UserAgent, message.Server, message.Subject, message.Organization, message.Priority);
        foreach (SipHeader header in message.Headers)
            _ = header.Name.Length + header.Value.Length + message.Headers.Values(header.Name).Count;
        _ = SdpDescription.TryParse(message.Body.Span, out SdpDescription? description) ? description.ToString() : null;
        if (message is SipRequest request)
        {
            _ = (request.RequestUri.User, request.RequestUri.GetHashCode(), request.RequestUri.Equals(message.To.Uri));
            request.CreateResponse(180, null, "t").ToArray();
            request.CreateCancel().ToArray();
            request.CreateAck(request.CreateResponse(486)).ToArray();
        }
    }

    private static void CheckSegmented(byte[] bytes, IEnumerable<int> cuts)
    {
        ReadOnlySequence<byte> sequence = Cuts.Segmented(bytes, cuts);
        Assert.That(SipMessage.TryParse(sequence, SipLimits.Default, out SipMessage? message, out _), Is.True);
        Assert.That(message!.ToArray(), Is.EqualTo(bytes));
    }
}
