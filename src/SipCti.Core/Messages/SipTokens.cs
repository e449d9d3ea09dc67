using System.Security.Cryptography;

namespace SipCti.Messages;

/// <summary>Makes the random identifiers of messages, from the system's cryptographic generator.</summary>
public static class SipTokens
{
    /// <summary>What a branch of RFC 3261 begins with (section 8.1.1.7).</summary>
    public const string MagicCookie = "z9hG4bK";

    // Lower case only: some peers compare tokens ignoring case.
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int PoolSize = 512;

    [ThreadStatic]
    private static byte[]? _pool;

    [ThreadStatic]
    private static int _used;

    /// <summary>A branch for a Via: the magic cookie and 100 random bits.</summary>
    public static string NewBranch() => string.Create(MagicCookie.Length + 20, 0, static (chars, _) =>
    {
        MagicCookie.CopyTo(chars);
        Fill(chars[MagicCookie.Length..]);
    });

    /// <summary>A tag for From or To: 80 random bits (RFC 3261 section 19.3 asks for 32 at least).</summary>
    public static string NewTag() => New(16);

    /// <summary>A Call-ID: 130 random bits, no host name (RFC 3261 section 8.1.1.4 allows it, and it tells nobody anything).</summary>
    public static string NewCallId() => New(26);

    private static string New(int length) => string.Create(length, 0, static (chars, _) => Fill(chars));

    private static void Fill(Span<char> chars)
    {
        // One call of the generator for many identifiers: it costs the same for 512 bytes as for 16.
        byte[] pool = _pool ??= new byte[PoolSize];
        if (_used == 0 || _used + chars.Length > PoolSize)
        {
            RandomNumberGenerator.Fill(pool);
            _used = 0;
        }

        foreach (ref char c in chars)
            c = Alphabet[pool[_used++] & 31];
    }
}
