using System.Text;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

public sealed class SipMessageBodiesTests
{
    [TestCase("Content-Type: application/sdp\r\n", "v=0", "application/sdp", "v=0")]
    [TestCase("c: Application/SDP;x=y\r\n", "v=0", "application/sdp", "v=0")]
    [TestCase("Content-Type: text/plain\r\n", "v=0", "application/sdp", null)]
    [TestCase("Content-Type: application\r\n", "v=0", "application/sdp", null)]
    [TestCase("", "v=0", "application/sdp", null)]
    [TestCase("Content-Type: application/sdp\r\n", "", "application/sdp", null)]
    [TestCase("Content-Type: multipart/mixed;boundary=b\r\n", "--b\r\n\r\nx\r\n--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--", "APPLICATION/SDP", "v=0")]
    [TestCase("Content-Type: multipart/mixed;boundary=b\r\n", "--b\r\n\r\nx\r\n--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--", "text/plain", "x")]
    [TestCase("Content-Type: multipart/mixed;boundary=b\r\n", "--b\r\nContent-Type: a/b\r\n\r\n1\r\n--b\r\nContent-Type: a/b\r\n\r\n2\r\n--b--", "a/b", "1")]
    [TestCase("Content-Type: multipart/Alternative;boundary=b\r\n", "--b\r\nContent-Type: a/b\r\n\r\n1\r\n--b\r\nContent-Type: a/b\r\n\r\n2\r\n--b--", "a/b", "2")]
    [TestCase("Content-Type: multipart/mixed;boundary=b\r\n", "--b\r\nContent-Type: bad\r\n\r\n1\r\n--b\r\nContent-Type: a/b\r\n\r\n2\r\n--b--", "a/b", "2")]
    [TestCase("Content-Type: multipart/mixed;boundary=b\r\n", "no part", "a/b", null)]
    [TestCase("Content-Type: multipart/mixed;boundary=b\r\n", "--b\r\n\r\nx\r\n--b--", "multipart/mixed", "--b\r\n\r\nx\r\n--b--")]
    public void A_body_is_found_by_its_type(string contentType, string body, string wanted, string? found)
    {
        bool isFound = With(contentType, body).TryGetBody(wanted, out ReadOnlyMemory<byte> bytes);
        Assert.That(isFound ? MultipartBodyTests.Text(bytes) : null, Is.EqualTo(found));
    }

    [TestCase("session", "v=0 session")]
    [TestCase("early-session", "v=0 early")]
    [TestCase("Render", null)]
    public void A_body_is_found_by_what_it_is_for(string disposition, string? found)
    {
        const string Early = "--b\r\nContent-Type: application/sdp\r\nContent-Disposition: early-session\r\n\r\nv=0 early\r\n";
        const string Bad = "--b\r\nContent-Type: application/sdp\r\nContent-Disposition: ?,\r\n\r\nv=0 bad\r\n";
        const string Session = "--b\r\nContent-Type: application/sdp\r\n\r\nv=0 session\r\n--b--";
        bool isFound = With("Content-Type: multipart/mixed;boundary=b\r\n", Early + Bad + Session).TryGetBody("application/sdp", disposition, out ReadOnlyMemory<byte> bytes);
        Assert.That(isFound ? MultipartBodyTests.Text(bytes) : null, Is.EqualTo(found));
    }

    [TestCase("Content-Disposition: session\r\n", true)]
    [TestCase("", true)]
    [TestCase("Content-Disposition: early-session\r\n", false)]
    [TestCase("Content-Disposition: ;\r\n", false)]
    public void A_whole_body_counts_for_what_it_is_for(string disposition, bool isFound) =>
        Assert.That(With("Content-Type: application/sdp\r\n" + disposition, "v=0").TryGetBody("application/sdp", "session", out _), Is.EqualTo(isFound));

    [TestCase(3, true)]
    [TestCase(4, false)]
    public void Parts_within_parts_are_found_down_to_a_limit(int levels, bool isFound)
    {
        var part = new MultipartPart(MediaType.Sdp, "v=0"u8.ToArray());
        for (int i = 0; i < levels; i++)
        {
            MultipartBody nested = MultipartBody.Create("mixed", new MultipartPart(MediaType.PlainText, "x"u8.ToArray()), part);
            part = new MultipartPart(nested.ContentType, nested.ToMemory());
        }

        SipMessage message = With("", "");
        message.SetMultipart(MultipartBody.Create("mixed", part));
        Assert.That(message.TryGetBody("application/sdp", out ReadOnlyMemory<byte> found), Is.EqualTo(isFound));
        Assert.That(MultipartBodyTests.Text(found), Is.EqualTo(isFound ? "v=0" : ""));
    }

    [Test]
    public void A_multipart_body_is_set_with_its_type_and_read_again()
    {
        SipMessage message = With("", "");
        MultipartBody body = MultipartBody.Create("mixed", new MultipartPart(MediaType.PlainText, "x"u8.ToArray()));
        message.SetMultipart(body);
        Assert.That(SipMessage.TryParse(message.ToArray(), SipLimits.Default, out SipMessage? read, out SipFault fault), Is.True, fault.ToString());
        Assert.That(read!.TryGetMultipart(out MultipartBody? again), Is.True);
        Assert.That((again!.ContentType.Boundary, MultipartBodyTests.Text(again.Parts[0].Body)), Is.EqualTo((body.ContentType.Boundary, "x")));
    }

    [TestCase("", "x", true)]
    [TestCase("Content-Type: text/plain\r\n", "x", true)]
    [TestCase("Content-Type: multipart/mixed;boundary=b\r\n", "x", false)]
    [TestCase("Content-Type: multipart\r\n", "x", false)]
    public void A_body_that_is_not_multipart_has_no_parts(string contentType, string body, bool isRead)
    {
        Assert.That(With(contentType, body).TryGetMultipart(out MultipartBody? multipart), Is.EqualTo(isRead));
        Assert.That(multipart, Is.Null);
    }

    private static SipMessage With(string fields, string body)
    {
        string text = $"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}";
        Assert.That(SipMessage.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, fault.ToString());
        return message!;
    }
}
