namespace SipCti.Messages;

/// <content>The start line as it stands.</content>
public abstract partial class SipMessage
{
    /// <summary>The start line without its CRLF.</summary>
    internal ReadOnlySpan<byte> StartLineText => StartLine[..^2];
}
