namespace SipCti.Messages;

/// <content>What the body is: its media type, and what it is for.</content>
public abstract partial class SipMessage
{
    /// <summary>Content-Type (RFC 3261 section 20.15).</summary>
    /// <param name="mediaType">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetContentType(out MediaType? mediaType) => TryReadOne(HeaderId.ContentType, MediaType.TryParse, out mediaType);

    /// <summary>Content-Disposition (RFC 3261 section 20.11); when it is absent, <see cref="ContentDisposition.DefaultFor"/> tells what the body is for.</summary>
    /// <param name="disposition">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetContentDisposition(out ContentDisposition? disposition) => TryReadOne(HeaderId.ContentDisposition, ContentDisposition.TryParse, out disposition);
}
