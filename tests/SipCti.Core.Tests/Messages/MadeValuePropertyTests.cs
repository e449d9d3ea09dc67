using System.Text;
using CsCheck;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>Whatever a value was made of, its text reads as the same value.</summary>
public sealed class MadeValuePropertyTests
{
    private const string Tokens = "abcXYZ019-.!%*_+`'~";
    private static readonly Gen<string> Token = Gen.Char[Tokens].Array[1, 8].Select(chars => new string(chars));

    // What separates and quotes, and what is not ASCII.
    private static readonly Gen<string> Text = Gen.Char["ab \t\"\\;,=<>()@:?/%\u00fc\u20ac\u0001\u007f"].Array[0, 12].Select(chars => new string(chars));
    private static readonly Gen<uint?> Number = Gen.UInt.Nullable();
    private static readonly Gen<bool?> YesOrNo = Gen.Bool.Nullable();
    private static readonly Gen<string?> Words = Text.Null();
    private static readonly Gen<string> Uuid = Gen.Char["0123456789abcdef"].Array[32].Select(chars => new string(chars));
    private static readonly Gen<string> Index = Gen.UInt[0, 20].Array[1, 4].Select(parts => string.Join('.', parts));
    private static readonly Gen<string> CallId = Gen.Char["ab1@.<>\"\\:=#[]"].Array[1, 8].Select(chars => new string(chars));

    // Names that no value gives a meaning to.
    private static readonly Gen<SipParameters> Parameters = Gen.Select(Gen.Char["xyz"], Words).Array[0, 3]
        .Select(list => list.Aggregate(SipParameters.Empty, (all, one) => all.With("x-" + one.Item1, one.Item2)));

    private static readonly Gen<SipUri> Uri = Gen.Select(Text.Where(text => text.Length > 0), Words, (user, value) =>
        SipUri.Create(user, "h.example", null, value is null ? null : SipParameters.Empty.With("p", value)));

    private static readonly Gen<NameAddr> Address = Gen.Select(Uri, Words, Parameters, (uri, name, parameters) => new NameAddr(uri, name, parameters));

    private delegate bool Reader<T>(ReadOnlySpan<byte> text, out T? value);

    [Test]
    public void A_token_with_parameters() =>
        Check(Gen.Select(Token, Parameters, (token, parameters) => new ParameterizedToken(token, parameters)), ParameterizedToken.TryParse, v => (v.Token, v.Q));

    [Test]
    public void An_event() =>
        Check(Gen.Select(Gen.Char["abc"].Array[1, 3].Array[1, 3], Words, Parameters, (parts, id, parameters) => new SipEvent(string.Join('.', parts.Select(p => new string(p))), id, parameters)), SipEvent.TryParse, v => (v.Name, v.Package, v.Id));

    [Test]
    public void A_subscription_state() =>
        Check(Gen.Select(Token, Number, Words, Number, (state, expires, reason, retry) => new SubscriptionState(state, expires, reason, retry)), SubscriptionState.TryParse, v => (v.State, v.Expires, v.Reason, v.RetryAfter));

    [Test]
    public void A_session_interval() =>
        Check(Gen.Select(Gen.UInt, Gen.Enum<SessionRefresher>().Nullable(), Parameters, (seconds, refresher, parameters) => new SessionExpires(seconds, refresher, parameters)), SessionExpires.TryParse, v => (v.Seconds, v.Refresher));

    [Test]
    public void A_reason() =>
        Check(Gen.Select(Token, Gen.Int[0, int.MaxValue].Nullable(), Words, Parameters, (protocol, cause, text, parameters) => new Reason(protocol, cause, text, parameters)), Reason.TryParse, v => (v.Protocol, v.Cause, v.Text));

    [Test]
    public void A_dialog_named()
    {
        Gen<(string Id, string Local, string Remote, SipParameters More)> parts = Gen.Select(CallId, Token, Token, Parameters);
        Check(parts.Select(p => new Replaces(p.Id, p.Local, p.Remote, p.More)), Replaces.TryParse, v => (v.CallId, v.LocalTag, v.RemoteTag, v.IsEarlyOnly));
        Check(parts.Select(p => new Join(p.Id, p.Local, p.Remote, p.More)), Join.TryParse, v => (v.CallId, v.LocalTag, v.RemoteTag));
        Check(parts.Select(p => new TargetDialog(p.Id, p.Local, p.Remote, p.More)), TargetDialog.TryParse, v => (v.CallId, v.LocalTag, v.RemoteTag));
    }

    [Test]
    public void A_session_identifier() =>
        Check(Gen.Select(Uuid, Uuid.Null(), Parameters, (local, remote, parameters) => new SessionId(local, remote, parameters)), SessionId.TryParse, v => (v.Local, v.Remote));

    [Test]
    public void A_signed_identity() =>
        Check(Gen.Select(Gen.Char["abAB09+/-_=."].Array[1, 9], Uri, Token.Null(), Words, Parameters, (digest, info, algorithm, ppt, parameters) => new SignedIdentity(new string(digest), info, algorithm, ppt, parameters)), SignedIdentity.TryParse, v => (v.Digest, v.Info?.ToString(), v.Algorithm, v.Ppt));

    [Test]
    public void A_time_to_retry() =>
        Check(Gen.Select(Gen.UInt, Words, Number, Parameters, (seconds, comment, duration, parameters) => new RetryAfter(seconds, comment, duration, parameters)), RetryAfter.TryParse, v => (v.Seconds, v.Comment, v.Duration));

    [Test]
    public void A_reference() =>
        Check(Gen.Select(Uri, Parameters, Words, (uri, parameters, purpose) => new UriReference(uri, purpose is null ? parameters : parameters.With("purpose", purpose))), UriReference.TryParse, v => (v.Uri.ToString(), v.Purpose, v.Parameters.ToString()));

    [Test]
    public void A_history_entry() =>
        Check(Gen.Select(Uri, Index, Gen.Enum<HistoryMapping>().Nullable(), Index, (uri, index, mapping, from) => new HistoryEntry(uri, index, mapping, mapping is null ? null : from)), HistoryEntry.TryParse, v => (v.Uri.ToString(), v.Index, v.Mapping, v.MappedFrom));

    [Test]
    public void A_diversion() =>
        Check(Gen.Select(Address, Words, Gen.UInt[0, 99].Nullable(), Gen.UInt[0, 99].Nullable(), Words, YesOrNo, (address, reason, counter, limit, privacy, screen) => new Diversion(address, reason, counter, limit, privacy, screen)), Diversion.TryParse, v => (v.Uri.ToString(), v.Reason, v.Counter, v.Limit, v.Privacy, v.Screen, v.Parameters.ToString()));

    [Test]
    public void A_remote_party() =>
        Check(Gen.Select(Address, Words, Words, YesOrNo, (address, party, privacy, screen) => new RemotePartyId(address, party, privacy, screen)), RemotePartyId.TryParse, v => (v.Uri.ToString(), v.Party, v.Privacy, v.Screen, v.Parameters.ToString()));

    [Test]
    public void A_warning() =>
        Check(Gen.Select(Gen.Int[100, 999], Gen.Char["ab1.:[]"].Array[1, 6], Text, (code, agent, text) => new Warning(code, new string(agent), text)), Warning.TryParse, v => (v.Code, v.Agent, v.Text));

    [Test]
    public void A_timestamp() =>
        Check(Gen.Select(Gen.Decimal[0m, 1e12m], Gen.Decimal[0m, 100m].Nullable(), (value, delay) => new Timestamp(value, delay)), Timestamp.TryParse, v => (v.Value, v.Delay));

    [Test]
    public void A_confirmation() =>
        Check(Gen.Select(Words, Words, Words, Words, Words, (next, qop, response, cnonce, count) => new DigestConfirmation { NextNonce = next, Qop = qop, ResponseAuth = response, Cnonce = cnonce, NonceCount = count }), DigestConfirmation.TryParse, v => v);

    [Test]
    public void A_date() => Gen.DateTimeOffset.Sample(time =>
    {
        Assert.That(SipDate.TryParse(SipDate.Format(time), out DateTimeOffset read), Is.True);
        Assert.That(read, Is.EqualTo(new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero)));
    });

    private static void Check<T, TParts>(Gen<T> made, Reader<T> read, Func<T, TParts> parts)
        where T : class => made.Sample(value =>
    {
        string text = value.ToString()!;
        Assert.That(read(Encoding.UTF8.GetBytes(text), out T? back), Is.True, text);
        Assert.That((parts(back!), back!.ToString()), Is.EqualTo((parts(value), text)), text);
        if (value is ParameterizedValue and var one && back is ParameterizedValue other)
            Assert.That(other.Parameters, Is.EqualTo(((ParameterizedValue)one).Parameters), text);
    }, iter: 1_000);
}
