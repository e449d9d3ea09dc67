using SipCti.Authentication;
using SipCti.Messages;

namespace SipCti.Tests.Authentication;

[TestFixture]
public sealed class DigestHashTests
{
    [TestCaseSource(typeof(DigestVectors), nameof(DigestVectors.Own))]
    public void Digest_is_the_published_one(object vector) => Check((DigestVector)vector);

    [Test]
    public void Digest_is_that_of_the_shared_collection()
    {
        if (DigestVectors.Shared.Count == 0)
            Assert.Ignore("shared/corpora/digest/vectors.json is not beside the checkout");

        string[] others = [.. DigestVectors.Shared.Where(vector => !vector.IsOurs).Select(vector => vector.Name)];
        TestContext.Out.WriteLine($"{DigestVectors.Shared.Count} vectors; qop=auth-int or SHA-512-256, which we do not offer: {string.Join(", ", others)}");
        Assert.Multiple(() =>
        {
            foreach (DigestVector vector in DigestVectors.Shared.Where(vector => vector.IsOurs))
                Check(vector);
        });
        Assert.That(DigestVectors.Shared.Count(vector => vector.IsOurs), Is.GreaterThan(20));
    }

    private static void Check(DigestVector vector)
    {
        Assert.That(DigestAlgorithmName.TryRead(vector.Algorithm, out DigestAlgorithm algorithm), Is.True);
        string ha1 = DigestHash.Ha1(algorithm, vector.Username, vector.Realm, vector.Password);
        Assert.That(ha1, Is.EqualTo(vector.Ha1), vector.Name);
        Assert.That(DigestHash.Ha2(algorithm, vector.Method, vector.Uri), Is.EqualTo(vector.Ha2), vector.Name);

        var challenge = new DigestChallenge { Realm = vector.Realm, Nonce = vector.Nonce, Algorithm = vector.Algorithm, Qop = vector.Qop is null ? [] : [vector.Qop] };
        uint count = vector.NonceCount is null ? 1 : Convert.ToUInt32(vector.NonceCount, 16);
        DigestCredentials answer = DigestClient.Answer(
            challenge, vector.Username, vector.Password, new SipMethod(vector.Method), vector.Uri, count, vector.Cnonce);
        Assert.That(answer.Response, Is.EqualTo(vector.Response), vector.Name);
    }

    [TestCase("abcdef", "abcdef", true)]
    [TestCase("abcdef", "ABCDEF", true)]
    [TestCase("abcdef", "abcdee", false)]
    [TestCase("abcdef", "abcde", false)]
    [TestCase("abcdef", "abcdefa", false)]
    [TestCase("abcdef", "", false)]
    [TestCase("[bcdef", "{bcdef", false, Description = "only letters have two cases")]
    public void Responses_are_compared_digit_by_digit(string expected, string given, bool equal) =>
        Assert.That(DigestHash.AreEqual(expected, given), Is.EqualTo(equal));

    [TestCase("sip:pbx.example", "sip:pbx.example", true)]
    [TestCase("sip:pbx.example", "sip:PBX.example;transport=tcp", true)]
    [TestCase("sip:pbx.example:5060", "sip:pbx.example", true)]
    [TestCase("sips:bob@pbx.example", "sip:bob@pbx.example", true)]
    [TestCase("sip:pbx.example:5070", "sip:pbx.example:5060", false)]
    [TestCase("sip:bob@pbx.example", "sip:carol@pbx.example", false)]
    [TestCase("sip:bob@pbx.example", "sip:pbx.example", false)]
    [TestCase("sip:bob@pbx.example", "sip:bob@elsewhere.example", false)]
    [TestCase("tel:+4312", "tel:+4312", true)]
    [TestCase("tel:+4312", "tel:+4313", false)]
    [TestCase("/index.html", "sip:pbx.example", false)]
    [TestCase("", "sip:pbx.example", false)]
    public void Credentials_cover_their_own_request_URI_only(string digestUri, string requestUri, bool covers) =>
        Assert.That(DigestUri.Covers(digestUri, SipUri.Parse(requestUri)), Is.EqualTo(covers));
}
