using System.Text;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

public sealed class MediaTypeTests
{
    [TestCase("application/sdp", "application", "sdp", "")]
    [TestCase("Application / SDP ;charset=utf-8", "Application", "SDP", ";charset=utf-8")]
    [TestCase("multipart/mixed; boundary=\"a b;c\" ;x", "multipart", "mixed", ";boundary=\"a b;c\";x")]
    [TestCase("*/*;q=0.5", "*", "*", ";q=0.5")]
    [TestCase("message/sipfrag;version=2.0", "message", "sipfrag", ";version=2.0")]
    [TestCase("application/vnd.x-y+xml", "application", "vnd.x-y+xml", "")]
    public void A_media_type_is_split_into_its_parts(string text, string type, string subtype, string parameters)
    {
        Assert.That(MediaType.TryParse(text, out MediaType? read), Is.True);
        Assert.That((read!.Type, read.Subtype, read.Parameters.ToString(), read.ToString()), Is.EqualTo((type, subtype, parameters, text)));
    }

    [TestCase("")]
    [TestCase("application")]
    [TestCase("application/")]
    [TestCase("/sdp")]
    [TestCase("application sdp")]
    [TestCase("application/sdp;")]
    [TestCase("application/sdp;a=")]
    [TestCase("application/sdp;a=\"b")]
    [TestCase("application/sdp, text/plain")]
    [TestCase("application/sdp;a=\"b\r\nc\"")]
    [TestCase("application/s\u00e4p")]
    public void What_is_no_media_type_is_refused(string text) => Assert.That(MediaType.TryParse(text, out _), Is.False);

    [Test]
    public void Type_and_subtype_are_compared_in_any_case_and_whole()
    {
        MediaType type = Read("Application/SDP;x=1");
        Assert.Multiple(() =>
        {
            Assert.That(type.Is("application/sdp"), Is.True);
            Assert.That(type.Is("application/sd"), Is.False);
            Assert.That(type.Is("application-sdp"), Is.False);
            Assert.That(type.Is("applicatiom/sdp"), Is.False);
            Assert.That(type.Is("application/sdq"), Is.False);
        });
    }

    [TestCase("*/*", true)]
    [TestCase("text/*", true)]
    [TestCase("TEXT/Plain;q=0.1", true)]
    [TestCase("text/html", false)]
    [TestCase("application/*", false)]
    public void A_range_includes_types(string range, bool includes) => Assert.That(Read(range).Includes(MediaType.PlainText), Is.EqualTo(includes));

    [TestCase("a/b", null)]
    [TestCase("a/b;q=0.25", 0.25)]
    [TestCase("a/b;Q=1", 1.0)]
    [TestCase("a/b;q=1.1", null)]
    [TestCase("a/b;q=-1", null)]
    [TestCase("a/b;q=x", null)]
    public void The_preference_of_a_range_is_read(string range, double? q) => Assert.That(Read(range).Q, Is.EqualTo(q));

    [TestCase("multipart/mixed;boundary=b1", true, "b1")]
    [TestCase("MultiPart/related;Boundary=\"b 1\"", true, "b 1")]
    [TestCase("multipart/mixed", true, null)]
    [TestCase("text/plain;boundary=x", false, "x")]
    public void The_boundary_of_a_multipart_type_is_found(string text, bool isMultipart, string? boundary) =>
        Assert.That((Read(text).IsMultipart, Read(text).Boundary), Is.EqualTo((isMultipart, boundary)));

    [Test]
    public void A_media_type_is_made()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new MediaType("multipart", "mixed", SipParameters.Empty.With("boundary", "a b")).ToString(), Is.EqualTo("multipart/mixed;boundary=\"a b\""));
            Assert.That(() => new MediaType("a b", "c"), Throws.ArgumentException);
            Assert.That(() => new MediaType("a", "c\r\n"), Throws.ArgumentException);
        });
    }

    [TestCase("application/sdp", "application/sdp")]
    [TestCase(null, null)]
    public void A_message_tells_its_content_type(string? value, string? read)
    {
        SipMessage message = WithField("Content-Type", value);
        Assert.That(message.TryGetContentType(out MediaType? type), Is.True);
        Assert.That(type?.ToString(), Is.EqualTo(read));
    }

    [Test]
    public void A_message_tells_a_malformed_content_type()
    {
        Assert.That(WithField("c", "application").TryGetContentType(out MediaType? type), Is.False);
        Assert.That(type, Is.Null);
    }

    [TestCase("session", "session", null, false)]
    [TestCase("Render;handling=Optional", "Render", "Optional", true)]
    [TestCase("alert ; handling = required;x=\"y\"", "alert", "required", false)]
    [TestCase("by-reference;handling=other", "by-reference", "other", false)]
    public void A_disposition_is_read(string text, string type, string? handling, bool isOptional)
    {
        Assert.That(WithField("Content-Disposition", text).TryGetContentDisposition(out ContentDisposition? read), Is.True);
        Assert.That((read!.Type, read.Handling, read.IsOptional, read.ToString()), Is.EqualTo((type, handling, isOptional, text)));
        Assert.That(ContentDisposition.TryParse(text, out _), Is.True);
    }

    [TestCase(";handling=optional")]
    [TestCase("session handling=optional")]
    [TestCase("session;handling=")]
    [TestCase("session;a=\"\n\"")]
    public void What_is_no_disposition_is_refused(string text) =>
        Assert.That(ContentDisposition.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False);

    [Test]
    public void A_body_without_disposition_has_the_one_of_its_type()
    {
        Assert.Multiple(() =>
        {
            Assert.That(WithField("X", "y").TryGetContentDisposition(out ContentDisposition? none) && none is null);
            Assert.That(ContentDisposition.DefaultFor(Read("application/SDP")).Type, Is.EqualTo("session"));
            Assert.That(ContentDisposition.DefaultFor(MediaType.PlainText).Type, Is.EqualTo("render"));
            Assert.That(new ContentDisposition("a", SipParameters.Empty.With("handling", "optional")).ToString(), Is.EqualTo("a;handling=optional"));
            Assert.That(() => new ContentDisposition("a b"), Throws.ArgumentException);
        });
    }

    private static MediaType Read(string text) => MediaType.TryParse(text, out MediaType? type) ? type : throw new AssertionException(text);

    private static SipMessage WithField(string name, string? value)
    {
        string line = value is null ? "" : $"{name}: {value}\r\n";
        string text = $"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n{line}Content-Length: 0\r\n\r\n";
        Assert.That(SipMessage.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, fault.ToString());
        return message!;
    }
}
