using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SipCti.Authentication;

/// <summary>A nonce that this server made: when, and which.</summary>
/// <param name="Made">Milliseconds since 1970.</param>
/// <param name="Id">What tells it from the others of that moment.</param>
internal readonly record struct Nonce(long Made, ulong Id);

/// <summary>
/// Makes nonces that need no memory: time, a random number, and a keyed hash over both and the realm that proves that it is ours.
/// Whoever has the key, also the same server after a restart, knows them again.
/// </summary>
internal sealed class NonceSource
{
    private const int TimeAndId = 16;
    private const int Length = TimeAndId + 16;

    private readonly byte[] _key;
    private readonly byte[] _realm;
    private readonly TimeProvider _time;

    public NonceSource(ReadOnlySpan<byte> key, string realm, TimeProvider time)
    {
        _key = key.IsEmpty ? RandomNumberGenerator.GetBytes(32) : key.ToArray();
        _realm = Encoding.UTF8.GetBytes(realm);
        _time = time;
    }

    public string Make()
    {
        Span<byte> nonce = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(nonce, _time.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(nonce[8..TimeAndId]);
        Sign(nonce[..TimeAndId], nonce[TimeAndId..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <summary>False when the text is no nonce of ours.</summary>
    public bool TryRead(string text, [NotNullWhen(true)] out Nonce nonce)
    {
        nonce = default;
        Span<byte> bytes = stackalloc byte[Length];
        // Not TryDecodeFromChars: that one throws when a character is foreign.
        if (text.Length != Base64Url.GetEncodedLength(Length)
            || Base64Url.DecodeFromChars(text, bytes, out _, out int length) != OperationStatus.Done
            || length != Length)
            return false;

        Span<byte> proof = stackalloc byte[Length - TimeAndId];
        Sign(bytes[..TimeAndId], proof);
        if (!CryptographicOperations.FixedTimeEquals(proof, bytes[TimeAndId..]))
            return false;

        nonce = new Nonce(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return true;
    }

    private void Sign(ReadOnlySpan<byte> timeAndId, Span<byte> proof)
    {
        byte[] data = [.. timeAndId, .. _realm];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, data, hash);
        hash[..proof.Length].CopyTo(proof);
    }
}
