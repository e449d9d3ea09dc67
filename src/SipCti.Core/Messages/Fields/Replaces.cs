using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>The Replaces header field: the dialog whose place this call takes (RFC 3891 section 6.1). Immutable.</summary>
public sealed class Replaces : DialogReference
{
    /// <summary>Names a dialog.</summary>
    /// <param name="callId">The Call-ID of the dialog.</param>
    /// <param name="toTag">The receiver's tag, a token.</param>
    /// <param name="fromTag">Its peer's tag, a token.</param>
    /// <param name="parameters">Further parameters, such as <c>early-only</c>; null for none.</param>
    /// <exception cref="ArgumentException">The Call-ID holds a space, a comma, a semicolon or no character, or a tag is no token.</exception>
    public Replaces(string callId, string toTag, string fromTag, SipParameters? parameters = null)
        : base(Checked(callId), toTag, fromTag, Joined(parameters, "to-tag", toTag, "from-tag", fromTag), null)
    {
    }

    private Replaces(in ValueParts parts, string toTag, string fromTag)
        : base(QuotedText.Decode(parts.Head), toTag, fromTag, parts.Parameters, QuotedText.Decode(parts.Text))
    {
    }

    /// <summary>True when the dialog is to be replaced only while it is early (<c>early-only</c>, section 6.1).</summary>
    public bool IsEarlyOnly => Parameters.Contains("early-only");

    /// <summary>Reads the value of the field.</summary>
    /// <param name="text">The value.</param>
    /// <param name="value">The dialog named.</param>
    /// <returns>False when the text is malformed, or lacks one of the tags.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Replaces? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads the value of the field from bytes.</summary>
    /// <param name="text">The value, no line break.</param>
    /// <param name="value">The dialog named.</param>
    /// <returns>False when the text is malformed, or lacks one of the tags.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Replaces? value)
    {
        bool isRead = TryRead(text, "to-tag", "from-tag", out ValueParts parts, out string? toTag, out string? fromTag);
        value = isRead ? new Replaces(parts, toTag!, fromTag!) : null;
        return isRead;
    }
}
