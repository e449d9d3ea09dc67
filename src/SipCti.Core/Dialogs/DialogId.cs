namespace SipCti.Dialogs;

/// <summary>What tells one dialog from all others: Call-ID, local tag, remote tag (RFC 3261 section 12).</summary>
/// <param name="CallId">The Call-ID.</param>
/// <param name="LocalTag">The tag of this side.</param>
/// <param name="RemoteTag">The tag of the other side; empty when an RFC 2543 peer sent none.</param>
public readonly record struct DialogId(string CallId, string LocalTag, string RemoteTag);
