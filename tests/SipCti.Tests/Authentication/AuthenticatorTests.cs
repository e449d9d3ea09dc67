using Microsoft.Extensions.Time.Testing;
using SipCti.Authentication;
using SipCti.Messages;

namespace SipCti.Tests.Authentication;

[TestFixture]
public sealed class AuthenticatorTests
{
    private const string Realm = "pbx.example";
    private const string Password = "secret";

    private readonly InMemoryCredentialStore _users = new(Realm, ("alice", Password), ("bob@pbx.example", Password));
    private FakeTimeProvider _time = null!;
    private ServerClient _client = null!;
    private AnsweringEnd _end = null!;

    [SetUp]
    public async Task SetUp()
    {
        _time = new FakeTimeProvider();
        await Start(new AuthenticatorOptions { Realm = Realm, Credentials = _users });
    }

    [TearDown]
    public ValueTask TearDown() => _client.DisposeAsync();

    private async Task Start(AuthenticatorOptions options)
    {
        if (_client is not null)
            await _client.DisposeAsync();
        _end = new AnsweringEnd();
        _client = await ServerClient.StartAsync(_time, new Authenticator(options), _end);
    }

    private Task Restart(Func<AuthenticatorOptions, AuthenticatorOptions> change) =>
        Start(change(new AuthenticatorOptions { Realm = Realm, Credentials = _users }));

    private static SipRequest Register(uint cseq = 1) => ServerClient.Request(SipMethod.Register, "sip:pbx.example", cseq);

    private static SipRequest Invite(string from = "sip:alice@pbx.example") => ServerClient.Request(SipMethod.Invite, "sip:carol@pbx.example", from: from, to: "sip:carol@pbx.example");

    private async Task<DigestChallenge[]> Challenge(SipRequest request, int status)
    {
        SipResponse response = await _client.AskAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(response.TryGetChallenges(status == 401 ? HeaderId.WwwAuthenticate : HeaderId.ProxyAuthenticate, out IReadOnlyList<DigestChallenge> challenges), Is.True);
        return [.. challenges];
    }

    private static DigestCredentials Answer(SipRequest request, DigestChallenge challenge, uint count = 1, string user = "alice", string password = Password, string? uri = null) =>
        DigestClient.Answer(challenge, user, password, request.Method, uri ?? request.RequestUri.ToString(), count);

    private Task<SipResponse> Ask(SipRequest request, DigestCredentials credentials)
    {
        request.Headers.Set(request.Method == SipMethod.Register ? HeaderId.Authorization : HeaderId.ProxyAuthorization, credentials.ToString());
        return _client.AskAsync(request);
    }

    private async Task<DigestChallenge> AssertChallengedAgain(SipRequest request, DigestCredentials credentials, bool stale)
    {
        SipResponse response = await Ask(request, credentials);
        Assert.That(response.StatusCode, Is.EqualTo(401));
        Assert.That(response.TryGetChallenges(HeaderId.WwwAuthenticate, out IReadOnlyList<DigestChallenge> challenges), Is.True);
        Assert.That(challenges[0].Stale, Is.EqualTo(stale));
        Assert.That(challenges[0].Nonce, Is.Not.EqualTo(credentials.Nonce), "a fresh challenge");
        return challenges[0];
    }

    [Test]
    public async Task Register_is_challenged_with_401_and_passes_with_the_answer()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        Assert.That(challenge, Has.Property("Realm").EqualTo(Realm).And.Property("Algorithm").EqualTo("MD5").And.Property("Stale").False);
        Assert.That(challenge.Qop, Is.EqualTo(new[] { "auth" }));
        Assert.That(_end.Passed, Is.Empty);

        Assert.That((await Ask(request, Answer(request, challenge))).StatusCode, Is.EqualTo(200));
        Assert.That(_end.Passed.Single().User, Is.EqualTo("alice"));
    }

    [TestCase("INVITE")]
    [TestCase("MESSAGE")]
    [TestCase("SUBSCRIBE")]
    [TestCase("OPTIONS")]
    public async Task Other_methods_are_challenged_with_407_and_pass_with_the_answer(string method)
    {
        SipRequest request = ServerClient.Request(new SipMethod(method), "sip:carol@pbx.example");
        DigestChallenge challenge = (await Challenge(request, 407)).Single();

        Assert.That((await Ask(request, Answer(request, challenge))).StatusCode, Is.EqualTo(200));
        Assert.That(_end.Passed.Single().User, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Challenges_come_in_the_order_of_preference_and_each_can_be_answered()
    {
        await Restart(options => options with { Algorithms = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5] });
        SipRequest request = Register();
        DigestChallenge[] challenges = await Challenge(request, 401);
        Assert.That(challenges.Select(challenge => challenge.Algorithm), Is.EqualTo(new[] { "SHA-256", "MD5" }));

        Assert.That((await Ask(request, Answer(request, challenges[0]))).StatusCode, Is.EqualTo(200));
        Assert.That((await Ask(request, Answer(request, challenges[1], count: 2))).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Algorithm_that_was_not_offered_is_not_accepted()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        await AssertChallengedAgain(request, Answer(request, challenge with { Algorithm = "SHA-256" }), stale: false);
    }

    [TestCase("alice", "wrong")]
    [TestCase("nobody", Password)]
    [TestCase("ALICE", Password)]
    public async Task Wrong_user_or_password_is_challenged_again(string user, string password)
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        await AssertChallengedAgain(request, Answer(request, challenge, user: user, password: password), stale: false);
        Assert.That(_end.Passed, Is.Empty);
    }

    [Test]
    public async Task Response_made_for_another_method_is_refused()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        await AssertChallengedAgain(request, DigestClient.Answer(challenge, "alice", Password, SipMethod.Invite, "sip:pbx.example"), stale: false);
    }

    [Test]
    public async Task Credentials_for_another_realm_are_as_good_as_none()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        await AssertChallengedAgain(request, Answer(request, challenge with { Realm = "other.example" }), stale: false);
    }

    [Test]
    public async Task Credentials_for_our_realm_are_found_among_others()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        request.Headers.Append(HeaderId.Authorization, Answer(request, challenge with { Realm = "other.example" }).ToString());
        request.Headers.Append(HeaderId.Authorization, Answer(request, challenge).ToString());

        Assert.That((await _client.AskAsync(request)).StatusCode, Is.EqualTo(200));
    }

    [TestCase("sip:carol@pbx.example")]
    [TestCase("sip:elsewhere.example")]
    public async Task Credentials_for_another_request_URI_answer_400(string uri)
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        SipResponse response = await Ask(request, Answer(request, challenge, uri: uri));

        Assert.That(response.StatusCode, Is.EqualTo(400));
        Assert.That(response.ReasonPhrase, Does.Contain("URI"));
        Assert.That(_end.Passed, Is.Empty);
    }

    [Test]
    public async Task Old_nonce_with_the_right_password_is_stale()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That((await Ask(request, Answer(request, challenge))).StatusCode, Is.EqualTo(200), "to the last moment");

        _time.Advance(TimeSpan.FromMilliseconds(1));
        DigestChallenge fresh = await AssertChallengedAgain(request, Answer(request, challenge, count: 2), stale: true);
        Assert.That((await Ask(request, Answer(request, fresh))).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Old_nonce_with_a_wrong_password_is_not_called_stale()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        _time.Advance(TimeSpan.FromMinutes(6));
        await AssertChallengedAgain(request, Answer(request, challenge, password: "wrong"), stale: false);
    }

    [Test]
    public async Task Replayed_credentials_are_refused()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        DigestCredentials credentials = Answer(request, challenge);
        Assert.That((await Ask(request, credentials)).StatusCode, Is.EqualTo(200));

        await AssertChallengedAgain(request, credentials, stale: true);
        Assert.That(_end.Passed, Has.Count.EqualTo(1));
        Assert.That((await Ask(request, Answer(request, challenge, count: 2))).StatusCode, Is.EqualTo(200), "the next count serves");
    }

    [Test]
    public async Task Nonce_from_before_a_restart_is_stale_unless_the_key_is_the_same()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single();
        await Restart(options => options);
        await AssertChallengedAgain(request, Answer(request, challenge), stale: true);

        byte[] key = new byte[16];
        await Restart(options => options with { NonceKey = key });
        challenge = (await Challenge(request = Register(), 401)).Single();
        await Restart(options => options with { NonceKey = key });
        Assert.That((await Ask(request, Answer(request, challenge))).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task More_nonces_than_are_tracked_make_the_oldest_stale()
    {
        await Restart(options => options with { MaxTrackedNonces = 2 });
        var challenges = new List<DigestChallenge>();
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            SipRequest request = Register();
            challenges.Add((await Challenge(request, 401)).Single());
            Assert.That((await Ask(request, Answer(request, challenges[i]))).StatusCode, Is.EqualTo(200));
        }

        SipRequest again = Register();
        await AssertChallengedAgain(again, Answer(again, challenges[0], count: 2), stale: true);
        Assert.That((await Ask(again, Answer(again, challenges[1], count: 2))).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Answer_without_qop_is_accepted_for_MD5_as_long_as_the_option_says_so()
    {
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single() with { Qop = [] };
        Assert.That((await Ask(request, Answer(request, challenge))).StatusCode, Is.EqualTo(200));

        await Restart(options => options with { AcceptMd5WithoutQop = false });
        challenge = (await Challenge(request = Register(), 401)).Single() with { Qop = [] };
        await AssertChallengedAgain(request, Answer(request, challenge), stale: false);
    }

    [Test]
    public async Task Answer_without_qop_is_never_accepted_for_SHA_256()
    {
        await Restart(options => options with { Algorithms = [DigestAlgorithm.Sha256] });
        SipRequest request = Register();
        DigestChallenge challenge = (await Challenge(request, 401)).Single() with { Qop = [] };
        await AssertChallengedAgain(request, Answer(request, challenge), stale: false);
    }

    [TestCase("qop=auth-int")]
    [TestCase("no cnonce")]
    [TestCase("no nc")]
    [TestCase("short nc")]
    public async Task Answer_with_half_a_qop_is_refused(string fault)
    {
        SipRequest request = Register();
        DigestCredentials credentials = Answer(request, (await Challenge(request, 401)).Single());
        credentials = fault switch
        {
            "qop=auth-int" => credentials with { Qop = "auth-int" },
            "no cnonce" => credentials with { Cnonce = null },
            "no nc" => credentials with { NonceCount = null },
            _ => credentials with { NonceCount = "1" },
        };
        await AssertChallengedAgain(request, credentials, stale: false);
    }

    [TestCase("Digest username=\"alice")]
    [TestCase("Digest realm=\"pbx.example\"")]
    public async Task Malformed_credentials_answer_400(string text)
    {
        SipRequest request = Register();
        request.Headers.Append(HeaderId.Authorization, text);
        SipResponse response = await _client.AskAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(400));
        Assert.That(response.ReasonPhrase, Does.Contain("Authorization"));
    }

    [Test]
    public async Task Another_scheme_is_as_good_as_no_credentials()
    {
        SipRequest request = Register();
        request.Headers.Append(HeaderId.Authorization, "Basic YWxpY2U6c2VjcmV0");
        await Challenge(request, 401);
    }

    [TestCase("REGISTER", "sip:carol@pbx.example", "alice", 403)]
    [TestCase("INVITE", "sip:carol@pbx.example", "alice", 403)]
    [TestCase("INVITE", "sip:ALICE@pbx.example", "alice", 403)]
    [TestCase("INVITE", "tel:+4312", "alice", 403)]
    [TestCase("INVITE", "sip:anonymous@anonymous.invalid", "alice", 200)]
    [TestCase("REGISTER", "sip:bob@PBX.example", "bob@pbx.example", 200)]
    [TestCase("REGISTER", "sip:bob@other.example", "bob@pbx.example", 403)]
    public async Task User_acts_only_as_the_own_address(string method, string address, string user, int status)
    {
        SipRequest request = ServerClient.Request(new SipMethod(method), "sip:pbx.example", from: address);
        DigestChallenge challenge = (await Challenge(request, method == "REGISTER" ? 401 : 407)).Single();

        Assert.That((await Ask(request, Answer(request, challenge, user: user))).StatusCode, Is.EqualTo(status));
        Assert.That(_end.Passed, Has.Count.EqualTo(status == 200 ? 1 : 0));
    }

    [Test]
    public async Task Host_may_decide_who_acts_as_whom()
    {
        await Restart(options => options with { MayUse = (user, address) => user == "alice" && address.User == "switchboard" });
        SipRequest request = Invite("sip:switchboard@pbx.example");
        DigestChallenge challenge = (await Challenge(request, 407)).Single();
        Assert.That((await Ask(request, Answer(request, challenge))).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Own_credentials_do_not_travel_on_and_those_for_other_proxies_do()
    {
        SipRequest request = Invite();
        DigestChallenge challenge = (await Challenge(request, 407)).Single();
        string other = Answer(request, challenge with { Realm = "other.example" }).ToString();
        request.Headers.Append(HeaderId.ProxyAuthorization, Answer(request, challenge).ToString());
        request.Headers.Append(HeaderId.ProxyAuthorization, other);
        await _client.AskAsync(request);

        Assert.That(_end.Passed.Single().Request.Headers.Values(HeaderId.ProxyAuthorization), Is.EqualTo(new[] { other }));
    }

    [Test]
    public async Task Request_inside_a_dialog_that_came_by_its_route_is_not_challenged()
    {
        SipRequest bye = ServerClient.Request(SipMethod.Bye, "sip:carol@192.0.2.9", to: "sip:carol@pbx.example");
        bye.Headers.Set(HeaderId.To, "<sip:carol@pbx.example>;tag=t2");
        bye.Headers.Append(HeaderId.Route, "<sip:192.0.2.1:5060;lr>");
        Assert.That((await _client.AskAsync(bye)).StatusCode, Is.EqualTo(200));
        Assert.That(_end.Passed.Single().User, Is.Null);
    }

    [TestCase(null)]
    [TestCase("<sip:198.51.100.1;lr>")]
    public async Task To_tag_alone_does_not_get_a_request_past(string? route)
    {
        SipRequest invite = Invite();
        invite.Headers.Set(HeaderId.To, "<sip:carol@pbx.example>;tag=t2");
        if (route is not null)
            invite.Headers.Append(HeaderId.Route, route);
        await Challenge(invite, 407);
    }

    [Test]
    public async Task Trusted_peer_is_not_challenged()
    {
        await Restart(options => options with { TrustedPeers = [_client.LocalEndPoint.Address] });
        Assert.That((await _client.AskAsync(Invite())).StatusCode, Is.EqualTo(200));
        await Restart(options => options with { IsTrusted = context => context.Request.From.Uri.User == "trunk" });
        Assert.That((await _client.AskAsync(Invite("sip:trunk@pbx.example"))).StatusCode, Is.EqualTo(200));
        await Challenge(Invite(), 407);
    }

    [Test]
    public async Task Ack_passes_without_credentials()
    {
        await _client.SendAsync(ServerClient.Request(SipMethod.Ack, "sip:carol@pbx.example"));
        await Challenge(Register(), 401);
        Assert.That(_end.Passed.Single().Request.Method, Is.EqualTo(SipMethod.Ack));
    }

    [TestCase(nameof(AuthenticatorOptions.Realm))]
    [TestCase(nameof(AuthenticatorOptions.Algorithms))]
    [TestCase(nameof(AuthenticatorOptions.NonceKey))]
    [TestCase(nameof(AuthenticatorOptions.NonceLifetime))]
    [TestCase(nameof(AuthenticatorOptions.MaxTrackedNonces))]
    [TestCase(nameof(AuthenticatorOptions.CallAuthorizerTimeout))]
    public void Wrong_option_is_named(string option)
    {
        var right = new AuthenticatorOptions { Realm = Realm, Credentials = _users };
        AuthenticatorOptions wrong = option switch
        {
            nameof(AuthenticatorOptions.Realm) => right with { Realm = "a\r\nb" },
            nameof(AuthenticatorOptions.Algorithms) => right with { Algorithms = [DigestAlgorithm.Md5, DigestAlgorithm.Md5] },
            nameof(AuthenticatorOptions.NonceKey) => right with { NonceKey = new byte[15] },
            nameof(AuthenticatorOptions.NonceLifetime) => right with { NonceLifetime = TimeSpan.Zero },
            nameof(AuthenticatorOptions.MaxTrackedNonces) => right with { MaxTrackedNonces = 0 },
            _ => right with { CallAuthorizerTimeout = TimeSpan.Zero },
        };
        Assert.That(() => new Authenticator(wrong), Throws.InstanceOf<ArgumentException>().With.Message.Contains(option));
    }
}
