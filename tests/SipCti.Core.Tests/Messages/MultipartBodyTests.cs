using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class MultipartBodyTests
{
    private const string Mixed =
        "to be ignored\r\n--b1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--b1 \t\r\ncontent-type:text/html;\r\n charset=utf-8\r\nCONTENT-ID: <x@y>\r\n" +
        "Content-Disposition: render;handling=optional\r\n\r\n<p>\r\n--b1\r\n\r\nplain\r\n--b1--  \r\nthe end\r\n";

    [TestCase(8_000, true)]
    [TestCase(8_192, false)]
    public void The_limit_of_a_parts_fields_holds_for_reading_alone(int length, bool isRead)
    {
        MultipartPart part = new MultipartPart(new MediaType("text", "plain"), "x"u8.ToArray()).WithField("A", new string('a', length));
        MultipartBody written = MultipartBody.Create("mixed", [part]);
        Assert.That(MultipartBody.TryParse(written.ToMemory(), written.ContentType, out MultipartBody? again), Is.EqualTo(isRead));
        Assert.That(again?.Parts.Single().WithField("A", new string('a', 9_000)).Fields.Count, Is.EqualTo(isRead ? 2 : null));
    }

    [Test]
    public void A_value_that_begins_with_a_fold_has_no_space_before_it()
    {
        Assert.That(MultipartBody.TryParse("--b\r\nContent-ID:\r\n <1@x>\r\n\r\n1\r\n--b--"u8.ToArray(), new MediaType("multipart", "mixed").WithParameter("boundary", "b"), out MultipartBody? body));
        Assert.That((body!.Parts[0].ContentId, body.Parts[0].Fields[0].Value), Is.EqualTo(("<1@x>", "<1@x>")));
    }

    [Test]
    public void Parts_are_read_with_their_fields_and_bodies()
    {
        MultipartBody body = Read(Mixed);
        Assert.Multiple(() =>
        {
            Assert.That(body.Parts.Select(p => Text(p.Body)), Is.EqualTo(new[] { "v=0\r\n", "<p>", "plain" }));
            Assert.That(body.Parts.Select(TypeOf), Is.EqualTo(new[] { "application/sdp", "text/html; charset=utf-8", "text/plain" }));
            Assert.That(body.Parts.Select(DispositionOf), Is.EqualTo(new[] { "session", "render;handling=optional", "render" }));
            Assert.That(body.Parts.Select(p => p.ContentId), Is.EqualTo(new[] { null, "<x@y>", null }));
            Assert.That(body.Parts[1].Fields.Select(f => f.Key), Is.EqualTo(new[] { "content-type", "CONTENT-ID", "Content-Disposition" }));
            Assert.That(body.Parts[1].Fields[0].Value, Is.EqualTo("text/html; charset=utf-8"));
            Assert.That(body.Parts[1].First("X"), Is.Null);
            Assert.That(body.IsClosed);
            Assert.That(body.ContentType.Boundary, Is.EqualTo("b1"));
        });
    }

    [Test]
    public void What_is_read_is_the_array_that_came()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Mixed);
        MultipartBody body = Read(bytes, "b1");
        Assert.That(body.ToMemory().Equals(bytes.AsMemory()));
        Assert.That(body.Parts[2].Body.Span.Overlaps(bytes, out int offset) && Mixed[-offset..].StartsWith("plain", StringComparison.Ordinal));
    }

    [TestCase("--b\r\n\r\n\r\n--b--", "", true)]
    [TestCase("--b\r\n\r\n--b--", "", true)]
    [TestCase("--b\n\nx\n--b--\n", "x", true)]
    [TestCase("--b\r\n\r\nx\r\n--b--", "x", true)]
    [TestCase("\r\n--b\r\n\r\nx\r\n\r\n--b--", "x\r\n", true)]
    [TestCase("--b\r\n\r\nx\r\n--bc\r\ny\r\n--b--", "x\r\n--bc\r\ny", true)]
    [TestCase("--b\r\n\r\nx\r\n--b--y\r\n--b- \r\n--b y\r\n--b\ry\r\n--b--", "x\r\n--b--y\r\n--b- \r\n--b y\r\n--b\ry", true)]
    [TestCase("--b\r\n\r\nx --b\r\n--b--", "x --b", true)]
    [TestCase("--b\r\nA: b\r\n--b--", "", true)]
    [TestCase("--b\r\n\r\nx\r\n", "x\r\n", false)]
    [TestCase("--b\r\n\r\nx\r\n--b-", "x\r\n--b-", false)]
    [TestCase("--b\r\n", "", false)]
    [TestCase("--b\r\n\r\nx\r\n--b--\r\n--b\r\n\r\ny", "x", true)]
    public void A_part_ends_where_a_delimiter_line_begins(string text, string part, bool isClosed)
    {
        MultipartBody body = Read(text, "b");
        Assert.That((Text(body.Parts.Single().Body), body.IsClosed), Is.EqualTo((part, isClosed)));
    }

    [TestCase("")]
    [TestCase("no delimiter")]
    [TestCase("--b--\r\n")]
    [TestCase("--c\r\n\r\nx\r\n--c--")]
    [TestCase(" --b\r\n\r\nx\r\n--b--")]
    [TestCase("--b\r\n--b--")]
    [TestCase("--b\r\nno field\r\n\r\nx\r\n--b--")]
    [TestCase("--b\r\n folded: first\r\n\r\nx\r\n--b--")]
    [TestCase("--b\r\n: x\r\n\r\nx\r\n--b--")]
    [TestCase("--b\r\nA\r\n\r\nx\r\n--b--")]
    [TestCase("--b\r\nA: b\rc\r\n\r\nx\r\n--b--")]
    [TestCase("--b\r\nA: b\0\r\n\r\nx\r\n--b--")]
    [TestCase("--b\r\nA: x\r\n\r\nx\r\n--b\r\n?\r\n--b--")]
    public void What_is_no_multipart_body_is_refused(string text) =>
        Assert.That(MultipartBody.TryParse(Encoding.UTF8.GetBytes(text), TypeWith("b"), out _), Is.False);

    [TestCase("text/plain;boundary=b")]
    [TestCase("multipart/mixed")]
    [TestCase("multipart/mixed;boundary=\"\"")]
    [TestCase("multipart/mixed;boundary=\"b \"")]
    [TestCase("multipart/mixed;boundary=\"\u00fc\"")]
    public void A_type_without_a_boundary_is_refused(string type)
    {
        Assert.That(MediaType.TryParse(type, out MediaType? read), Is.True);
        Assert.That(MultipartBody.TryParse("--b\r\n\r\n\r\n--b--"u8.ToArray(), read!, out _), Is.False);
    }

    [TestCase(70, true)]
    [TestCase(71, false)]
    public void A_boundary_is_limited(int length, bool isRead) => Assert.That(IsRead($"--{new string('x', length)}\r\n\r\n", new string('x', length)), Is.EqualTo(isRead));

    [TestCase(64, true)]
    [TestCase(65, false)]
    public void Parts_are_limited(int count, bool isRead) =>
        Assert.That(IsRead(string.Concat(Enumerable.Repeat("--b\r\n\r\nx\r\n", count)) + "--b--", "b"), Is.EqualTo(isRead));

    [TestCase(32, true)]
    [TestCase(33, false)]
    public void Fields_of_a_part_are_limited(int count, bool isRead) =>
        Assert.That(IsRead("--b\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", count)) + "\r\nx\r\n--b--", "b"), Is.EqualTo(isRead));

    [TestCase(8192, true)]
    [TestCase(8193, false)]
    public void Bytes_in_the_fields_of_a_part_are_limited(int length, bool isRead) =>
        Assert.That(IsRead("--b\r\nA: " + new string('x', length - 5) + "\r\n\r\nx\r\n--b--", "b"), Is.EqualTo(isRead));

    [TestCase(8190, true)]
    [TestCase(8191, false)]
    public void A_field_without_a_line_end_leaves_room_for_one(int length, bool isRead)
    {
        string text = "--b\r\nA: " + new string('x', length - 3);
        Assert.That(IsRead(text, "b"), Is.EqualTo(isRead));
        if (isRead)
            Assert.That(Text(Read(text, "b").Parts[0].WithBody("x"u8.ToArray()).Body), Is.EqualTo("x"));
    }

    [Test]
    public void A_carriage_return_at_the_end_of_a_body_ends_no_field() => Assert.That(IsRead("--b\r\nA: b\r", "b"), Is.False);

    [Test]
    public void A_part_read_at_its_limits_is_changed_all_the_same()
    {
        string fields = string.Concat(Enumerable.Repeat("A: b\r\n", 31));
        MultipartPart part = Read($"--b\r\n{fields}B: {new string('x', 8192 - fields.Length - 5)}\r\n\r\nx\r\n--b--", "b").Parts[0];
        Assert.That(part.WithField("C", "d").WithField("a", new string('y', 9000)).Fields, Has.Count.EqualTo(33));
    }

    [Test]
    public void Folds_are_limited_as_their_field_is() =>
        Assert.That(IsRead("--b\r\nA: b\r\n" + string.Concat(Enumerable.Repeat(" \r\n", 3000)) + "\r\nx\r\n--b--", "b"), Is.False);

    [TestCase("\r\n--b-")]
    [TestCase("\r\n--")]
    [TestCase("--b")]
    [TestCase("\n--b \tx")]
    public void Near_boundaries_are_content(string near)
    {
        string content = string.Concat(Enumerable.Repeat(near, 20_000)) + "x";
        Assert.That(Text(Read($"--b\r\n\r\n{content}\r\n--b--", "b").Parts.Single().Body) == content);
    }

    [Test]
    public void A_digest_holds_messages()
    {
        Assert.That(MultipartBody.TryParse("--b\r\n\r\nx\r\n--b--"u8.ToArray(), new MediaType("multipart", "Digest").WithParameter("boundary", "b"), out MultipartBody? body), Is.True);
        Assert.That(TypeOf(body!.Parts[0]), Is.EqualTo("message/rfc822"));
    }

    [TestCase("Content-Type: x\r\n", false, false)]
    [TestCase("Content-Disposition: ;\r\n", true, false)]
    public void Malformed_fields_of_a_part_are_told(string field, bool hasType, bool hasDisposition)
    {
        MultipartPart part = Read($"--b\r\n{field}\r\nx\r\n--b--", "b").Parts[0];
        Assert.That((part.TryGetContentType(out _), part.TryGetContentDisposition(out _)), Is.EqualTo((hasType, hasDisposition)));
    }

    [Test]
    public void A_body_is_made()
    {
        MultipartBody made = MultipartBody.Create(
            "mixed",
            new MultipartPart(MediaType.Sdp, "v=0\r\n"u8.ToArray()),
            new MultipartPart(MediaType.PlainText, "hello"u8.ToArray()).WithField("Content-ID", "<1@x>").WithField("content-type", "text/html"));
        string b = made.ContentType.Boundary!;
        Assert.Multiple(() =>
        {
            Assert.That(b, Has.Length.GreaterThanOrEqualTo(20));
            Assert.That(made.ContentType.ToString(), Is.EqualTo($"multipart/mixed;boundary={b}"));
            Assert.That(Text(made.ToMemory()), Is.EqualTo(
                $"--{b}\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--{b}\r\ncontent-type: text/html\r\nContent-ID: <1@x>\r\n\r\nhello\r\n--{b}--\r\n"));
            Assert.That(MultipartBody.Create("mixed", made.Parts).ContentType.Boundary, Is.Not.EqualTo(b));
            Assert.That(MultipartBody.Create("related", made.Parts).ContentType.Parameters["type"], Is.EqualTo("application/sdp"));
        });
    }

    [Test]
    public void A_boundary_that_occurs_in_a_part_is_not_taken()
    {
        string[] boundaries = ["b1", "b2", "b3"];
        int next = 0;
        MultipartPart[] parts = [new(MediaType.PlainText, "--b1"u8.ToArray()), new(MediaType.PlainText, "x\n--b2-- \ny"u8.ToArray())];
        MultipartBody made = MultipartBody.Create(new MediaType("multipart", "mixed"), parts, () => boundaries[next++]);
        Assert.That(made.ContentType.Boundary, Is.EqualTo("b3"));
        Assert.That(Read(made.ToMemory(), "b3").Parts.Select(p => Text(p.Body)), Is.EqualTo(new[] { "--b1", "x\n--b2-- \ny" }));
    }

    [Test]
    public void Misuse_is_told()
    {
        var part = new MultipartPart(MediaType.Sdp, default);
        Assert.Multiple(() =>
        {
            Assert.That(() => MultipartBody.Create("mixed"), Throws.ArgumentException);
            Assert.That(() => MultipartBody.Create("mixed", Enumerable.Repeat(part, 65)), Throws.ArgumentException);
            Assert.That(() => MultipartBody.Create("a b", part), Throws.ArgumentException);
            Assert.That(() => MultipartBody.Create("mixed", part).WithPart(1, part), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => part.WithField("A", "b\r\nC: d"), Throws.ArgumentException);
            Assert.That(() => part.WithField("A", "\0"), Throws.ArgumentException);
            Assert.That(() => part.WithField("A b", "c"), Throws.ArgumentException);
        });
    }

    [Test]
    public void A_changed_part_changes_nothing_else()
    {
        MultipartBody body = Read(Mixed);
        Assert.Multiple(() =>
        {
            Assert.That(Text(body.WithPart(0, body.Parts[0].WithBody("v=1"u8.ToArray())).ToMemory()), Is.EqualTo(Mixed.Replace("v=0\r\n", "v=1", StringComparison.Ordinal)));
            Assert.That(Text(body.WithPart(1, body.Parts[1].WithField("Content-Id", "<z>")).ToMemory()), Is.EqualTo(Mixed.Replace("CONTENT-ID: <x@y>", "Content-Id: <z>", StringComparison.Ordinal)));
            Assert.That(Text(body.WithPart(2, body.Parts[2].WithField("A", "b")).ToMemory()), Is.EqualTo(Mixed.Replace("--b1\r\n\r\nplain", "--b1\r\nA: b\r\n\r\nplain", StringComparison.Ordinal)));
        });
    }

    [TestCase("--b\r\n\r\n--b--", "--b\r\n\r\nx\r\n--b--", "--b\r\nA: b\r\n\r\n\r\n--b--")]
    [TestCase("--b\r\nC: d\r\n--b--", "--b\r\nC: d\r\n\r\nx\r\n--b--", "--b\r\nC: d\r\nA: b\r\n\r\n\r\n--b--")]
    [TestCase("--b\r\nC: d\r\n\r\n--b--", "--b\r\nC: d\r\n\r\nx\r\n--b--", "--b\r\nC: d\r\nA: b\r\n\r\n\r\n--b--")]
    [TestCase("--b\r\n\r\n\r\n--b--", "--b\r\n\r\nx\r\n--b--", "--b\r\nA: b\r\n\r\n\r\n--b--")]
    public void A_part_without_an_empty_line_gets_one_when_it_changes(string text, string withBody, string withField)
    {
        MultipartBody body = Read(text, "b");
        Assert.That(Text(body.WithPart(0, body.Parts[0].WithBody("x"u8.ToArray())).ToMemory()), Is.EqualTo(withBody));
        Assert.That(Text(body.WithPart(0, body.Parts[0].WithField("A", "b")).ToMemory()), Is.EqualTo(withField));
    }

    [TestCase("--b\r\n\r\nx\r\n--b--", "y\r\n--b\r\nz")]
    [TestCase("--b\n\nx\n--b--", "y\r")]
    [TestCase("--b", "y")]
    public void A_new_part_that_would_not_come_back_brings_a_new_boundary(string text, string part)
    {
        MultipartBody body = Read(text, "b").WithPart(0, new MultipartPart(MediaType.PlainText, Encoding.UTF8.GetBytes(part)));
        Assert.That(body.ContentType.Boundary, Is.Not.EqualTo("b"));
        Assert.That(Text(Read(body.ToMemory(), body.ContentType.Boundary!).Parts.Single().Body), Is.EqualTo(part));
    }

    internal static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    internal static MediaType TypeWith(string boundary) => new MediaType("multipart", "mixed").WithParameter("boundary", boundary);

    internal static MultipartBody Read(ReadOnlyMemory<byte> bytes, string boundary) =>
        MultipartBody.TryParse(bytes, TypeWith(boundary), out MultipartBody? body) ? body : throw new AssertionException(Text(bytes));

    private static MultipartBody Read(string text, string boundary = "b1") => Read(Encoding.UTF8.GetBytes(text), boundary);

    private static bool IsRead(string text, string boundary) => MultipartBody.TryParse(Encoding.UTF8.GetBytes(text), TypeWith(boundary), out _);

    private static string TypeOf(MultipartPart part) => part.TryGetContentType(out MediaType type) ? type.ToString() : "?";

    private static string DispositionOf(MultipartPart part) => part.TryGetContentDisposition(out ContentDisposition disposition) ? disposition.ToString() : "?";
}
