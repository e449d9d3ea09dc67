namespace SipCti.Authentication;

/// <summary>Knows the users of a realm. The default is <see cref="InMemoryCredentialStore"/>; a host may ask its own database.</summary>
public interface ICredentialStore
{
    /// <summary>The secret of a user, or null when the realm has no such user. What it throws fails the request with 500.</summary>
    /// <param name="realm">The realm of the challenge.</param>
    /// <param name="username">The user name that the terminal gave.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DigestSecret?> FindAsync(string realm, string username, CancellationToken cancellationToken = default);
}
