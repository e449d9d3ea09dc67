using System.Diagnostics.CodeAnalysis;

namespace SipCti.Authentication;

/// <summary>
/// What a server knows of a user's password: the password itself, or only H(A1), the hash of user, realm and password,
/// for one or more algorithms (RFC 7616 section 3.4.2), so that no password has to be stored.
/// </summary>
public sealed class DigestSecret
{
    private readonly string? _password;
    private readonly string?[] _ha1 = new string?[2];

    private DigestSecret(string? password) => _password = password;

    /// <summary>A secret that is the password; it serves every algorithm.</summary>
    /// <param name="password">The password; may be empty.</param>
    public static DigestSecret FromPassword(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return new DigestSecret(password);
    }

    /// <summary>A secret that is H(A1) for one algorithm; more can be added by <see cref="WithHash"/>.</summary>
    /// <param name="algorithm">The algorithm that made the hash.</param>
    /// <param name="ha1">The hash in hexadecimal digits: 32 for MD5, 64 for SHA-256.</param>
    /// <exception cref="ArgumentException">The hash has another form.</exception>
    public static DigestSecret FromHash(DigestAlgorithm algorithm, string ha1) => new DigestSecret(password: null).WithHash(algorithm, ha1);

    /// <summary>The same secret that knows H(A1) for one more algorithm.</summary>
    /// <param name="algorithm">The algorithm that made the hash.</param>
    /// <param name="ha1">The hash in hexadecimal digits: 32 for MD5, 64 for SHA-256.</param>
    /// <exception cref="ArgumentException">The hash has another form.</exception>
    public DigestSecret WithHash(DigestAlgorithm algorithm, string ha1)
    {
        ArgumentNullException.ThrowIfNull(ha1);
        int length = algorithm == DigestAlgorithm.Md5 ? 32 : 64;
        if (ha1.Length != length || !ha1.All(char.IsAsciiHexDigit))
            throw new ArgumentException($"H(A1) for {DigestAlgorithmName.Of(algorithm)} has {length} hexadecimal digits.", nameof(ha1));

        var secret = new DigestSecret(_password);
        _ha1.CopyTo(secret._ha1, 0);
        secret._ha1[(int)algorithm] = ha1.ToLowerInvariant();
        return secret;
    }

    internal bool TryGetHa1(DigestAlgorithm algorithm, string username, string realm, [NotNullWhen(true)] out string? ha1)
    {
        ha1 = _ha1[(int)algorithm] ?? (_password is null ? null : DigestHash.Ha1(algorithm, username, realm, _password));
        return ha1 is not null;
    }
}
