using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>The Join header field: the dialog whose call the receiver is to make a conference with this one (RFC 3911). Immutable.</summary>
public sealed class Join : DialogReference
{
    /// <summary>Names a dialog.</summary>
    /// <param name="callId">The Call-ID of the dialog.</param>
    /// <param name="toTag">The receiver's tag, a token.</param>
    /// <param name="fromTag">Its peer's tag, a token.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">The Call-ID holds a space, a comma, a semicolon or no character, or a tag is no token.</exception>
    public Join(string callId, string toTag, string fromTag, SipParameters? parameters = null)
        : base(Checked(callId), toTag, fromTag, Joined(parameters, "to-tag", toTag, "from-tag", fromTag), null)
    {
    }

    private Join(in ValueParts parts, string toTag, string fromTag)
        : base(QuotedText.Decode(parts.Head), toTag, fromTag, parts.Parameters, QuotedText.Decode(parts.Text))
    {
    }

    /// <summary>Reads the value of the field.</summary>
    /// <param name="text">The value.</param>
    /// <param name="value">The dialog named.</param>
    /// <returns>False when the text is malformed, or lacks one of the tags.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Join? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads the value of the field from bytes.</summary>
    /// <param name="text">The value, no line break.</param>
    /// <param name="value">The dialog named.</param>
    /// <returns>False when the text is malformed, or lacks one of the tags.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Join? value)
    {
        bool isRead = TryRead(text, "to-tag", "from-tag", out ValueParts parts, out string? toTag, out string? fromTag);
        value = isRead ? new Join(parts, toTag!, fromTag!) : null;
        return isRead;
    }
}
