using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SipCti.Authentication;

namespace SipCti.Tests.Authentication;

[TestFixture]
public sealed class NonceTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("0123456789abcdef");

    private readonly FakeTimeProvider _time = new();

    private NonceSource Source(byte[]? key = null, string realm = "pbx.example") => new(key, realm, _time);

    [Test]
    public void Nonce_tells_its_source_when_it_was_made()
    {
        NonceSource source = Source();
        string text = source.Make();
        DateTimeOffset made = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(source.TryRead(text, out Nonce nonce), Is.True);
        Assert.That(nonce.Made, Is.EqualTo(made.ToUnixTimeMilliseconds()));
    }

    [Test]
    public void Nonces_of_one_moment_differ()
    {
        NonceSource source = Source();
        Assert.That(Enumerable.Range(0, 1000).Select(_ => source.Make()), Is.Unique);
    }

    [Test]
    public void Nonce_is_known_again_by_who_has_the_key_and_the_realm()
    {
        string nonce = Source(Key).Make();

        Assert.That(Source(Key).TryRead(nonce, out _), Is.True, "the same server after a restart");
        Assert.That(Source().TryRead(nonce, out _), Is.False, "a server without the key");
        Assert.That(Source(Key, "other.example").TryRead(nonce, out _), Is.False, "another realm with the same key");
    }

    [Test]
    public void Nonce_with_any_bit_changed_is_not_ours()
    {
        NonceSource source = Source();
        byte[] bytes = Base64Url.DecodeFromChars(source.Make());
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(source.TryRead(Base64Url.EncodeToString(bytes), out _), Is.False, $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [TestCase("")]
    [TestCase("abc")]
    [TestCase("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [TestCase("äääääääääääääääääääääääääääääääääääääääääää")]
    [TestCase("                                           ")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA  ")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Text_that_is_no_nonce_is_not_ours(string text) => Assert.That(Source().TryRead(text, out _), Is.False);

    [Test]
    public void Count_is_used_once_in_whatever_order_within_the_window()
    {
        var counts = new NonceCounts(10, TimeSpan.FromMinutes(5));
        var nonce = new Nonce(0, 1);

        Assert.That(counts.TryUse(nonce, 0, 0), Is.False, "counting starts with 1");
        foreach (uint count in new uint[] { 2, 1, 5, 3, 4, 100, 99, 37 })
            Assert.That(counts.TryUse(nonce, count, 0), Is.True, $"{count} for the first time");
        foreach (uint count in new uint[] { 1, 2, 3, 4, 5, 37, 99, 100 })
            Assert.That(counts.TryUse(nonce, count, 0), Is.False, $"{count} again");
        Assert.That(counts.TryUse(nonce, 36, 0), Is.False, "64 behind the highest: nobody remembers");
        Assert.That(counts.TryUse(nonce, uint.MaxValue, 0), Is.True);
        Assert.That(counts.TryUse(nonce, 98, 0), Is.False);
    }

    [Test]
    public void Nonces_are_counted_each_for_itself()
    {
        var counts = new NonceCounts(10, TimeSpan.FromMinutes(5));
        Assert.That(counts.TryUse(new Nonce(0, 1), 1, 0), Is.True);
        Assert.That(counts.TryUse(new Nonce(0, 2), 1, 0), Is.True);
    }

    [Test]
    public void Oldest_nonce_is_forgotten_beyond_the_limit_and_then_refused()
    {
        var counts = new NonceCounts(2, TimeSpan.FromMinutes(5));
        counts.TryUse(new Nonce(10, 1), 1, 10);
        counts.TryUse(new Nonce(20, 2), 1, 20);
        counts.TryUse(new Nonce(30, 3), 1, 30);

        Assert.That(counts.Count, Is.EqualTo(2));
        Assert.That(counts.TryUse(new Nonce(10, 1), 1, 30), Is.False, "its count 1 was used and must not serve again");
        Assert.That(counts.TryUse(new Nonce(10, 1), 2, 30), Is.False);
        Assert.That(counts.TryUse(new Nonce(20, 2), 2, 30), Is.True);
        Assert.That(counts.TryUse(new Nonce(25, 4), 1, 30), Is.True, "never used, and not older than what was forgotten");
        Assert.That(counts.TryUse(new Nonce(20, 2), 3, 30), Is.False, "now it is this one's turn to be forgotten");
    }

    [Test]
    public void Nonces_past_their_time_take_no_room()
    {
        var counts = new NonceCounts(1000, TimeSpan.FromMilliseconds(100));
        for (int i = 0; i < 500; i++)
            Assert.That(counts.TryUse(new Nonce(i * 10, (ulong)i), 1, i * 10), Is.True);
        Assert.That(counts.Count, Is.LessThanOrEqualTo(12));
    }
}
