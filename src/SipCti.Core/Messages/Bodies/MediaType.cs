using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// A media type with its parameters, as Content-Type holds it, or a range of media types, as Accept holds it
/// (RFC 3261 sections 20.1, 20.15 and 25.1). Immutable; one that was read keeps its text as it came.
/// </summary>
public sealed class MediaType
{
    private readonly string? _text;

    /// <summary>Makes a media type.</summary>
    /// <param name="type">The type, e.g. <c>application</c>; a token, <c>*</c> in a range.</param>
    /// <param name="subtype">The subtype, e.g. <c>sdp</c>; a token, <c>*</c> in a range.</param>
    /// <param name="parameters">The parameters; null for none.</param>
    /// <exception cref="ArgumentException">Type or subtype are no token.</exception>
    public MediaType(string type, string subtype, SipParameters? parameters = null)
    {
        Guard.Token(type);
        Guard.Token(subtype);
        Type = type;
        Subtype = subtype;
        Parameters = parameters ?? SipParameters.Empty;
    }

    private MediaType(string text, string type, string subtype, SipParameters parameters)
    {
        _text = text;
        Type = type;
        Subtype = subtype;
        Parameters = parameters;
    }

    /// <summary><c>application/sdp</c>: a session description (RFC 8866).</summary>
    public static MediaType Sdp { get; } = new("application", "sdp");

    /// <summary><c>text/plain</c>: what a part of a multipart body is that says nothing (RFC 2046 section 5.1).</summary>
    public static MediaType PlainText { get; } = new("text", "plain");

    /// <summary>The type, as written.</summary>
    public string Type { get; }

    /// <summary>The subtype, as written.</summary>
    public string Subtype { get; }

    /// <summary>The parameters, with <c>q</c> among them.</summary>
    public SipParameters Parameters { get; }

    /// <summary>True for <c>multipart/...</c>: a body of several parts (RFC 5621).</summary>
    public bool IsMultipart => Type.Equals("multipart", StringComparison.OrdinalIgnoreCase);

    /// <summary>The <c>boundary</c> of a multipart type (RFC 2046 section 5.1.1); null when there is none.</summary>
    public string? Boundary => Parameters["boundary"];

    /// <summary>The preference of a range in Accept, 0 to 1; null when not said (which counts as 1) or not a number within 0 to 1.</summary>
    public double? Q => QValue.TryRead(Parameters, out double? q) ? q : null;

    /// <summary>Reads a media type or range.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="mediaType">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out MediaType? mediaType)
    {
        mediaType = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out mediaType);
    }

    /// <summary>Reads a media type or range from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="mediaType">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out MediaType? mediaType)
    {
        mediaType = null;
        text = SipBytes.Trim(text);
        if (text.SequenceEqual("application/sdp"u8))
        {
            // Nearly every body: nothing is allocated for it.
            mediaType = Sdp;
            return true;
        }

        int typeEnd = TokenEnd(text, 0);
        int slash = SipBytes.SkipSpace(text, typeEnd);
        if (typeEnd == 0 || slash == text.Length || text[slash] != (byte)'/')
            return false;
        int subtype = SipBytes.SkipSpace(text, slash + 1);
        int subtypeEnd = TokenEnd(text, subtype);
        if (subtypeEnd == subtype || text.ContainsAny((byte)'\r', (byte)'\n') || !ParameterReader.TryReadAll(text[subtypeEnd..], out SipParameters parameters))
            return false;
        mediaType = new MediaType(
            QuotedText.Decode(text),
            Encoding.ASCII.GetString(text[..typeEnd]),
            Encoding.ASCII.GetString(text[subtype..subtypeEnd]),
            parameters);
        return true;
    }

    /// <summary>True when type and subtype are these, in any case and whatever the parameters.</summary>
    /// <param name="mediaType">Type and subtype with a slash between, e.g. <c>application/sdp</c>.</param>
    public bool Is(string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        return mediaType.Length == Type.Length + 1 + Subtype.Length
            && mediaType[Type.Length] == '/'
            && mediaType.StartsWith(Type, StringComparison.OrdinalIgnoreCase)
            && mediaType.EndsWith(Subtype, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True when this range of Accept takes bodies of another type in: types alike in any case, or <c>*</c> here; parameters do not count.</summary>
    /// <param name="other">The type of a body.</param>
    public bool Includes(MediaType other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Type == "*" || Type.Equals(other.Type, StringComparison.OrdinalIgnoreCase))
            && (Subtype == "*" || Subtype.Equals(other.Subtype, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The same type with this parameter replaced where it stands, or added at the end.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The plain value, quoted as needed; null for a parameter without one.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public MediaType WithParameter(string name, string? value) => new(Type, Subtype, Parameters.With(name, value));

    /// <summary>The value as it came, or as it stands in a message.</summary>
    public override string ToString() => _text ?? $"{Type}/{Subtype}{Parameters}";

    private static int TokenEnd(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && SipBytes.IsToken(text[at]))
            at++;
        return at;
    }
}
