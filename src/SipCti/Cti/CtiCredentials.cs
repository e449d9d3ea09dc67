namespace SipCti.Cti;

/// <summary>A user's name and password at the proxy (digest).</summary>
/// <param name="Username">The user name.</param>
/// <param name="Password">The password.</param>
public sealed record CtiCredentials(string Username, string Password)
{
    /// <summary>The user name alone: a password is not for logs.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Username;
}
