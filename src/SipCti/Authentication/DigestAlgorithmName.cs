namespace SipCti.Authentication;

/// <summary>The names of the algorithms on the wire (RFC 7616 section 3.3).</summary>
internal static class DigestAlgorithmName
{
    public static string Of(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "MD5",
        DigestAlgorithm.Sha256 => "SHA-256",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Reads a name; none means MD5. False for an algorithm that we do not know, the <c>-sess</c> ones included.</summary>
    public static bool TryRead(string? name, out DigestAlgorithm algorithm)
    {
        algorithm = DigestAlgorithm.Md5;
        if (name is null || name.Equals("MD5", StringComparison.OrdinalIgnoreCase))
            return true;
        algorithm = DigestAlgorithm.Sha256;
        return name.Equals("SHA-256", StringComparison.OrdinalIgnoreCase);
    }
}
