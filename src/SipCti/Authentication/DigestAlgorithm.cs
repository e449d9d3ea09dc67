namespace SipCti.Authentication;

/// <summary>A hash of Digest authentication (RFC 7616, RFC 8760).</summary>
public enum DigestAlgorithm
{
    /// <summary>MD5: broken as a hash, still the only one that many phones know.</summary>
    Md5,

    /// <summary>SHA-256 (RFC 8760).</summary>
    Sha256,
}
