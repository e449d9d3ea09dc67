using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>The Target-Dialog header field: a dialog of the receiver that the sender knows, which authorizes the request (RFC 4538). Local and remote are as the receiver sees them (so RFC 5589 section 6.1 has it). Immutable.</summary>
public sealed class TargetDialog : DialogReference
{
    /// <summary>Names a dialog.</summary>
    /// <param name="callId">The Call-ID of the dialog.</param>
    /// <param name="localTag">The receiver's tag, a token.</param>
    /// <param name="remoteTag">Its peer's tag, a token.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">The Call-ID holds a space, a comma, a semicolon or no character, or a tag is no token.</exception>
    public TargetDialog(string callId, string localTag, string remoteTag, SipParameters? parameters = null)
        : base(Checked(callId), localTag, remoteTag, Joined(parameters, "local-tag", localTag, "remote-tag", remoteTag), null)
    {
    }

    private TargetDialog(in ValueParts parts, string localTag, string remoteTag)
        : base(QuotedText.Decode(parts.Head), localTag, remoteTag, parts.Parameters, QuotedText.Decode(parts.Text))
    {
    }

    /// <summary>Reads the value of the field.</summary>
    /// <param name="text">The value.</param>
    /// <param name="value">The dialog named.</param>
    /// <returns>False when the text is malformed, or lacks one of the tags.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TargetDialog? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads the value of the field from bytes.</summary>
    /// <param name="text">The value, no line break.</param>
    /// <param name="value">The dialog named.</param>
    /// <returns>False when the text is malformed, or lacks one of the tags.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out TargetDialog? value)
    {
        bool isRead = TryRead(text, "local-tag", "remote-tag", out ValueParts parts, out string? localTag, out string? remoteTag);
        value = isRead ? new TargetDialog(parts, localTag!, remoteTag!) : null;
        return isRead;
    }
}
