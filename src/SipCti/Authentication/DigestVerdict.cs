namespace SipCti.Authentication;

/// <summary>What credentials are worth.</summary>
internal enum DigestVerdict
{
    /// <summary>They prove the user.</summary>
    Accepted,

    /// <summary>There are none for our realm in an algorithm that we offered.</summary>
    Missing,

    /// <summary>The header cannot be read.</summary>
    Malformed,

    /// <summary>They were made for another Request-URI.</summary>
    WrongUri,

    /// <summary>The user is unknown or the password wrong, or they lack what the challenge asked for.</summary>
    Rejected,

    /// <summary>The password is right, but the nonce is old, used up or not ours: the terminal may try again without asking its user.</summary>
    Stale,
}
