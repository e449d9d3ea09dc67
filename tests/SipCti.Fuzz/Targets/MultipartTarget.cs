using System.Text;
using SipCti.Messages;

namespace SipCti.Fuzz.Targets;

/// <summary>A multipart body: the first line is its Content-Type, the rest the body. What is written has the parts that were put in.</summary>
internal static class MultipartTarget
{
    public static void Run(byte[] input)
    {
        int feed = input.AsSpan().IndexOf((byte)'\n');
        if (feed < 0 || !MediaType.TryParse(input.AsSpan(0, feed), out MediaType? contentType))
            return;
        PublicReaders.ReadAll(contentType);
        ReadOnlyMemory<byte> body = input.AsMemory(feed + 1);
        if (!MultipartBody.TryParse(body, contentType, out MultipartBody? multipart))
            return;
        PublicReaders.ReadAll(multipart);
        Claim.Holds(multipart.ToMemory().Span.SequenceEqual(body.Span));
        Claim.Holds(multipart.Parts.Count > 0 && multipart.Parts.Sum(part => (long)part.Body.Length) <= body.Length);
        CheckSame(MultipartBody.Create("mixed", multipart.Parts), multipart.Parts);
        for (int i = 0; i < Math.Min(multipart.Parts.Count, 4); i++)
            CheckChanged(multipart, i);
    }

    private static void CheckChanged(MultipartBody multipart, int index)
    {
        MultipartPart part = multipart.Parts[index];
        Put(part);
        Put(part.WithBody("a\r"u8.ToArray()));
        Put(part.WithBody(ReadOnlyMemory<byte>.Empty));
        Put(part.WithBody(Encoding.ASCII.GetBytes($"x\r\n--{multipart.ContentType.Boundary}\r\n\r\n")));
        // Limits hold for what is read: a part near them may be written beyond them.
        if (part.Fields.Count >= 8 || part.Fields.Sum(field => Encoding.UTF8.GetByteCount(field.Value)) > 4096)
            return;
        MultipartPart changed = part.WithField("Content-ID", "<1@h>");
        Claim.Same(changed.ContentId, "<1@h>");
        Put(changed);

        void Put(MultipartPart other) =>
            CheckSame(multipart.WithPart(index, other), [.. multipart.Parts.Take(index), other, .. multipart.Parts.Skip(index + 1)]);
    }

    private static void CheckSame(MultipartBody written, IReadOnlyList<MultipartPart> parts)
    {
        Claim.Holds(MultipartBody.TryParse(written.ToMemory(), written.ContentType, out MultipartBody? again));
        Claim.Same(again!.Parts.Count, parts.Count);
        foreach ((MultipartPart one, MultipartPart other) in again.Parts.Zip(parts))
        {
            Claim.Holds(one.Body.Span.SequenceEqual(other.Body.Span));
            Claim.Holds(one.Fields.SequenceEqual(other.Fields));
        }
    }
}
