using System.Text;
using CsCheck;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class SdpPropertyTests
{
    private static readonly Gen<string> End = Gen.OneOf("\r\n", "\r\n", "\r\n", "\n", "\r\r\n", "\r\n\r\n");

    private static readonly Gen<string> Line = Gen.OneOf(
        "a=sendonly", "a=recvonly", "a=mid:1", "a=rtpmap:96 opus/48000/2", "a=rtpmap:96", "a=fmtp:96 x=\u00ff", "a=", "a=x", "b=AS:64", "b=", "c=IN IP4 192.0.2.1", "c=IN  IP6 ::1 ", "i=  what ", "Z=\u00fe", "y=a=b", "k=clear:x", "t=0 0", "a=crypto:1 AES inline:x|2^20");

    private static readonly Gen<string> MediaLine = Gen.OneOf("m=audio 4000 RTP/AVP 0 96", "m=video  0/2 RTP/AVP  31 ", "m=image 65535 udptl t38");

    private static readonly Gen<string> Lines = Gen.Select(Line, End, (line, end) => line + end).Array[0, 6].Select(string.Concat);

    private static readonly Gen<string> Closed =
        from head in Gen.OneOf("", "\r\n")
        from ends in End.Array[3]
        from session in Lines
        from media in Gen.Select(MediaLine, End, Lines, (line, end, lines) => line + end + lines).Array[0, 4]
        select $"{head}v=0{ends[0]}o=- 1 1 IN IP4 h{ends[1]}s=-{ends[2]}{session}{string.Concat(media)}";

    private static readonly Gen<string> Text = Gen.Select(Closed, Gen.Bool, (text, isOpen) => isOpen ? text.TrimEnd('\r', '\n') : text);

    [Test]
    public void What_is_read_is_written_back_byte_for_byte_and_truncations_never_throw() => Text.Sample(text =>
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Assert.That(SdpDescription.TryParse(bytes, out SdpDescription? whole), Is.True, text);
        Assert.That(whole!.WithMedia(whole.Media).ToArray(), Is.EqualTo(bytes), "put together again from its sections");
        for (int length = 0; length < bytes.Length; length++)
        {
            if (SdpDescription.TryParse(bytes.AsSpan(0, length), out SdpDescription? cut))
                Assert.That(Encoding.Latin1.GetString(cut.ToMemory().Span), Is.EqualTo(text[..length]));
        }
    });

    [Test]
    public void A_changed_attribute_changes_no_other_byte() => Gen.Select(Closed, Gen.Int[0, 5], Gen.OneOf("mid", "x", "new")).Sample((text, index, name) =>
    {
        SdpDescription sdp = Read(text);
        bool isSession = index >= sdp.Media.Count;
        SdpDescription changed = isSession
            ? sdp.WithAttribute(name, "new value")
            : sdp.WithMedia(index, sdp.Media[index].WithAttribute(name, "new value"));

        // The lines before and behind the new one are those that were there; the new one is the first of its name.
        string[] before = Split(text);
        string[] after = Split(Encoding.Latin1.GetString(changed.ToMemory().Span));
        int at = after.Zip(before).TakeWhile(pair => pair.First == pair.Second).Count();
        bool isReplaced = after.Length == before.Length;
        Assert.That(after[at].TrimEnd('\r', '\n'), Is.EqualTo($"a={name}:new value"));
        Assert.That(after[(at + 1)..], Is.EqualTo(before[(isReplaced ? at + 1 : at)..]));
        Assert.That(isSession ? changed.GetAttribute(name) : changed.Media[index].GetAttribute(name), Is.EqualTo("new value"));
        Assert.That(changed.WithConnection(new("IN", "IP6", "::1")).Media.Select(m => string.Join('\n', m.Lines)), Is.EqualTo(Read(Encoding.Latin1.GetString(changed.ToMemory().Span)).Media.Select(m => string.Join('\n', m.Lines))));
    });

    [Test]
    public void A_direction_is_what_it_was_set_to() => Gen.Select(Text, Gen.Enum<SdpDirection>()).Sample((text, direction) =>
    {
        SdpDescription changed = Read(text).WithDirection(direction);
        SdpDescription again = Read(Encoding.Latin1.GetString(changed.ToMemory().Span));
        Assert.That(again.Direction, Is.Null);
        Assert.That(again.Media.Select(m => m.Direction), Is.All.EqualTo(direction));
        Assert.That(again.Media.Select(m => string.Join('\n', m.Lines)), Is.EqualTo(changed.Media.Select(m => string.Join('\n', m.Lines))));
    });

    [Test]
    public void Any_bytes_give_a_description_or_none() => Gen.Select(Line, MediaLine, Gen.OneOf("v=0\no=- 1 1 IN IP4 h\n", "v=0\n", "\r", "\0", "\r\n", "=", "m"), (a, b, c) => a + b + c).Array[0, 8].Sample(pieces =>
    {
        byte[] bytes = Encoding.Latin1.GetBytes("v=0\no=- 1 1 IN IP4 h\n" + string.Concat(pieces));
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            if (!SdpDescription.TryParse(bytes.AsSpan(cut), out SdpDescription? sdp))
                continue;
            Assert.That(sdp.ToArray(), Is.EqualTo(bytes[cut..]));
            SdpCorpusTests.Everything(sdp);
        }
    });

    private static SdpDescription Read(string text) =>
        SdpDescription.TryParse(Encoding.Latin1.GetBytes(text), out SdpDescription? description) ? description : throw new AssertionException(text);

    private static string[] Split(string text) => text.Split('\n');
}
