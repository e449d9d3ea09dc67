namespace SipCti.Messages;

/// <content>What the body is, what it is for, and what stands in it.</content>
public abstract partial class SipMessage
{
    // Senders nest one level: a mixed body with a related or alternative one in it.
    private const int MaxMultipartDepth = 4;

    /// <summary>Content-Type (RFC 3261 section 20.15).</summary>
    /// <param name="mediaType">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetContentType(out MediaType? mediaType) => TryReadOne(HeaderId.ContentType, MediaType.TryParse, out mediaType);

    /// <summary>Content-Disposition (RFC 3261 section 20.11); when it is absent, <see cref="ContentDisposition.DefaultFor"/> tells what the body is for.</summary>
    /// <param name="disposition">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetContentDisposition(out ContentDisposition? disposition) => TryReadOne(HeaderId.ContentDisposition, ContentDisposition.TryParse, out disposition);

    /// <summary>The body as several parts (RFC 5621).</summary>
    /// <param name="multipart">The parts; null when the body is not multipart.</param>
    /// <returns>False when Content-Type is malformed, or the body is not what it says.</returns>
    public bool TryGetMultipart(out MultipartBody? multipart)
    {
        multipart = null;
        if (!TryGetContentType(out MediaType? mediaType))
            return false;
        return mediaType is not { IsMultipart: true } || MultipartBody.TryParse(Body, mediaType, out multipart);
    }

    /// <summary>
    /// Finds a body of this media type: the whole body, or the first part of it that is of the type (within multipart/alternative the
    /// last, which RFC 2046 section 5.1.4 calls the best). Parts within parts are looked at four levels deep. What it is for does
    /// not count; to find a description of the session, use the other overload with <c>session</c>.
    /// </summary>
    /// <param name="mediaType">Type and subtype, e.g. <c>application/sdp</c>, in any case.</param>
    /// <param name="body">The bytes as they stand: no Content-Encoding or Content-Transfer-Encoding is undone.</param>
    /// <returns>False when there is none, or the body cannot be read.</returns>
    public bool TryGetBody(string mediaType, out ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        return TryFindBody(mediaType, null, out body);
    }

    /// <summary>
    /// Finds a body of this media type and disposition, as the other overload does. A description of early media (RFC 3959) is so
    /// told from the one of the session, which is of the same type.
    /// </summary>
    /// <param name="mediaType">Type and subtype, e.g. <c>application/sdp</c>, in any case.</param>
    /// <param name="disposition">What the body is for, e.g. <c>session</c>, in any case; also when it says nothing and this is the default of its type.</param>
    /// <param name="body">The bytes as they stand: no Content-Encoding or Content-Transfer-Encoding is undone.</param>
    /// <returns>False when there is none, or the body cannot be read.</returns>
    public bool TryGetBody(string mediaType, string disposition, out ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        ArgumentNullException.ThrowIfNull(disposition);
        return TryFindBody(mediaType, disposition, out body);
    }

    /// <summary>Replaces the body, and sets Content-Type and Content-Length to it.</summary>
    /// <param name="body">The new body.</param>
    public void SetMultipart(MultipartBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        SetBody(body.ToMemory(), body.ContentType.ToString());
    }

    private static bool IsFor(ContentDisposition disposition, string? wanted) =>
        wanted is null || disposition.Type.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static bool TryFindPart(ReadOnlyMemory<byte> whole, MediaType contentType, string mediaType, string? disposition, int depth, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (depth == 0 || !MultipartBody.TryParse(whole, contentType, out MultipartBody? multipart))
            return false;
        IEnumerable<MultipartPart> parts = contentType.Is("multipart/alternative") ? multipart.Parts.Reverse() : multipart.Parts;
        foreach (MultipartPart part in parts)
        {
            if (!part.TryGetContentType(out MediaType type))
                continue;
            if (type.IsMultipart && TryFindPart(part.Body, type, mediaType, disposition, depth - 1, out body))
                return true;
            if (type.Is(mediaType) && part.TryGetContentDisposition(out ContentDisposition purpose) && IsFor(purpose, disposition))
            {
                body = part.Body;
                return true;
            }
        }

        return false;
    }

    private bool TryFindBody(string mediaType, string? disposition, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (Body.IsEmpty || !TryGetContentType(out MediaType? type) || type is null)
            return false;
        if (!type.Is(mediaType))
            return type.IsMultipart && TryFindPart(Body, type, mediaType, disposition, MaxMultipartDepth, out body);
        if (!TryGetContentDisposition(out ContentDisposition? purpose) || !IsFor(purpose ?? ContentDisposition.DefaultFor(type), disposition))
            return false;
        body = Body;
        return true;
    }
}
