using Microsoft.Extensions.Time.Testing;
using Moq;
using SipCti.Authentication;
using SipCti.Messages;

namespace SipCti.Tests.Authentication;

[TestFixture]
public sealed class CallAuthorizerTests
{
    private const string Realm = "pbx.example";

    private TaskCompletionSource _asked = null!;
    private Mock<ICallAuthorizer> _authorizer = null!;
    private List<CallAuthorizationRequest> _requests = null!;
    private FakeTimeProvider _time = null!;
    private ServerClient _client = null!;
    private AnsweringEnd _end = null!;

    [SetUp]
    public async Task SetUp()
    {
        _time = new FakeTimeProvider();
        _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _authorizer = new Mock<ICallAuthorizer>();
        _requests = [];
        _end = new AnsweringEnd();
        var authenticator = new Authenticator(new AuthenticatorOptions
        {
            Realm = Realm,
            Credentials = new InMemoryCredentialStore(Realm, ("alice", "pw")),
            CallAuthorizer = _authorizer.Object,
        });
        _client = await ServerClient.StartAsync(_time, authenticator, _end);
    }

    [TearDown]
    public ValueTask TearDown() => _client.DisposeAsync();

    private void Decide(Func<CancellationToken, ValueTask<CallAuthorization>> decision) =>
        _authorizer.Setup(a => a.AuthorizeAsync(It.IsAny<CallAuthorizationRequest>(), It.IsAny<CancellationToken>()))
            .Returns((CallAuthorizationRequest request, CancellationToken token) =>
            {
                _requests.Add(request);
                _asked.TrySetResult();
                return decision(token);
            });

    private static SipRequest Invite() => ServerClient.Request(SipMethod.Invite, "sip:carol@pbx.example", to: "sip:carol@pbx.example");

    /// <summary>The request with credentials that pass.</summary>
    private async Task<SipRequest> Authenticated(SipRequest request)
    {
        SipResponse challenge = await _client.AskAsync(request);
        Assert.That(new DigestClient("alice", "pw").TryAnswer(challenge, request), Is.True);
        return request;
    }

    [Test]
    public async Task Call_that_is_allowed_goes_on()
    {
        Decide(_ => ValueTask.FromResult(CallAuthorization.Allow));
        Assert.That((await _client.AskAsync(await Authenticated(Invite()))).StatusCode, Is.EqualTo(200));

        CallAuthorizationRequest asked = _requests.Single();
        Assert.That(asked.AuthenticatedUser, Is.EqualTo("alice"));
        Assert.That(asked.Caller.ToString(), Is.EqualTo("sip:alice@pbx.example"));
        Assert.That(asked.Destination.ToString(), Is.EqualTo("sip:carol@pbx.example"));
        Assert.That(asked.Received, Is.EqualTo(_client.LocalEndPoint));
    }

    [Test]
    public async Task Call_that_is_denied_gets_the_status_and_the_reason()
    {
        Decide(_ => ValueTask.FromResult(CallAuthorization.Deny(480, "Not Before Nine")));
        SipResponse response = await _client.AskAsync(await Authenticated(Invite()));

        Assert.That(response.StatusCode, Is.EqualTo(480));
        Assert.That(response.ReasonPhrase, Is.EqualTo("Not Before Nine"));
        Assert.That(_end.Passed, Is.Empty);
    }

    [Test]
    public async Task Authorizer_is_not_asked_for_strangers_nor_for_what_is_no_new_call()
    {
        Decide(_ => ValueTask.FromResult(CallAuthorization.Deny()));
        await _client.AskAsync(Invite());
        await _client.AskAsync(await Authenticated(ServerClient.Request(SipMethod.Message, "sip:carol@pbx.example")));
        SipRequest again = Invite();
        again.Headers.Set(HeaderId.To, "<sip:carol@pbx.example>;tag=t2");
        Assert.That((await _client.AskAsync(await Authenticated(again))).StatusCode, Is.EqualTo(200));

        Assert.That(_requests, Is.Empty);
    }

    [Test]
    public async Task Authorizer_that_does_not_answer_in_time_denies_with_503()
    {
        Decide(_ => new ValueTask<CallAuthorization>(new TaskCompletionSource<CallAuthorization>().Task));
        Task<SipResponse> response = _client.AskAsync(await Authenticated(Invite()));
        await _asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await response).StatusCode, Is.EqualTo(503));
        Assert.That(_end.Passed, Is.Empty);
    }

    [Test]
    public async Task Authorizer_that_fails_answers_500()
    {
        Decide(_ => throw new InvalidOperationException("no database"));
        Assert.That((await _client.AskAsync(await Authenticated(Invite()))).StatusCode, Is.EqualTo(500));
        Assert.That(_end.Passed, Is.Empty);
    }

    [Test]
    public async Task Caller_who_hangs_up_meanwhile_gets_487_and_the_call_does_not_go_on()
    {
        var decision = new TaskCompletionSource<CallAuthorization>();
        Decide(_ => new ValueTask<CallAuthorization>(decision.Task));
        SipRequest invite = await Authenticated(Invite());
        invite.Headers.Prepend(HeaderId.Via, $"SIP/2.0/TCP {_client.LocalEndPoint};branch=z9hG4bKcancelled");
        await _client.SendAsIsAsync(invite);
        await _asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await _client.SendAsIsAsync(invite.CreateCancel());

        SipResponse cancelled = await _client.NextFinalAsync();
        Assert.That((cancelled.StatusCode, cancelled.CSeq.Method), Is.EqualTo((200, SipMethod.Cancel)));
        decision.SetResult(CallAuthorization.Allow);
        SipResponse answer = await _client.NextFinalAsync();
        Assert.That((answer.StatusCode, answer.CSeq.Method), Is.EqualTo((487, SipMethod.Invite)));
        Assert.That(_end.Passed, Is.Empty);
    }

    [TestCase(399)]
    [TestCase(700)]
    public void Denial_needs_a_status_that_refuses(int status) =>
        Assert.That(() => CallAuthorization.Deny(status), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
