namespace SipCti.Messages;

/// <summary>Who refreshes a session (RFC 4028 section 4).</summary>
public enum SessionRefresher
{
    /// <summary>The one who sent the request.</summary>
    Uac,

    /// <summary>The one who answers it.</summary>
    Uas,
}
