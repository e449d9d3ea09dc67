using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// What a body or a part of one is for, and what to do when it is not understood (RFC 3261 section 20.11, RFC 5621 section 8).
/// Immutable; one that was read keeps its text as it came.
/// </summary>
public sealed class ContentDisposition
{
    private readonly string? _text;

    /// <summary>Makes a disposition.</summary>
    /// <param name="type">A token: <c>session</c>, <c>render</c>, <c>by-reference</c>, ...</param>
    /// <param name="parameters">The parameters, <c>handling</c> among them; null for none.</param>
    /// <exception cref="ArgumentException">The type is no token.</exception>
    public ContentDisposition(string type, SipParameters? parameters = null)
    {
        Guard.Token(type);
        Type = type;
        Parameters = parameters ?? SipParameters.Empty;
    }

    /// <summary><c>session</c>: the body describes a session; what <c>application/sdp</c> is when it says nothing.</summary>
    public static ContentDisposition Session { get; } = new("session");

    /// <summary><c>render</c>: the body is to be shown; what any other body is when it says nothing.</summary>
    public static ContentDisposition Render { get; } = new("render");

    /// <summary>The type, as written. Compare it ignoring case.</summary>
    public string Type { get; }

    /// <summary>The parameters, with <c>handling</c> among them.</summary>
    public SipParameters Parameters { get; }

    /// <summary>The <c>handling</c> as written; null when not said, which counts as <c>required</c>.</summary>
    public string? Handling => Parameters["handling"];

    /// <summary>
    /// True when the body may be ignored by one who does not understand it. False for a missing <c>handling</c>
    /// (RFC 3261 section 20.11) and for any but <c>optional</c>: then such a request is answered with 415.
    /// </summary>
    public bool IsOptional => string.Equals(Handling, "optional", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a body without Content-Disposition is for (RFC 3261 section 20.11): <c>session</c> for <c>application/sdp</c>, <c>render</c> for others.</summary>
    /// <param name="mediaType">The type of the body.</param>
    public static ContentDisposition DefaultFor(MediaType mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        return mediaType.Is(SdpDescription.ContentType) ? Session : Render;
    }

    /// <summary>Reads a disposition.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="disposition">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ContentDisposition? disposition)
    {
        disposition = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out disposition);
    }

    /// <summary>Reads a disposition from bytes.</summary>
    /// <param name="text">The value of the field, no line break.</param>
    /// <param name="disposition">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out ContentDisposition? disposition)
    {
        disposition = null;
        text = SipBytes.Trim(text);
        int end = 0;
        while (end < text.Length && SipBytes.IsToken(text[end]))
            end++;
        if (end == 0 || text.ContainsAny((byte)'\r', (byte)'\n') || !ParameterReader.TryReadAll(text[end..], out SipParameters parameters))
            return false;
        disposition = new ContentDisposition(QuotedText.Decode(text), Encoding.ASCII.GetString(text[..end]), parameters);
        return true;
    }

    /// <summary>The value as it came, or as it stands in a message.</summary>
    public override string ToString() => _text ?? Type + Parameters;

    private ContentDisposition(string text, string type, SipParameters parameters)
        : this(type, parameters) => _text = text;
}
