using System.Collections.Concurrent;

namespace SipCti.Authentication;

/// <summary>Users in memory, for one realm or for whatever realm is asked for. Safe for concurrent use.</summary>
public sealed class InMemoryCredentialStore : ICredentialStore
{
    private readonly string? _realm;
    private readonly ConcurrentDictionary<string, DigestSecret> _users = new(StringComparer.Ordinal);

    /// <summary>A store whose users belong to any realm.</summary>
    /// <param name="users">User names with their passwords.</param>
    public InMemoryCredentialStore(params IEnumerable<(string Username, string Password)> users)
        : this(realm: null, users)
    {
    }

    /// <summary>A store whose users belong to one realm.</summary>
    /// <param name="realm">The realm, compared exactly; null for any.</param>
    /// <param name="users">User names with their passwords.</param>
    public InMemoryCredentialStore(string? realm, params IEnumerable<(string Username, string Password)> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        _realm = realm;
        foreach ((string username, string password) in users)
            Set(username, password);
    }

    /// <summary>Adds a user, or changes the user's password.</summary>
    /// <param name="username">The user name, compared exactly.</param>
    /// <param name="password">The password.</param>
    public void Set(string username, string password) => Set(username, DigestSecret.FromPassword(password));

    /// <summary>Adds a user, or changes the user's secret.</summary>
    /// <param name="username">The user name, compared exactly.</param>
    /// <param name="secret">The password or its hashes.</param>
    public void Set(string username, DigestSecret secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(username);
        ArgumentNullException.ThrowIfNull(secret);
        _users[username] = secret;
    }

    /// <summary>Takes a user out; false when there was none.</summary>
    /// <param name="username">The user name, compared exactly.</param>
    public bool Remove(string username) => _users.TryRemove(username, out _);

    /// <inheritdoc/>
    public ValueTask<DigestSecret?> FindAsync(string realm, string username, CancellationToken cancellationToken = default)
    {
        bool isOurs = _realm is null || string.Equals(_realm, realm, StringComparison.Ordinal);
        return ValueTask.FromResult(isOurs && _users.TryGetValue(username, out DigestSecret? secret) ? secret : null);
    }
}
