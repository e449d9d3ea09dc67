using System.Text;
using SipCti.Cti;
using SipCti.Messages;
using static SipCti.Tests.Cti.CtiLab;

namespace SipCti.Tests.Cti;

/// <summary>What a terminal may do inside the fake call while it stands.</summary>
[TestFixture]
public sealed class FakeCallAnswersTests
{
    private const string SdpType = "Content-Type: application/sdp";

    private CtiLab _lab = null!;
    private ScriptedTerminal _a = null!;
    private SipRequest _fake = null!;

    [SetUp]
    public async Task SetUp()
    {
        _lab = await StartAsync();
        _a = await _lab.RegisterAsync("201");
        await _lab.Cti.MakeCall(A, B);
        _fake = await _a.AnswerFakeCallAsync();
        await _a.AgreeAsync();
    }

    [TearDown]
    public ValueTask TearDown() => _lab.DisposeAsync();

    [TestCase("sendonly", "recvonly")]
    [TestCase("recvonly", "sendonly")]
    [TestCase("inactive", "inactive")]
    [TestCase("sendrecv", "sendrecv")]
    public async Task Hold_and_retrieve_are_answered_with_the_facing_direction(string offered, string answered)
    {
        await _a.SendInsideAsync(_fake, "INVITE", 1, SdpType, ScriptedTerminal.Sdp + $"a={offered}\r\na=rtpmap:8 PCMA/8000\r\nm=video 5000 RTP/AVP 31\r\n");
        var response = await _a.Peer.ExpectAsync(200);
        Assert.That(SdpDescription.TryParse(response.Body.Span, out var answer), Is.True);
        Assert.That(SdpDescription.TryParse(_fake.Body.Span, out var first), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(answer!.Media.Select(m => m.Type), Is.EqualTo(["audio", "video"]));
            Assert.That(answer.Media[0].Attributes, Does.Contain(answered));
            Assert.That(answer.Media[0].Formats, Is.EqualTo(["8", "0"]));
            Assert.That(answer.Media[0].Port, Is.EqualTo(first!.Media[0].Port), "the same live sink");
            Assert.That(answer.Media[1].Port, Is.Zero);
            Assert.That(answer.Origin.SessionId, Is.EqualTo(first.Origin.SessionId));
            Assert.That(answer.Origin.SessionVersion, Is.EqualTo("2"));
            Assert.That(response.Headers.Contains(HeaderId.Contact), Is.True);
        });
        await _a.SendInsideAsync(_fake, "ACK", 1);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        Assert.That(_a.Peer.HasNothingMore, Is.True);
    }

    [Test]
    public async Task An_offer_among_other_parts_is_answered()
    {
        var body = MultipartBody.Create("mixed", new MultipartPart(MediaType.PlainText, "hello"u8.ToArray()), new MultipartPart(MediaType.Sdp, Encoding.ASCII.GetBytes(ScriptedTerminal.Sdp)));
        await _a.SendInsideAsync(_fake, "INVITE", 1, $"Content-Type: {body.ContentType}", Encoding.ASCII.GetString(body.ToMemory().Span));
        Assert.That(SdpDescription.TryParse((await _a.Peer.ExpectAsync(200)).Body.Span, out var answer), Is.True);
        Assert.That(answer!.Media.Single().Port, Is.Not.Zero);
    }

    [Test]
    public async Task An_invite_without_an_offer_is_answered_with_one()
    {
        await _a.SendInsideAsync(_fake, "INVITE", 1);
        Assert.That(SdpDescription.TryParse((await _a.Peer.ExpectAsync(200)).Body.Span, out _), Is.True);
    }

    [Test]
    public async Task An_update_is_answered_as_it_asks()
    {
        await _a.SendInsideAsync(_fake, "UPDATE", 1, SdpType, ScriptedTerminal.Sdp);
        Assert.That((await _a.Peer.ExpectAsync(200)).Body.IsEmpty, Is.False);
        await _a.SendInsideAsync(_fake, "UPDATE", 2);
        Assert.That((await _a.Peer.ExpectAsync(200)).Body.IsEmpty, Is.True);
    }

    [TestCase("INFO", "", 200)]
    [TestCase("MESSAGE", "", 200)]
    [TestCase("OPTIONS", "", 200)]
    [TestCase("NOTIFY", "Event: refer;id=2\nSubscription-State: active", 200)]
    [TestCase("NOTIFY", "Event: presence\nSubscription-State: active", 489)]
    [TestCase("SUBSCRIBE", "Event: dialog", 489)]
    [TestCase("REFER", "Refer-To: <sip:x@pbx.example>", 603)]
    [TestCase("PRACK", "RAck: 1 1 INVITE", 405)]
    [TestCase("INVITE", "Require: 100rel, x-special", 420)]
    public async Task Each_request_has_its_answer(string method, string more, int status)
    {
        await _a.SendInsideAsync(_fake, method, 1, more);
        var response = await _a.Peer.ExpectAsync(status);
        if (status == 420) Assert.That(response.Headers.First(HeaderId.Unsupported), Is.EqualTo("100rel, x-special"));
        if (status == 405 || method == "OPTIONS") Assert.That(response.Headers.First(HeaderId.Allow), Does.Contain("INVITE"));
    }

    [TestCase("Content-Type: text/plain", "hello", 415)]
    [TestCase(SdpType, "hello", 488)]
    [TestCase(SdpType, "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=video 5000 RTP/AVP 31\r\n", 488)]
    [TestCase(SdpType, "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 5000 RTP/SAVP 0\r\n", 488)]
    public async Task An_offer_that_cannot_be_taken_is_refused(string type, string body, int status)
    {
        await _a.SendInsideAsync(_fake, "INVITE", 1, type, body);
        await _a.Peer.ExpectAsync(status);
    }

    [Test]
    public async Task A_request_out_of_order_is_refused()
    {
        await _a.SendInsideAsync(_fake, "INFO", 5);
        await _a.Peer.ExpectAsync(200);
        await _a.SendInsideAsync(_fake, "INFO", 5);
        await _a.Peer.ExpectAsync(500);
    }

    [Test]
    public async Task A_bye_is_obeyed_whatever_it_requires()
    {
        await _a.SendInsideAsync(_fake, "BYE", 1, "Require: x-special");
        await _a.Peer.ExpectAsync(200);
        await _a.SendInsideAsync(_fake, "INFO", 2);
        await _a.Peer.ExpectAsync(481);
    }

    [Test]
    public async Task The_subscription_of_the_refer_outlives_the_fake_call_until_the_terminal_ends_it()
    {
        await _a.SendInsideAsync(_fake, "BYE", 1);
        await _a.Peer.ExpectAsync(200);
        await _a.NotifyAsync(_fake, 2, "SIP/2.0 180 Ringing\r\n");
        await _a.Peer.ExpectAsync(200);
        await _a.NotifyAsync(_fake, 3, "SIP/2.0 200 OK\r\n", "terminated;reason=noresource");
        await _a.Peer.ExpectAsync(200);
        Assert.That(_lab.PassThrough.Dialogs.Count, Is.Zero);
        await _a.NotifyAsync(_fake, 4, "SIP/2.0 200 OK\r\n");
        await _a.Peer.ExpectAsync(481);
        Assert.That(_lab.Proxy.HasNothingMore, Is.True);
    }

    [Test]
    public async Task A_subscription_that_the_terminal_does_not_end_is_forgotten()
    {
        await _a.SendInsideAsync(_fake, "BYE", 1);
        await _a.Peer.ExpectAsync(200);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        _lab.Time.Advance(OwnLeg.SubscriptionTime - TimeSpan.FromMilliseconds(1));
        Assert.That(_lab.PassThrough.Dialogs.Count, Is.EqualTo(1));
        _lab.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        Assert.That(_lab.PassThrough.Dialogs.Count, Is.Zero);
    }

    [TestCase("SIP/2.0 100 Trying\r\n")]
    [TestCase("SIP/2.0 180 Ringing\r\n")]
    [TestCase("SIP/2.0")]
    [TestCase("SIP/2.0 99")]
    [TestCase("SIP/2.0 7777777777777777777777 x")]
    [TestCase("HTTP/1.1 500 x")]
    [TestCase("")]
    public async Task A_notify_that_tells_no_final_status_changes_nothing(string fragment)
    {
        await _a.NotifyAsync(_fake, 1, fragment);
        await _a.Peer.ExpectAsync(200);
        await _lab.Quiet.WhenQuietAsync().WaitAsync(Guard);
        Assert.That((_a.Peer.HasNothingMore, _lab.Proxy.HasNothingMore), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task The_sink_is_alive_and_takes_packets()
    {
        Assert.That(SdpDescription.TryParse(_fake.Body.Span, out var offer), Is.True);
        using var phone = new System.Net.Sockets.UdpClient();
        phone.Connect(System.Net.IPAddress.Loopback, offer!.Media[0].Port);
        for (var i = 0; i < 10; i++) await phone.SendAsync(Encoding.ASCII.GetBytes("not even RTP"));
    }
}
