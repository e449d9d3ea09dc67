using System.Buffers;
using SipCti.Core.Tests.Messages;
using SipCti.Core.Tests.Wire;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Corpora;

/// <summary>Messages of deployed products, of the call flows of RFCs, and of security advisories.</summary>
public sealed class MessageCorpusTests
{
    /// <summary>Flow messages marked tolerable that are refused, each for a misprint in its RFC.</summary>
    private static readonly Dictionary<string, string> Misprints = new()
    {
        ["rfcflows/rfc3666/2.7-081.sip"] = "two spaces in the status line",
        ["rfcflows/rfc3666/2.7-083.sip"] = "two spaces in the status line",
        ["rfcflows/rfc5589/6.1-005.sip"] = "CSeq names another method",
        ["rfcflows/rfc5589/6.2-010.sip"] = "CSeq names another method",
        ["rfcflows/rfc5589/6.2-011.sip"] = "CSeq names another method",
        ["rfcflows/rfc5589/6.2-012.sip"] = "CSeq names another method",
        ["rfcflows/rfc6035/4.7.2-002.sip"] = "CSeq names another method",
        ["rfcflows/rfc6913/5-002.sip"] = "Expires twice, with different values",
        ["rfcflows/rfc7131/3.1-011.sip"] = "two spaces in the status line",
        ["rfcflows/rfc7131/3.1-012.sip"] = "two spaces in the status line",
        ["rfcflows/rfc7131/3.8-058.sip"] = "a line of To broken with a backslash",
        ["rfcflows/rfc7131/3.9-061.sip"] = "a line of To broken with a backslash",
        ["rfcflows/rfc8497/3.7-004.sip"] = "CSeq names another method",
        ["messages/tolerable/0640-INVITE-sofia-sip.sip"] = "From ends inside its angle brackets",
        ["messages/tolerable/1322-INVITE-siprustserver.sip"] = "a control character in the Request-URI",
        ["messages/tolerable/1325-INVITE-siprustserver.sip"] = "port 99999 in the Request-URI",
    };

    /// <summary>Valid messages with an optional field that is malformed all the same; its reader says so, and nobody else minds.</summary>
    private static readonly Dictionary<(string File, string Reader), string> MalformedFields = new()
    {
        [("messages/valid/0570-INVITE-sip2json.sip", nameof(SipMessage.TryGetExpires))] = "Expires beyond 32 bits",
        [("messages/valid/0861-INVITE-resiprocate.sip", "TryGetCredentials(ProxyAuthorization)")] = "Digest credentials without uri",
        [("messages/valid/0863-INVITE-resiprocate.sip", "TryGetCredentials(ProxyAuthorization)")] = "Digest credentials without uri",
        [("messages/valid/1320-REGISTER-siprustserver.sip", nameof(SipMessage.TryGetContacts))] = "Contact: * beside another contact",
        [("rfcflows/rfc5589/8-038.sip", nameof(SipMessage.TryGetReplaces))] = "misprint: from- tag",
        [("rfcflows/rfc7131/3.1-006.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.1-007.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.1-008.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.1-009.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.4-033.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.4-037.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.6-046.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.7-052.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.7-054.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
        [("rfcflows/rfc7131/3.7-055.sip", nameof(SipMessage.TryGetHistory))] = "misprint: a backslash where the line is folded",
    };

    private static CorpusFile[] Files() =>
        [.. CorpusFiles.OfOrNone("messages"), .. CorpusFiles.OfOrNone("rfcflows"), .. CorpusFiles.OfOrNone("advisory").Where(f => !f.Name.EndsWith(".md", StringComparison.Ordinal))];

    [Test]
    public void The_corpora_are_there() =>
        Assert.That((CorpusFiles.Of("messages").Length, CorpusFiles.Of("rfcflows").Length, CorpusFiles.Of("advisory").Length), Is.EqualTo((1366, 721, 129)));

    [Test]
    public void Valid_messages_are_accepted_and_written_back_byte_for_byte()
    {
        Assert.Multiple(() =>
        {
            foreach (CorpusFile file in ValidFiles().Where(f => f.Set != "rfc4475"))
            {
                byte[] bytes = file.Bytes;
                Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, $"{file} {fault}");
                Assert.That(message!.ToArray(), Is.EqualTo(bytes), file.Name);
            }
        });
    }

    [Test]
    public void Every_typed_field_of_a_valid_message_reads_but_for_the_listed_ones()
    {
        var malformed = new List<(string, string)>();
        foreach (CorpusFile file in ValidFiles())
        {
            SipMessage message = Parse(file);
            malformed.AddRange(TypedFields.All.Where(field => !field.Read(message).IsRead).Select(field => (file.Name, field.Name)));
        }

        Assert.That(malformed, Is.EquivalentTo(MalformedFields.Keys));
    }

    [Test]
    public void What_was_read_of_a_valid_message_is_written_as_it_came()
    {
        var changed = new List<string>();
        foreach (CorpusFile file in ValidFiles())
        {
            SipMessage message = Parse(file);
            string[] values = [.. message.Headers.SelectMany(h => message.Headers.Values(h.Name)).Concat(message.Headers.Select(h => h.Value))];
            changed.AddRange(TypedFields.All.SelectMany(f => f.KeptTexts(message).Except(values).Select(text => $"{file.Name} {f.Name}: {text}")));
        }

        Assert.That(changed, Is.Empty);
    }

    /// <summary>RFC 5589 section 6.1: a REFER outside the dialog that the one who receives it has begun.</summary>
    [Test]
    public void A_target_dialog_has_its_tags_as_the_receiver_sees_them()
    {
        SipMessage[] flow = [.. new[] { "001", "002", "003" }.Select(name => CorpusFiles.Of("rfcflows").Single(f => f.Name == $"rfcflows/rfc5589/6.1-{name}.sip")).Select(Parse)];
        Assert.That(flow[0].TryGetContacts(out ContactList contacts) ? contacts[0].Uri : null, Is.EqualTo(((SipRequest)flow[2]).RequestUri), "it goes to the caller");
        Assert.That(flow[2].TryGetTargetDialog(out TargetDialog? dialog), Is.True);
        Assert.That((dialog!.CallId, dialog.LocalTag, dialog.RemoteTag), Is.EqualTo((flow[0].CallId, flow[0].FromTag, flow[1].ToTag)));
    }

    [Test]
    public void Tolerable_messages_are_accepted_but_for_the_listed_ones()
    {
        string[] refused = [.. CorpusFiles.Of("messages").Concat(CorpusFiles.Of("rfcflows"))
            .Where(f => f.Verdict == "tolerable" && !SipMessage.TryParse(f.Bytes, SipLimits.Default, out _, out _)).Select(f => f.Name)];
        Assert.That(refused, Is.EquivalentTo(Misprints.Keys));
    }

    [Test]
    public void Invalid_messages_are_refused()
    {
        string[] accepted = [.. CorpusFiles.Of("messages").Where(f => f.Verdict == "invalid" && SipMessage.TryParse(f.Bytes, SipLimits.Default, out _, out _)).Select(f => f.Name)];
        Assert.That(accepted, Is.Empty);
    }

    [Test]
    public void No_message_throws_whole_or_damaged()
    {
        foreach (CorpusFile file in RunnableFiles())
        {
            byte[] bytes = file.Bytes;
            Exercise(bytes);
            Exercise(bytes.AsSpan(0, bytes.Length / 2));
            for (int i = 0; i < bytes.Length; i += 1 + (bytes.Length / 10))
            {
                byte kept = bytes[i];
                bytes[i] ^= 0x20;
                Exercise(bytes);
                bytes[i] = kept;
            }
        }
    }

    [Test]
    public void No_message_puts_a_stream_out_of_step_however_it_is_cut()
    {
        foreach (CorpusFile file in RunnableFiles())
        {
            byte[] bytes = file.Bytes;
            List<Framed> whole = Cuts.Feed(bytes, SipLimits.Default);
            Assert.That(Cuts.Feed(bytes, SipLimits.Default, Enumerable.Range(1, 20).Select(i => i * bytes.Length / 21).Distinct()), Is.EqualTo(whole), file.Name);
        }
    }

    private static SipMessage Parse(CorpusFile file)
    {
        Assert.That(SipMessage.TryParse(file.Bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, $"{file} {fault}");
        return message!;
    }

    private static IEnumerable<CorpusFile> ValidFiles() =>
        CorpusFiles.Of("messages").Concat(CorpusFiles.Of("rfcflows")).Concat(CorpusFiles.Of("rfc4475")).Where(f => f.Verdict == "valid");

    private static CorpusFile[] RunnableFiles()
    {
        CorpusFiles.Require();
        return Files();
    }

    private static void Exercise(ReadOnlySpan<byte> bytes)
    {
        if (SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out SipFault fault))
            SipMessageParseTests.Everything(message);
        else if (FaultResponse.TryCreate(new ReadOnlySequence<byte>(bytes.ToArray()), fault, out byte[]? response))
            Assert.That(response.AsSpan().StartsWith("SIP/2.0 "u8));
        Cuts.Feed(bytes, SipLimits.Default);
    }
}
