using SipCti.Core.Tests.Corpora;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>The bodies in the corpora: each session description and each multipart body of a valid message is read and written back.</summary>
public sealed class SdpCorpusTests
{
    /// <summary>Bodies of valid messages that are no descriptions, though their Content-Type says so; each with what it is.</summary>
    private static readonly Dictionary<string, string> NoDescriptions = new()
    {
        ["messages/valid/0753-INVITE-ersip.sip"] = "the word Test",
        ["messages/valid/0795-INVITE-ersip.sip"] = "the word Test",
        ["messages/valid/0799-INVITE-ersip.sip"] = "the word Test",
        ["messages/valid/0808-ACK-ersip.sip"] = "the word Test",
        ["messages/valid/0813-INVITE-ersip.sip"] = "the word Test",
        ["messages/valid/0831-INVITE-ersip.sip"] = "the word Test",
        ["messages/valid/0834-200-ersip.sip"] = "the word Test",
        ["messages/valid/0897-INVITE-php-sip.sip"] = "no v= line: the misprint of RFC 3665 section 3.11",
        ["messages/valid/1144-INVITE-sipsorcery.sip"] = "the word dummy",
        ["messages/valid/1145-200-sipsorcery.sip"] = "the word dummy",
        ["messages/valid/1146-200-sipsorcery.sip"] = "the word dummy",
        ["messages/valid/1147-INVITE-sipsorcery.sip"] = "the word dummy",
        ["messages/valid/1148-200-sipsorcery.sip"] = "the word dummy",
        ["messages/valid/1317-INVITE-siprustserver.sip"] = "the words sdp-body",
        ["rfcflows/rfc3665/3.11_unsuccessful-temporarily-unavailable-01.sip"] = "no v= line: a misprint of the RFC",
    };

    [Test]
    public void Descriptions_of_valid_messages_are_read_and_written_back_byte_for_byte()
    {
        int read = 0;
        Assert.Multiple(() =>
        {
            foreach ((CorpusFile file, SipMessage message) in ValidMessages())
            {
                if (!message.TryGetBody(SdpDescription.ContentType, out ReadOnlyMemory<byte> body))
                    continue;
                bool isRead = SdpDescription.TryParse(body, out SdpDescription? sdp);
                Assert.That(isRead, Is.EqualTo(!NoDescriptions.TryGetValue(file.Name, out string? reason)), $"{file} {reason}");
                if (!isRead)
                    continue;
                read++;
                Assert.That(sdp!.ToArray(), Is.EqualTo(body.ToArray()), file.Name);
                Assert.That(sdp.WithMedia(sdp.Media).ToArray(), Is.EqualTo(body.ToArray()), file.Name);
                Everything(sdp);
                for (int length = 0; length < body.Length; length++)
                {
                    if (SdpDescription.TryParse(body[..length], out SdpDescription? cut))
                        Assert.That(cut.WithMedia(cut.Media).ToMemory().Length, Is.EqualTo(length));
                }
            }
        });
        Assert.That(read, Is.EqualTo(239));
    }

    [Test]
    public void Multipart_bodies_of_valid_messages_are_read_and_written_back_byte_for_byte()
    {
        int read = 0;
        foreach ((CorpusFile file, SipMessage message) in ValidMessages())
        {
            Assert.That(message.TryGetMultipart(out MultipartBody? multipart), Is.True, file.Name);
            if (multipart is null)
                continue;
            read++;
            Assert.That(multipart.IsClosed, file.Name);
            Assert.That(multipart.Parts, Has.Count.GreaterThan(1), file.Name);
            Assert.That(multipart.Parts.All(p => p.TryGetContentType(out _) && p.TryGetContentDisposition(out _)), file.Name);
            Assert.That(multipart.WithPart(0, multipart.Parts[0]).ToMemory().ToArray(), Is.EqualTo(message.Body.ToArray()), file.Name);
        }

        Assert.That(read, Is.EqualTo(2));
    }

    [Test]
    public void Content_types_and_dispositions_of_valid_messages_are_read()
    {
        Assert.Multiple(() =>
        {
            foreach ((CorpusFile file, SipMessage message) in ValidMessages())
            {
                Assert.That(message.TryGetContentType(out MediaType? type), Is.True, file.Name);
                Assert.That(type?.ToString(), Is.EqualTo(message.Headers.First(HeaderId.ContentType)), file.Name);
                Assert.That(message.TryGetContentDisposition(out _), Is.True, file.Name);
            }
        });
    }

    /// <summary>Reads everything that may throw, and answers it.</summary>
    internal static void Everything(SdpDescription sdp)
    {
        _ = (sdp.Version, sdp.Origin.NextVersion(), sdp.SessionName, sdp.Connection, sdp.Times, sdp.Bandwidths, sdp.Groups, sdp.Direction, sdp.Lines.Count, sdp.Attributes.Count);
        foreach (SdpMedia media in sdp.Media)
        {
            _ = (media.Type, media.Protocol, media.Connection, media.Connections.Count, media.Bandwidths, media.Attributes.Count, media.Direction, media.Lines.Count, media.ToString());
            _ = (media.Mid, media.PacketTime, media.MaxPacketTime, media.RtcpPort, media.IsRtcpMultiplexed, media.GetEffectiveAttribute("fingerprint"), media.GetAttributes("candidate"));
            foreach (string format in media.Formats)
                _ = (media.GetRtpMap(format), media.GetFormatParameters(format));
            _ = media.WithFormats([media.Formats[0]]).WithPort(0).ToString();
        }

        SdpDescription answer = sdp.CreateAnswer(sdp.Origin, new SdpConnection("IN", "IP4", "h"), SdpMedia.Create("audio", 1, "RTP/AVP", ["0", "8"]));
        Assert.That(SdpDescription.TryParse(answer.ToMemory(), out SdpDescription? again) && again.Media.Count == sdp.Media.Count);
    }

    private static IEnumerable<(CorpusFile File, SipMessage Message)> ValidMessages()
    {
        foreach (CorpusFile file in CorpusFiles.Of("messages").Concat(CorpusFiles.Of("rfcflows")).Concat(CorpusFiles.Of("rfc4475")).Where(f => f.Verdict == "valid"))
        {
            Assert.That(SipMessage.TryParse(file.Bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, $"{file} {fault}");
            yield return (file, message!);
        }
    }
}
