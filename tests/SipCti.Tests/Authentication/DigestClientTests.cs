using SipCti.Authentication;
using SipCti.Messages;

namespace SipCti.Tests.Authentication;

[TestFixture]
public sealed class DigestClientTests
{
    private DigestClient _client = null!;
    private SipRequest _request = null!;

    [SetUp]
    public void SetUp()
    {
        _client = new DigestClient("alice", "pw");
        _request = ServerClient.Request(SipMethod.Invite, "sip:carol@pbx.example");
    }

    private bool Answer(int status, params DigestChallenge[] challenges)
    {
        SipResponse response = _request.CreateResponse(status, null, "t");
        foreach (DigestChallenge challenge in challenges)
            response.Headers.Append(status == 401 ? HeaderId.WwwAuthenticate : HeaderId.ProxyAuthenticate, challenge.ToString());
        return _client.TryAnswer(response, _request);
    }

    private static DigestChallenge Challenge(string nonce, string? algorithm = "MD5", string realm = "pbx.example", bool stale = false) =>
        new() { Realm = realm, Nonce = nonce, Algorithm = algorithm, Qop = ["auth"], Stale = stale, Opaque = "o" };

    private DigestCredentials[] Carried(HeaderId header)
    {
        Assert.That(_request.TryGetCredentials(header, out IReadOnlyList<DigestCredentials> credentials), Is.True);
        return [.. credentials];
    }

    [TestCase(401, HeaderId.Authorization)]
    [TestCase(407, HeaderId.ProxyAuthorization)]
    public void Challenge_is_answered_in_the_header_that_belongs_to_it(int status, HeaderId header)
    {
        Assert.That(Answer(status, Challenge("n1")), Is.True);

        DigestCredentials credentials = Carried(header).Single();
        Assert.That(credentials, Has.Property("Username").EqualTo("alice").And.Property("Nonce").EqualTo("n1").And.Property("Opaque").EqualTo("o"));
        Assert.That(credentials, Has.Property("Qop").EqualTo("auth").And.Property("NonceCount").EqualTo("00000001").And.Property("Algorithm").EqualTo("MD5"));
        Assert.That(credentials.Uri, Is.EqualTo("sip:carol@pbx.example"));
    }

    [Test]
    public void Strongest_algorithm_that_is_known_is_answered()
    {
        Assert.That(Answer(401, Challenge("n", "SHA-512-256"), Challenge("n"), Challenge("n", "SHA-256"), Challenge("n", null)), Is.True);
        Assert.That(Carried(HeaderId.Authorization).Single().Algorithm, Is.EqualTo("SHA-256"));
    }

    [Test]
    public void Challenge_that_is_not_understood_is_not_answered()
    {
        Assert.That(Answer(401, Challenge("n", "SHA-512-256"), Challenge("n") with { Qop = ["auth-int"] }), Is.False);
        Assert.That(Answer(401), Is.False);
        Assert.That(Answer(404, Challenge("n")), Is.False);
        Assert.That(_request.Headers.Contains(HeaderId.Authorization), Is.False);
        Assert.That(
            () => DigestClient.Answer(Challenge("n", "SHA-512-256"), "alice", "pw", SipMethod.Invite, "sip:x"),
            Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public void Other_scheme_is_passed_over()
    {
        SipResponse response = _request.CreateResponse(401, null, "t");
        response.Headers.Append(HeaderId.WwwAuthenticate, "Basic realm=\"pbx.example\"");
        Assert.That(_client.TryAnswer(response, _request), Is.False);
        response.Headers.Append(HeaderId.WwwAuthenticate, Challenge("n").ToString());
        Assert.That(_client.TryAnswer(response, _request), Is.True);
    }

    [Test]
    public void Every_realm_gets_its_answer_and_proxies_keep_theirs()
    {
        Assert.That(Answer(407, Challenge("n1", realm: "a"), Challenge("n2", realm: "b")), Is.True);
        Assert.That(Answer(401, Challenge("n3", realm: "c")), Is.True);

        Assert.That(Carried(HeaderId.ProxyAuthorization).Select(credentials => credentials.Nonce), Is.EqualTo(new[] { "n1", "n2" }));
        Assert.That(Carried(HeaderId.Authorization).Single().Nonce, Is.EqualTo("n3"));
    }

    [Test]
    public void Nonce_is_used_again_with_a_higher_count()
    {
        Answer(407, Challenge("n1"));
        _request = ServerClient.Request(SipMethod.Bye, "sip:carol@pbx.example");
        _client.Authorize(_request);

        Assert.That(Carried(HeaderId.ProxyAuthorization).Single(), Has.Property("Nonce").EqualTo("n1").And.Property("NonceCount").EqualTo("00000002"));
    }

    [Test]
    public void Fresh_credentials_that_are_refused_are_not_tried_again()
    {
        Assert.That(Answer(401, Challenge("n1")), Is.True);
        Assert.That(Answer(401, Challenge("n2")), Is.False, "the password is wrong");
    }

    [Test]
    public void Stale_nonce_is_replaced()
    {
        Assert.That(Answer(401, Challenge("n1")), Is.True);
        Assert.That(Answer(401, Challenge("n2", stale: true)), Is.True);
        Assert.That(Carried(HeaderId.Authorization).Single(), Has.Property("Nonce").EqualTo("n2").And.Property("NonceCount").EqualTo("00000001"));
    }

    [Test]
    public void Nonce_that_served_before_may_be_replaced_without_being_called_stale()
    {
        Answer(401, Challenge("n1"));
        _client.Authorize(_request);
        Assert.That(Answer(401, Challenge("n2")), Is.True, "some servers change nonces without saying stale");
        Assert.That(Answer(401, Challenge("n3")), Is.False);
    }

    [Test]
    public void Second_request_that_was_sent_without_credentials_is_answered_too()
    {
        Answer(401, Challenge("n1"));
        _request = ServerClient.Request(SipMethod.Invite, "sip:dave@pbx.example");
        Assert.That(Answer(401, Challenge("n2")), Is.True);
    }

    [Test]
    public void Server_with_ever_new_realms_does_not_fill_the_memory()
    {
        for (int i = 0; i < 100; i++)
            Answer(401, Challenge("n", realm: "r" + i));
        Assert.That(Carried(HeaderId.Authorization), Has.Length.EqualTo(16));
    }

    [Test]
    public void Client_nonces_differ()
    {
        DigestCredentials[] answers = [.. Enumerable.Range(0, 100).Select(_ => DigestClient.Answer(Challenge("n"), "alice", "pw", SipMethod.Invite, "sip:x"))];
        Assert.That(answers.Select(answer => answer.Cnonce), Is.Unique);
    }
}
