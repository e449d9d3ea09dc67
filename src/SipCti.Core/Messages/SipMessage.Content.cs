using System.Diagnostics.CodeAnalysis;
using SipCti.Wire;

namespace SipCti.Messages;

/// <content>How the body is encoded, and in which language it is. Absent fields read as null or an empty list; false means that the field is there and malformed.</content>
public abstract partial class SipMessage
{
    /// <summary>Content-Encoding: the codings applied to the body, in the order in which they were applied (RFC 3261 section 20.12). Compare ignoring case.</summary>
    /// <param name="codings">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetContentEncodings(out IReadOnlyList<string> codings) => TryReadAll(HeaderId.ContentEncoding, null, ReadToken, out codings);

    /// <summary>Content-Language: the languages of the body (RFC 3261 section 20.13).</summary>
    /// <param name="languages">The values, in order over all lines; empty when the field is absent.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryGetContentLanguages(out IReadOnlyList<string> languages) => TryReadAll(HeaderId.ContentLanguage, null, ReadToken, out languages);

    /// <summary>MIME-Version (RFC 3261 section 20.24): major and minor number.</summary>
    /// <param name="version">The value; null when the field is absent.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryGetMimeVersion(out Version? version) => TryReadOne(HeaderId.MimeVersion, ReadVersion, out version);

    // 1*DIGIT "." 1*DIGIT
    internal static bool ReadVersion(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Version? version)
    {
        version = null;
        int dot = text.IndexOf((byte)'.');
        if (dot < 0 || !SipBytes.TryReadNumber(text[..dot], int.MaxValue, out uint major) || !SipBytes.TryReadNumber(text[(dot + 1)..], int.MaxValue, out uint minor))
            return false;
        version = new Version((int)major, (int)minor);
        return true;
    }
}
