using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// A signature over who calls: the Identity header field (RFC 8224 section 4), also in the quoted form of RFC 4474. Immutable; one
/// that was read keeps its text as it came.
/// </summary>
public sealed class SignedIdentity : ParameterizedValue
{
    // RFC 8224 has base64url (RFC 8225 section 7) and dots, RFC 4474 plain base64.
    private static readonly SearchValues<byte> DigestBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=."u8);

    /// <summary>Makes an identity.</summary>
    /// <param name="digest">The signed-identity-digest: a PASSporT in full or compact form (RFC 8225).</param>
    /// <param name="info">Where the certificate is.</param>
    /// <param name="algorithm">The algorithm of the signature, a token; null for the default, ES256.</param>
    /// <param name="ppt">The type of the PASSporT, such as <c>shaken</c>; null for none.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">The digest is empty or not of base64 characters and dots, the algorithm no token, or the ppt holds CR, LF or NUL.</exception>
    public SignedIdentity(string digest, SipUri info, string? algorithm = null, string? ppt = null, SipParameters? parameters = null)
        : base(Joined(parameters, algorithm, ppt), null)
    {
        ArgumentNullException.ThrowIfNull(digest);
        ArgumentNullException.ThrowIfNull(info);
        if (!Ascii.IsValid(digest) || !IsDigest(Encoding.ASCII.GetBytes(digest)))
            throw new ArgumentException("The digest is not of base64 characters and dots.", nameof(digest));
        Digest = digest;
        Info = info;
    }

    private SignedIdentity(string text, string digest, SipUri? info, SipParameters parameters)
        : base(parameters, text)
    {
        Digest = digest;
        Info = info;
    }

    /// <summary>The signature, without the spaces that folds leave in it.</summary>
    public string Digest { get; }

    /// <summary>Where the certificate is; null when it is missing, as in the form of RFC 4474, which has it in Identity-Info.</summary>
    public SipUri? Info { get; }

    /// <summary>The algorithm of the signature; null when not said.</summary>
    public string? Algorithm => Parameters["alg"];

    /// <summary>The type of the PASSporT (RFC 8225 section 8); null when not said.</summary>
    public string? Ppt => Parameters["ppt"];

    private protected override string Head => $"{Digest};info=<{Info}>";

    /// <summary>Reads an identity.</summary>
    /// <param name="text">One value: a whole line of the field.</param>
    /// <param name="value">The identity read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SignedIdentity? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads an identity from bytes.</summary>
    /// <param name="text">One value: a whole line of the field, no line break.</param>
    /// <param name="value">The identity read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SignedIdentity? value)
    {
        value = null;
        text = SipBytes.Trim(text);
        int headEnd = text.IndexOf((byte)';');
        headEnd = headEnd < 0 ? text.Length : headEnd;
        byte[] digest = WithoutSpaces(Unquoted(SipBytes.Trim(text[..headEnd])));
        if (text.ContainsAny((byte)'\r', (byte)'\n') || !IsDigest(digest) || !TryFindInfo(text[headEnd..], out Range info, out SipUri? uri))
            return false;

        // The brackets of ident-info are no value that generic parameters may have: the rest is read without it.
        byte[] rest = [.. text[headEnd..][..info.Start.Value], .. text[headEnd..][info.End.Value..]];
        if (!ParameterReader.TryReadAll(rest, out SipParameters parameters))
            return false;
        value = new SignedIdentity(QuotedText.Decode(text), Encoding.ASCII.GetString(digest), uri, parameters);
        return true;
    }

    /// <summary>Finds <c>;info=&lt;uri&gt;</c>; an empty range when there is none.</summary>
    private static bool TryFindInfo(ReadOnlySpan<byte> text, out Range range, out SipUri? uri)
    {
        uri = null;
        range = 0..0;
        int at = 0;
        while (at < text.Length)
        {
            // At a semicolon: a name, perhaps an equal sign, perhaps a value.
            int start = at;
            int name = SipBytes.SkipSpace(text, at + 1);
            at = name;
            while (at < text.Length && SipBytes.IsToken(text[at]))
                at++;
            ReadOnlySpan<byte> found = text[name..at];
            at = SipBytes.SkipSpace(text, at);
            if (at < text.Length && text[at] == (byte)'=')
                at = SipBytes.SkipSpace(text, at + 1);
            if (at < text.Length && text[at] == (byte)'"')
                at = QuotedText.SkipQuoted(text, at);
            if (at < 0)
                return false;
            if (at < text.Length && text[at] == (byte)'<' && Ascii.EqualsIgnoreCase(found, "info"u8))
            {
                int length = text[at..].IndexOf((byte)'>');
                if (length < 0 || !SipUri.TryParse(SipBytes.Trim(text.Slice(at + 1, length - 1)), out uri))
                    return false;
                range = start..(at + length + 1);
                return true;
            }

            int next = text[at..].IndexOf((byte)';');
            at = next < 0 ? text.Length : at + next;
        }

        return true;
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && text[0] == (byte)'"' && text[^1] == (byte)'"' ? text[1..^1] : text;

    private static byte[] WithoutSpaces(ReadOnlySpan<byte> text)
    {
        byte[] packed = new byte[text.Length];
        int length = 0;
        foreach (byte b in text)
        {
            if (!SipBytes.IsSpace(b))
                packed[length++] = b;
        }

        return packed[..length];
    }

    private static bool IsDigest(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExcept(DigestBytes);

    private static SipParameters? Joined(SipParameters? parameters, string? algorithm, string? ppt)
    {
        if (algorithm is not null)
        {
            Guard.Token(algorithm);
            parameters = (parameters ?? SipParameters.Empty).With("alg", algorithm);
        }

        return ppt is null ? parameters : (parameters ?? SipParameters.Empty).With("ppt", ppt);
    }
}
