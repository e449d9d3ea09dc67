using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Answers to offers (RFC 3264 section 6).</summary>
public sealed class SdpAnswerTests
{
    private static readonly SdpConnection Here = new("IN", "IP4", "192.0.2.9");
    private static readonly SdpOrigin Origin = new("-", "7", "1", Here);

    private static readonly SdpMedia Audio = SdpMedia.CreateRtp(
        "audio", 4000, "RTP/AVP", [new(8, "PCMA", 8000), new(0, "PCMU", 8000), new(101, "telephone-event", 8000), new(102, "opus", 48000, 2)], "fmtp:101 0-15", "fmtp:102 useinbandfec=1", "ptime:20", "rtcp-mux");

    private static readonly SdpMedia Video = SdpMedia.CreateRtp("video", 4002, "RTP/AVP", [new(99, "H264", 90000)], "sendonly").WithBandwidth(new("AS", 64)).WithAttribute("mid", "mine");

    private static readonly SdpMedia Repaired = SdpMedia.CreateRtp(
        "video", 4002, "RTP/AVP", [new(96, "H264", 90000), new(97, "rtx", 90000), new(98, "red", 90000), new(99, "ulpfec", 90000), new(100, "VP8", 90000)],
        "fmtp:97 apt=96", "rtcp-fb:96 nack pli", "rtcp-fb:* ccm fir", "rtcp-fb:100 nack");

    [Test]
    public void An_answer_has_the_sections_of_the_offer_in_its_order()
    {
        SdpDescription answer = Answer(
            "t=10 20\r\nm=video 0 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n" +
            "m=application 9 UDP/BFCP *\r\n" +
            "m=audio 5000 rtp/avp 96 0 97 8\r\na=rtpmap:96 OPUS/48000/2\r\na=fmtp:96 stereo=1\r\na=rtpmap:97 telephone-event/8000\r\na=mid:a1\r\n" +
            "m=audio 5002 RTP/AVP 0\r\na=mid:a2\r\n" +
            "m=video 5004 RTP/AVP 31 98\r\na=rtpmap:98 h264/90000\r\n",
            Audio, Video);
        Assert.That(answer.ToString(), Is.EqualTo(
            "v=0\r\no=- 7 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=10 20\r\n" +
            "m=video 0 RTP/AVP 99\r\n" +
            "m=application 0 UDP/BFCP *\r\n" +
            "m=audio 4000 rtp/avp 96 0 97 8\r\na=rtpmap:96 OPUS/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:97 telephone-event/8000\r\na=fmtp:97 0-15\r\n" +
            "a=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=mid:a1\r\na=sendrecv\r\n" +
            "m=audio 0 RTP/AVP 0\r\na=mid:a2\r\n" +
            "m=video 4002 RTP/AVP 98\r\nb=AS:64\r\na=rtpmap:98 h264/90000\r\na=sendonly\r\n"));
        Assert.That(SdpDescription.TryParse(answer.ToMemory(), out SdpDescription? again) && again.ToString() == answer.ToString());
    }

    [TestCase("sendrecv", "sendrecv", "sendrecv")]
    [TestCase("sendonly", "sendrecv", "recvonly")]
    [TestCase("recvonly", "sendrecv", "sendonly")]
    [TestCase("inactive", "sendrecv", "inactive")]
    [TestCase("sendrecv", "recvonly", "recvonly")]
    [TestCase("sendrecv", "sendonly", "sendonly")]
    [TestCase("sendonly", "sendonly", "inactive")]
    [TestCase("recvonly", "recvonly", "inactive")]
    [TestCase("sendonly", "recvonly", "recvonly")]
    [TestCase("recvonly", "sendonly", "sendonly")]
    [TestCase("sendrecv", "inactive", "inactive")]
    public void The_direction_is_mirrored(string offered, string able, string answered)
    {
        SdpMedia media = SdpMedia.Create("audio", 4000, "RTP/AVP", ["0"], able);
        Assert.That(Answer($"m=audio 1 RTP/AVP 0\r\na={offered}\r\n", media).Media[0].Attributes[^1], Is.EqualTo(answered));
    }

    [Test]
    public void The_direction_of_the_session_counts() =>
        Assert.That(Answer("a=sendonly\r\nm=audio 1 RTP/AVP 0\r\n", Audio).Media[0].Direction, Is.EqualTo(SdpDirection.RecvOnly));

    [TestCase("m=audio 1 RTP/SAVP 0\r\n")]
    [TestCase("m=audio 1 RTP/AVP 18\r\n")]
    [TestCase("m=audio 1 RTP/AVP 96\r\na=rtpmap:96 opus/48000\r\n")]
    [TestCase("m=audio 1 RTP/AVP 0\r\na=rtpmap:0 L16/8000\r\n")]
    [TestCase("m=audio 1 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n")]
    [TestCase("m=text 1 RTP/AVP 0\r\n")]
    public void Nothing_in_common_is_refused(string section)
    {
        SdpMedia answer = Answer(section, Audio).Media.Single();
        Assert.That((answer.Port, answer.Lines.Count), Is.EqualTo((0, 0)));
    }

    [TestCase("m=video 1 RTP/AVP 97\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n")]
    [TestCase("m=video 1 RTP/AVP 97\r\na=rtpmap:97 red/90000\r\n")]
    [TestCase("m=video 1 RTP/AVP 97\r\na=rtpmap:97 ulpfec/90000\r\n")]
    public void What_repairs_other_formats_is_nothing_alone(string section) => Assert.That(Answer(section, Repaired).Media.Single().Port, Is.Zero);

    [Test]
    public void Feedback_bears_the_numbers_of_the_offer_and_formats_that_name_others_are_left_out()
    {
        SdpMedia answer = Answer(
            "m=video 1 RTP/AVP 31 101 102 103\r\na=rtpmap:101 H264/90000\r\na=rtpmap:102 rtx/90000\r\na=fmtp:102 apt=101\r\na=rtpmap:103 ulpfec/90000\r\n", Repaired).Media.Single();
        Assert.That(answer.Formats, Is.EqualTo(new[] { "101", "103" }));
        Assert.That(answer.Attributes, Is.EqualTo(new[] { "rtpmap:101 H264/90000", "rtcp-fb:101 nack pli", "rtpmap:103 ulpfec/90000", "rtcp-fb:* ccm fir", "sendrecv" }));
    }

    [Test]
    public void A_format_that_is_offered_twice_has_its_attributes_once() =>
        Assert.That(Answer("m=video 1 RTP/AVP 96 96\r\na=rtpmap:96 H264/90000\r\n", Repaired).Media.Single().GetAttributes("rtpmap"), Has.Count.EqualTo(1));

    [TestCase("a=rtcp-mux\r\n", true)]
    [TestCase("", false)]
    public void Rtcp_is_multiplexed_when_both_want_it(string offered, bool isMultiplexed) =>
        Assert.That(Answer("m=audio 1 RTP/AVP 0\r\n" + offered, Audio).Media[0].IsRtcpMultiplexed, Is.EqualTo(isMultiplexed));

    [Test]
    public void Formats_that_are_no_payload_types_are_compared_as_written()
    {
        SdpMedia fax = SdpMedia.Create("image", 4004, "udptl", ["t38"], "T38FaxVersion:0").WithConnection(Here);
        Assert.That(Answer("m=image 1 UDPTL T38 x\r\n", fax).Media[0].ToString(), Is.EqualTo("image 4004 UDPTL T38"));
        Assert.That(Answer("m=image 1 UDPTL T38 x\r\n", fax).Media[0].Lines.Select(l => l.ToString()), Is.EqualTo(new[] { "c=IN IP4 192.0.2.9", "a=T38FaxVersion:0", "a=sendrecv" }));
    }

    [Test]
    public void An_offer_without_media_or_time_has_an_answer_too() =>
        Assert.That(Answer("").ToString(), Is.EqualTo("v=0\r\no=- 7 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"));

    [Test]
    public void An_offer_as_large_as_any_is_answered()
    {
        string offer = string.Concat(Enumerable.Range(0, 2047).Select(i => $"m=audio {i} RTP/AVP 0 8\r\na=x\r\n"));
        SdpDescription answer = Answer(offer, Enumerable.Repeat(Audio, 3));
        Assert.That((answer.Media.Count, answer.Media.Count(m => m.Port != 0)), Is.EqualTo((2047, 3)));
    }

    private static SdpDescription Answer(string offer, params IEnumerable<SdpMedia> able) =>
        SdpDescription.TryParse(Encoding.ASCII.GetBytes("v=0\r\no=- 1 1 IN IP4 h\r\n" + offer), out SdpDescription? read)
            ? read.CreateAnswer(Origin, Here, able)
            : throw new AssertionException(offer);
}
