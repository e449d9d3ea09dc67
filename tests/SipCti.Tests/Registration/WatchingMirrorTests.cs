using Microsoft.Extensions.Time.Testing;
using SipCti.Messages;
using SipCti.Registration;
using static SipCti.Tests.Registration.Updates;

namespace SipCti.Tests.Registration;

[TestFixture]
public sealed class WatchingMirrorTests
{
    private const string Desk = "sip:alice@192.0.2.7:5060";
    private const string Mobile = "sip:alice@192.0.2.8:5060";

    private FakeTimeProvider _time = null!;
    private RegistrationMirror _mirror = null!;
    private List<RegistrationChange> _told = null!;
    private uint _cseq;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider();
        _mirror = RegistrationMirror.Watch(new RegistrationMirrorOptions { Time = _time });
        _told = [];
        _mirror.Changed += _told.Add;
    }

    [TearDown]
    public ValueTask TearDown() => _mirror.DisposeAsync();

    private IEnumerable<RegistrationChangeKind> Kinds => _told.Select(change => change.Kind);

    /// <summary>A REGISTER with these contacts passes and is answered with those.</summary>
    private void Pass(string[] asked, string[] listed, string? flow = "flow1", int status = 200, string? expires = null, string? responseExpires = null)
    {
        SipRequest register = ServerClient.Request(SipMethod.Register, "sip:pbx.example", ++_cseq);
        foreach (string contact in asked)
            register.Headers.Append(HeaderId.Contact, contact);
        if (expires is not null)
            register.Headers.Append(HeaderId.Expires, expires);
        SipResponse response = register.CreateResponse(status, null, "rt");
        foreach (string contact in listed)
            response.Headers.Append(HeaderId.Contact, contact);
        if (responseExpires is not null)
            response.Headers.Append(HeaderId.Expires, responseExpires);
        _mirror.Observe(register, response, flow);
    }

    [Test]
    public void Registration_that_is_confirmed_is_mirrored_with_its_flow()
    {
        Pass([$"<{Desk}>;expires=3600"], [$"<{Desk}>;expires=600;q=0.5"]);

        Binding binding = _mirror.Find(Alice).Single();
        Assert.That(binding.Contact.ToString(), Is.EqualTo(Desk));
        Assert.That(binding.Expires, Is.EqualTo(_time.GetUtcNow().AddSeconds(600)), "the registrar decides");
        Assert.That(binding, Has.Property("Q").EqualTo(0.5).And.Property("FlowToken").EqualTo("flow1"));
        Assert.That(_mirror.FindByFlow("flow1"), Is.SameAs(binding));
        Assert.That(Kinds, Is.EqualTo(new[] { RegistrationChangeKind.Added }));
    }

    [TestCase(401)]
    [TestCase(423)]
    [TestCase(100)]
    public void Answer_that_is_no_success_says_nothing(int status)
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=600"], status: status);
        Assert.That(_mirror.All(), Is.Empty);
    }

    [TestCase("120", null, 120)]
    [TestCase("120", "90", 90)]
    [TestCase(null, null, 3600)]
    public void Interval_that_the_answer_leaves_out_is_the_one_that_was_asked_for(string? asked, string? answered, int seconds)
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>"], expires: asked, responseExpires: answered);
        Assert.That(_mirror.Find(Alice).Single().Expires, Is.EqualTo(_time.GetUtcNow().AddSeconds(seconds)));
    }

    [Test]
    public void Refresh_on_another_flow_moves_the_terminal_there()
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=600"]);
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=600"], flow: "flow2");

        Assert.That(_mirror.FindByFlow("flow1"), Is.Null);
        Assert.That(_mirror.FindByFlow("flow2")!.Contact.ToString(), Is.EqualTo(Desk));
        Assert.That(Kinds, Is.EqualTo(new[] { RegistrationChangeKind.Added, RegistrationChangeKind.Refreshed }));
    }

    [Test]
    public void Contacts_of_other_terminals_in_the_answer_keep_their_flows()
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=600"]);
        _time.Advance(TimeSpan.FromSeconds(100));
        Pass([$"<{Mobile}>"], [$"<{Mobile}>;expires=600", $"<{Desk}>;expires=501"], flow: "flow2");

        Assert.That(_mirror.FindByFlow("flow1")!.Contact.ToString(), Is.EqualTo(Desk));
        Assert.That(_mirror.FindByFlow("flow2")!.Contact.ToString(), Is.EqualTo(Mobile));
        Assert.That(Kinds, Is.EqualTo(new[] { RegistrationChangeKind.Added, RegistrationChangeKind.Added }), "a rounded interval is no news");
    }

    [Test]
    public void Contact_registered_by_another_way_is_known_without_a_flow()
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=600", $"<{Mobile}>;expires=300"]);

        Assert.That(_mirror.Find(Alice), Has.Count.EqualTo(2));
        Assert.That(_mirror.Find(Alice).Single(binding => binding.Contact.ToString() == Mobile).FlowToken, Is.Null);
    }

    [Test]
    public void Contact_that_the_answer_no_longer_lists_is_removed()
    {
        Pass([$"<{Desk}>", $"<{Mobile}>"], [$"<{Desk}>;expires=600", $"<{Mobile}>;expires=600"]);
        Pass([$"<{Desk}>;expires=0"], [$"<{Mobile}>;expires=600"]);
        Assert.That(_mirror.Find(Alice).Contacts(), Is.EqualTo(new[] { Mobile }));

        Pass(["*"], [], expires: "0");
        Assert.That(_mirror.All(), Is.Empty);
        Assert.That(Kinds.TakeLast(2), Is.EqualTo(new[] { RegistrationChangeKind.Removed, RegistrationChangeKind.Removed }));
    }

    [Test]
    public void Binding_expires_by_the_clock_and_is_told_at_once()
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=60"]);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.That(_mirror.Find(Alice), Is.Empty);
        Assert.That(Kinds.Last(), Is.EqualTo(RegistrationChangeKind.Expired));
    }

    [Test]
    public void Changes_are_numbered_without_a_hole()
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=60"]);
        Pass([$"<{Mobile}>"], [$"<{Mobile}>;expires=60", $"<{Desk}>;expires=60"]);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.That(_told.Select(change => change.Sequence), Is.EqualTo(Enumerable.Range(1, 4)));
        Assert.That(_mirror.Sequence, Is.EqualTo(4));
        Assert.That(_mirror.IsInStep, Is.True);
    }

    [Test]
    public void Unreadable_answer_changes_nothing()
    {
        Pass([$"<{Desk}>"], [$"<{Desk}>;expires=600"]);
        Pass([$"<{Desk}>"], ["<sip:"]);
        Assert.That(_mirror.Find(Alice), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Mirror_that_follows_a_feed_is_not_told_of_registrations_as_well()
    {
        using var table = new RegistrationTable(_time);
        await using RegistrationMirror follower = RegistrationMirror.Follow(table, new RegistrationMirrorOptions { Time = _time });
        SipRequest register = ServerClient.Request(SipMethod.Register, "sip:pbx.example");
        Assert.That(() => follower.Observe(register, register.CreateResponse(200, null, "t"), null), Throws.InvalidOperationException);
    }
}
