using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

public sealed class DigestHeaderTests
{
    [Test]
    public void Credentials_are_read()
    {
        const string Text = "Digest username=\"bob \\\"b\\\"\", realm=\"a,b\", nonce=\"n==\", opaque=\"\", uri=\"sip:example.com\", response=\"dfe56131d1958046689d83306477ecc1\", algorithm=MD5, cnonce=\"0a4f113b\", qop=auth, nc=0000000A";
        Assert.That(DigestCredentials.TryParse(Text, out DigestCredentials? read), Is.True);
        Assert.That(read, Is.EqualTo(new DigestCredentials
        {
            Username = "bob \"b\"",
            Realm = "a,b",
            Nonce = "n==",
            Opaque = "",
            Uri = "sip:example.com",
            Response = "dfe56131d1958046689d83306477ecc1",
            Algorithm = "MD5",
            Cnonce = "0a4f113b",
            Qop = "auth",
            NonceCount = "0000000A",
        }));
        Assert.That((read!.IsDigest, read.NonceCountValue), Is.EqualTo((true, 10u)));
        Assert.That(DigestCredentials.TryParse(read.ToString(), out DigestCredentials? again) ? again : null, Is.EqualTo(read));
    }

    [Test]
    public void A_hashed_or_extended_user_name_is_read()
    {
        Assert.That(DigestCredentials.TryParse("digest username*=UTF-8''J%C3%A4s%20X, userhash=true,realm=r,nonce=n,uri=u,response=x", out DigestCredentials? read), Is.True);
        Assert.That((read!.Username, read.UserHash, read.Qop, read.NonceCountValue), Is.EqualTo(("J\u00e4s X", true, (string?)null, (uint?)null)));
    }

    [TestCase("")]
    [TestCase("Digest")]
    [TestCase("Digest username=\"a\"")]
    [TestCase("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\"")]
    [TestCase("Digest username=\"a, realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"")]
    [TestCase("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", junk")]
    [TestCase("Digest username=\"a\", realm=\"r\"x, nonce=\"n\", uri=\"u\", response=\"x\"")]
    [TestCase("Digest username=\"a\r\nb\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"")]
    [TestCase("Digest username*=UTF-8''a%00b, realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"")]
    [TestCase("Digest username*=UTF-8''a%0D%0Ab, realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"")]
    public void Malformed_credentials_are_refused(string text) => Assert.That(DigestCredentials.TryParse(text, out _), Is.False);

    [Test]
    public void A_value_that_is_no_token_is_written_in_quotes()
    {
        const string Text = "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", qop=\"auth,auth-int\"";
        Assert.That(DigestCredentials.TryParse(Text, out DigestCredentials? read), Is.True);
        Assert.That((read!.Qop, read.ToString()), Is.EqualTo(("auth,auth-int", Text)));
    }

    [TestCase("NoOneKnowsThisScheme opaque-data=here", "NoOneKnowsThisScheme")]
    [TestCase("Bearer eyJ0eXAi.abc==", "Bearer")]
    public void Other_schemes_are_told_by_their_name(string text, string scheme)
    {
        Assert.That(DigestCredentials.TryParse(text, out DigestCredentials? read), Is.True);
        Assert.That((read!.Scheme, read.IsDigest, read.Username), Is.EqualTo((scheme, false, "")));
        Assert.That(DigestChallenge.TryParse(text, out DigestChallenge? challenge) && !challenge.IsDigest);
    }

    [TestCase("Digest\r\nX: y")]
    [TestCase("Digest realm")]
    [TestCase("")]
    public void A_scheme_that_is_no_token_is_not_written(string scheme)
    {
        Assert.That(() => new DigestChallenge { Scheme = scheme }.ToString(), Throws.ArgumentException);
        Assert.That(() => new DigestCredentials { Scheme = scheme }.ToString(), Throws.ArgumentException);
    }

    [Test]
    public void A_challenge_is_read_and_written()
    {
        const string Text = "Digest realm=\"r\", nonce=\"n\", domain=\"sip:a sip:b\", opaque=\"o\", stale=true, algorithm=SHA-256, qop=\"auth,auth-int\"";
        Assert.That(DigestChallenge.TryParse(Text, out DigestChallenge? read), Is.True);
        Assert.That((read!.Realm, read.Nonce, read.Domain, read.Opaque, read.Stale, read.Algorithm), Is.EqualTo(("r", "n", "sip:a sip:b", "o", true, "SHA-256")));
        Assert.That(read.Qop, Is.EqualTo(new[] { "auth", "auth-int" }));
        Assert.That(read.ToString(), Is.EqualTo(Text));
    }

    [Test]
    public void Several_challenges_stand_on_lines_of_their_own()
    {
        SipMessage message = Samples.Read(Samples.With("WWW-Authenticate: Digest realm=\"r\", nonce=\"1\", algorithm=SHA-256\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"2\""));
        Assert.That(message.TryGetChallenges(HeaderId.WwwAuthenticate, out IReadOnlyList<DigestChallenge> challenges), Is.True);
        Assert.That(challenges.Select(c => (c.Nonce, c.Algorithm)), Is.EqualTo(new[] { ("1", "SHA-256"), ("2", null) }));
    }
}
