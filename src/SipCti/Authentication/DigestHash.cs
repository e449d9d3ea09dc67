using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace SipCti.Authentication;

/// <summary>The hashes of Digest authentication (RFC 7616 section 3.4.1 to 3.4.3); all in lower-case hexadecimal.</summary>
internal static class DigestHash
{
    /// <summary>H(username:realm:password).</summary>
    public static string Ha1(DigestAlgorithm algorithm, string username, string realm, string password) => Hash(algorithm, $"{username}:{realm}:{password}");

    /// <summary>H(method:uri): A2 for qop=auth and for none.</summary>
    public static string Ha2(DigestAlgorithm algorithm, string method, string uri) => Hash(algorithm, $"{method}:{uri}");

    /// <summary>The response with qop.</summary>
    public static string Response(DigestAlgorithm algorithm, string ha1, string nonce, string nonceCount, string cnonce, string qop, string ha2) =>
        Hash(algorithm, $"{ha1}:{nonce}:{nonceCount}:{cnonce}:{qop}:{ha2}");

    /// <summary>The response without qop (RFC 2069, kept by RFC 2617 section 3.2.2.1 for old clients).</summary>
    public static string ResponseWithoutQop(DigestAlgorithm algorithm, string ha1, string nonce, string ha2) => Hash(algorithm, $"{ha1}:{nonce}:{ha2}");

    /// <summary>Compares in a time that does not tell where they differ; the case of the hexadecimal digits does not matter.</summary>
    public static bool AreEqual(string expected, string given)
    {
        if (given.Length != expected.Length)
            return false;
        int difference = 0;
        for (int i = 0; i < expected.Length; i++)
            difference |= expected[i] ^ Lower(given[i]);
        return difference == 0;
    }

    private static int Lower(char digit) => digit is >= 'A' and <= 'F' ? digit | 0x20 : digit;

    private static HashAlgorithmName NameOf(DigestAlgorithm algorithm) =>
        algorithm == DigestAlgorithm.Md5 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256;

    private static string Hash(DigestAlgorithm algorithm, string text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            ReadOnlySpan<byte> data = bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes));
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            int length = CryptographicOperations.HashData(NameOf(algorithm), data, hash);
            return Convert.ToHexStringLower(hash[..length]);
        }
        finally
        {
            // It may have held a password.
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
