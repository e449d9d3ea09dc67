using System.Buffers.Text;
using System.Security.Cryptography;

namespace SipCti.Transport;

/// <summary>Names for flows that nobody can guess or forge (RFC 5626 section 5.2).</summary>
internal static class FlowToken
{
    private const int Bytes = 16;

    /// <summary>128 random bits as base64url without padding.</summary>
    public static string New()
    {
        Span<byte> random = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }
}
