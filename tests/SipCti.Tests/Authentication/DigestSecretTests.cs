using SipCti.Authentication;

namespace SipCti.Tests.Authentication;

[TestFixture]
public sealed class DigestSecretTests
{
    private const string Md5OfMufasa = "939e7578ed9e3c518a452acee763bce9";

    [Test]
    public void Hash_stands_for_the_password_in_its_algorithm_only()
    {
        DigestSecret secret = DigestSecret.FromHash(DigestAlgorithm.Md5, Md5OfMufasa.ToUpperInvariant());

        Assert.That(secret.TryGetHa1(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", out string? ha1), Is.True);
        Assert.That(ha1, Is.EqualTo(Md5OfMufasa));
        Assert.That(secret.TryGetHa1(DigestAlgorithm.Sha256, "Mufasa", "testrealm@host.com", out _), Is.False);
    }

    [Test]
    public void Hash_for_another_algorithm_can_be_added()
    {
        string other = new('a', 64);
        DigestSecret secret = DigestSecret.FromHash(DigestAlgorithm.Md5, Md5OfMufasa).WithHash(DigestAlgorithm.Sha256, other);

        Assert.That(secret.TryGetHa1(DigestAlgorithm.Sha256, "u", "r", out string? ha1), Is.True);
        Assert.That(ha1, Is.EqualTo(other));
        Assert.That(secret.TryGetHa1(DigestAlgorithm.Md5, "u", "r", out ha1), Is.True);
        Assert.That(ha1, Is.EqualTo(Md5OfMufasa));
    }

    [TestCase(DigestAlgorithm.Md5, "abc")]
    [TestCase(DigestAlgorithm.Sha256, Md5OfMufasa)]
    [TestCase(DigestAlgorithm.Md5, "939e7578ed9e3c518a452acee763bcex")]
    public void Hash_of_another_form_is_refused(DigestAlgorithm algorithm, string ha1) =>
        Assert.That(() => DigestSecret.FromHash(algorithm, ha1), Throws.ArgumentException);

    [Test]
    public async Task Store_knows_the_users_of_its_realm()
    {
        var store = new InMemoryCredentialStore("pbx.example", ("alice", "pw"));

        Assert.That(await store.FindAsync("pbx.example", "alice"), Is.Not.Null);
        Assert.That(await store.FindAsync("other.example", "alice"), Is.Null);
        Assert.That(await store.FindAsync("pbx.example", "Alice"), Is.Null);
        Assert.That(store.Remove("alice"), Is.True);
        Assert.That(store.Remove("alice"), Is.False);
        Assert.That(await store.FindAsync("pbx.example", "alice"), Is.Null);
    }

    [Test]
    public async Task Store_without_a_realm_serves_any()
    {
        var store = new InMemoryCredentialStore(("alice", "pw"), ("bob", "pw2"));
        Assert.That(await store.FindAsync("any", "bob"), Is.Not.Null);
    }
}
