using System.Text;
using CsCheck;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class MultipartPropertyTests
{
    // Made of what delimiters, fields and line ends are made of, so that much of it is nearly one.
    private static readonly Gen<byte[]> Content = Gen.OneOf("\r\n", "\n", "\r", "--", "b", "-", " ", "A: b", ":", "\0", "\u00ff").Array[0, 24].Select(Bytes);

    private static readonly Gen<MultipartPart> Part = Gen.Select(Content, Gen.OneOf("", "<1@x>", "a b  c"), Gen.Bool, (body, id, hasType) =>
    {
        MultipartPart part = new MultipartPart(MediaType.Sdp, body).WithField("Content-ID", id);
        return hasType ? part : part.WithField("Content-Type", "text/html");
    });

    [Test]
    public void What_is_written_reads_as_the_same_parts() => Part.Array[1, 5].Sample(parts =>
    {
        // A short boundary, so that it occurs in parts; the next one does not.
        int tries = 0;
        MultipartBody made = MultipartBody.Create(new MediaType("multipart", "mixed"), parts, () => tries++ == 0 ? "b" : "c");
        MultipartBody read = MultipartBodyTests.Read(made.ToMemory(), made.ContentType.Boundary!);
        Assert.That(read.Parts.Select(Describe), Is.EqualTo(parts.Select(Describe)));
    });

    [Test]
    public void What_is_read_is_written_back_and_no_truncation_throws() => Content.Array[1, 6].Sample(pieces =>
    {
        byte[] bytes = [.. pieces.SelectMany(piece => piece.Concat("\r\n--b\r\n"u8.ToArray()))];
        for (int length = 0; length <= bytes.Length; length++)
        {
            if (!MultipartBody.TryParse(bytes.AsMemory(0, length), MultipartBodyTests.TypeWith("b"), out MultipartBody? body))
                continue;
            MultipartPart last = body.Parts[^1];
            Assert.That(body.WithPart(body.Parts.Count - 1, last).ToMemory().ToArray(), Is.EqualTo(bytes[..length]));
            Assert.That(body.Parts.Sum(p => p.Body.Length), Is.LessThan(length));
        }
    });

    [Test]
    public void A_changed_part_reads_as_changed_and_the_others_as_they_were() => Gen.Select(Part.Array[1, 4], Part, Gen.Int[0, 3]).Sample((parts, other, index) =>
    {
        index %= parts.Length;
        MultipartBody changed = MultipartBody.Create("mixed", parts).WithPart(index, other);
        parts[index] = other;
        Assert.That(MultipartBodyTests.Read(changed.ToMemory(), changed.ContentType.Boundary!).Parts.Select(Describe), Is.EqualTo(parts.Select(Describe)));
    });

    private static string Describe(MultipartPart part) =>
        string.Join('|', part.Fields.Select(f => $"{f.Key}={f.Value}")) + "|" + MultipartBodyTests.Text(part.Body);

    private static byte[] Bytes(string[] pieces) => Encoding.Latin1.GetBytes(string.Concat(pieces));
}
