using Microsoft.Extensions.Time.Testing;
using SipCti.Registration;
using static SipCti.Tests.Registration.Updates;

namespace SipCti.Tests.Registration;

[TestFixture]
public sealed class RegistrationTableTests
{
    private const string Desk = "sip:alice@192.0.2.1:5060";
    private const string Mobile = "sip:alice@192.0.2.2:5060";

    private FakeTimeProvider _time = null!;
    private RegistrationTable _table = null!;
    private List<RegistrationChange> _changes = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider();
        Use(new RegistrationTable(_time));
    }

    [TearDown]
    public void TearDown() => _table.Dispose();

    private void Use(RegistrationTable table)
    {
        _table?.Dispose();
        _table = table;
        _changes = [];
        _table.Changed += _changes.Add;
    }

    private IEnumerable<RegistrationChangeKind> Kinds => _changes.Select(change => change.Kind);

    [Test]
    public void New_contact_is_added_with_all_that_is_known_of_it()
    {
        RegistrationUpdate update = Of(Alice, "c1", 7, Contact(Desk, 60) with { Q = 0.5, InstanceId = "urn:uuid:1" }) with
        {
            Path = Path("sip:token@edge.example;lr"),
            UserAgent = "phone/1",
            ReceivedFlowToken = "f",
        };

        RegistrationOutcome outcome = _table.Apply(update);

        Binding binding = _table.Find(Alice).Single();
        Assert.That(outcome.Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(outcome.Bindings, Is.EqualTo(new[] { binding }));
        Assert.That(binding.Contact.ToString(), Is.EqualTo(Desk));
        Assert.That(binding.Expires, Is.EqualTo(_time.GetUtcNow().AddSeconds(60)));
        Assert.That(binding.Registered, Is.EqualTo(_time.GetUtcNow()));
        Assert.That(binding, Has.Property("Q").EqualTo(0.5).And.Property("CSeq").EqualTo(7u).And.Property("CallId").EqualTo("c1"));
        Assert.That(binding, Has.Property("InstanceId").EqualTo("urn:uuid:1").And.Property("UserAgent").EqualTo("phone/1"));
        Assert.That(binding, Has.Property("FlowToken").EqualTo("token").And.Property("ReceivedFlowToken").EqualTo("f"));
        Assert.That(Kinds, Is.EqualTo(new[] { RegistrationChangeKind.Added }));
    }

    [Test]
    public void Unknown_address_has_no_bindings() => Assert.That(_table.Find("sip:nobody@pbx.example"), Is.Empty);

    [Test]
    public void Query_changes_nothing_and_answers_what_is_there()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk)));
        long before = _table.Sequence;

        RegistrationOutcome outcome = _table.Apply(Of(Alice, "c1", 1));

        Assert.That(outcome.Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(outcome.Bindings.Contacts(), Is.EqualTo(new[] { Desk }));
        Assert.That(_table.Sequence, Is.EqualTo(before));
    }

    [Test]
    public void Same_contact_again_refreshes_its_binding()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk)));
        DateTimeOffset added = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(100));
        _table.Apply(Of(Alice, "c1", 2, Contact(Desk)));

        Binding binding = _table.Find(Alice).Single();
        Assert.That(binding.Expires, Is.EqualTo(_time.GetUtcNow().AddSeconds(600)));
        Assert.That(binding.Registered, Is.EqualTo(added));
        Assert.That(Kinds, Is.EqualTo(new[] { RegistrationChangeKind.Added, RegistrationChangeKind.Refreshed }));
    }

    [TestCase("sip:alice@192.0.2.1:5060;transport=tcp", false)]
    [TestCase("sip:alice@192.0.2.1", false, Description = "no port is not port 5060 (RFC 3261 19.1.4)")]
    [TestCase("sip:ALICE@192.0.2.1:5060", false, Description = "the user part is case-sensitive")]
    [TestCase("sip:%61lice@192.0.2.1:5060", true, Description = "an escaped letter is the letter")]
    [TestCase("SIP:alice@192.0.2.1:5060", true)]
    [TestCase("sip:alice@192.0.2.1:5060;x=1", true, Description = "an unknown parameter in one of them only is ignored")]
    public void Contacts_are_compared_by_the_rules_for_URIs(string other, bool same)
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk)));
        _table.Apply(Of(Alice, "c1", 2, Contact(other)));

        Assert.That(_table.Find(Alice), Has.Count.EqualTo(same ? 1 : 2));
        Assert.That(_table.Find(Alice).Contacts(), Does.Contain(other), "the last spelling counts");
    }

    [Test]
    public void Binding_keeps_its_key_when_its_contact_is_spelled_anew()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk)));
        _table.Apply(Of(Alice, "c1", 2, Contact(Desk + ";x=1")));

        Assert.That(_changes.Select(change => change.Binding.ContactKey).Distinct(), Has.Exactly(1).Items);
    }

    [Test]
    public void Keys_stay_different_although_equality_of_URIs_is_not_transitive()
    {
        // x=1 equals none equals x=2, but x=1 does not equal x=2.
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk + ";x=1")));
        _table.Apply(Of(Alice, "c1", 2, Contact(Desk)));
        _table.Apply(Of(Alice, "c1", 3, Contact(Desk + ";x=2")));
        _table.Apply(Of(Alice, "c1", 4, Contact(Desk + ";x=1")));

        Assert.That(_table.Find(Alice).Contacts(), Is.EquivalentTo(new[] { Desk + ";x=1", Desk + ";x=2" }));
        Assert.That(_table.Find(Alice).Select(binding => binding.ContactKey), Is.Unique);
    }

    [Test]
    public void Instance_and_reg_id_stand_for_the_binding_whatever_its_contact()
    {
        RegistrationContact first = Contact(Desk) with { InstanceId = "urn:uuid:1", RegId = 1 };
        _table.Apply(Of(Alice, "c1", 1, first));
        _table.Apply(Of(Alice, "c2", 1, Contact(Mobile) with { InstanceId = "urn:uuid:1", RegId = 1 }));
        Assert.That(_table.Find(Alice).Contacts(), Is.EqualTo(new[] { Mobile }), "the phone came back under another address");

        _table.Apply(Of(Alice, "c2", 2, first with { RegId = 2 }));
        Assert.That(_table.Find(Alice), Has.Count.EqualTo(2), "a second flow of the same phone");
    }

    [Test]
    public void Zero_expires_removes_the_binding_and_leaves_the_others()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk), Contact(Mobile)));
        _table.Apply(Of(Alice, "c1", 2, Contact(Desk, 0)));

        Assert.That(_table.Find(Alice).Contacts(), Is.EqualTo(new[] { Mobile }));
        Assert.That(_changes[^1], Has.Property("Kind").EqualTo(RegistrationChangeKind.Removed));
        Assert.That(_changes[^1].Binding.Contact.ToString(), Is.EqualTo(Desk));
    }

    [Test]
    public void Removing_what_is_not_there_is_no_change()
    {
        Assert.That(_table.Apply(Of(Alice, "c1", 1, Contact(Desk, 0))).Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(_changes, Is.Empty);
    }

    [Test]
    public void Wildcard_removes_all_bindings_of_the_address_only()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk), Contact(Mobile)));
        _table.Apply(Of(Bob, "c1", 1, Contact("sip:bob@192.0.2.3")));
        _table.Apply(Clear(Alice, "c2", 1));

        Assert.That(_table.Find(Alice), Is.Empty);
        Assert.That(_table.Find(Bob), Has.Count.EqualTo(1));
        Assert.That(Kinds.Count(kind => kind == RegistrationChangeKind.Removed), Is.EqualTo(2));
    }

    [TestCase(1u)]
    [TestCase(2u)]
    public void Update_that_is_not_newer_than_the_binding_of_its_Call_ID_is_refused(uint cseq)
    {
        _table.Apply(Of(Alice, "c1", 2, Contact(Desk)));

        Assert.That(_table.Apply(Of(Alice, "c1", cseq, Contact(Desk, 0))).Result, Is.EqualTo(RegistrationResult.OutOfOrder));
        Assert.That(_table.Apply(Clear(Alice, "c1", cseq)).Result, Is.EqualTo(RegistrationResult.OutOfOrder));
        Assert.That(_table.Find(Alice), Has.Count.EqualTo(1));
    }

    [Test]
    public void Update_with_another_Call_ID_is_taken_whatever_its_CSeq()
    {
        _table.Apply(Of(Alice, "c1", 100, Contact(Desk)));

        Assert.That(_table.Apply(Of(Alice, "c2", 1, Contact(Desk, 0))).Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(_table.Find(Alice), Is.Empty);
    }

    [Test]
    public void Update_that_fails_for_one_contact_changes_none()
    {
        _table.Apply(Of(Alice, "c1", 5, Contact(Desk)));
        long before = _table.Sequence;

        RegistrationOutcome outcome = _table.Apply(Of(Alice, "c1", 4, Contact(Mobile), Contact(Desk)));

        Assert.That(outcome.Result, Is.EqualTo(RegistrationResult.OutOfOrder));
        Assert.That(outcome.Bindings.Contacts(), Is.EqualTo(new[] { Desk }));
        Assert.That(_table.Sequence, Is.EqualTo(before));
    }

    [Test]
    public void One_update_may_add_refresh_and_remove()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk), Contact(Mobile)));
        _changes.Clear();
        _table.Apply(Of(Alice, "c1", 2, Contact(Desk, 0), Contact(Mobile, 60), Contact("sip:alice@192.0.2.3")));

        Assert.That(_changes.Select(change => (change.Kind, change.Binding.Contact.ToString())), Is.EquivalentTo(new[]
        {
            (RegistrationChangeKind.Removed, Desk),
            (RegistrationChangeKind.Refreshed, Mobile),
            (RegistrationChangeKind.Added, "sip:alice@192.0.2.3"),
        }));
    }

    [Test]
    public void Contact_named_twice_in_one_update_counts_as_it_was_named_last()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk, 60), Contact(Desk, 120)));
        Assert.That(_table.Find(Alice).Single().Expires, Is.EqualTo(_time.GetUtcNow().AddSeconds(120)));

        _table.Apply(Of(Alice, "c1", 2, Contact(Mobile), Contact(Mobile, 0)));
        Assert.That(_table.Find(Alice).Contacts(), Is.EqualTo(new[] { Desk }));
        Assert.That(Kinds, Is.EqualTo(new[] { RegistrationChangeKind.Added }), "what comes and goes in one update was never there");

        _table.Apply(Of(Alice, "c1", 3, Contact(Desk, 0), Contact(Desk, 30)));
        Assert.That(Kinds.Last(), Is.EqualTo(RegistrationChangeKind.Refreshed));
    }

    [Test]
    public void Bindings_come_by_preference_then_the_last_registered_first()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact("sip:old@192.0.2.1"), Contact("sip:low@192.0.2.2") with { Q = 0.1 }));
        _time.Advance(TimeSpan.FromSeconds(1));
        _table.Apply(Of(Alice, "c1", 2, Contact("sip:new@192.0.2.3"), Contact("sip:lower@192.0.2.4") with { Q = 0 }));

        Assert.That(_table.Find(Alice).Select(binding => binding.Contact.User), Is.EqualTo(new[] { "new", "old", "low", "lower" }));
    }

    [Test]
    public void Address_has_no_more_bindings_than_it_may()
    {
        Use(new RegistrationTable(new RegistrationTableOptions { Time = _time, MaxBindingsPerAddressOfRecord = 2 }));
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk), Contact(Mobile)));

        RegistrationOutcome third = _table.Apply(Of(Alice, "c1", 2, Contact(Desk), Contact("sip:alice@192.0.2.3")));
        Assert.That(third.Result, Is.EqualTo(RegistrationResult.TooManyForAddress));
        Assert.That(third.Bindings.Contacts(), Is.EquivalentTo(new[] { Desk, Mobile }));
        Assert.That(_table.Find(Alice).Select(binding => binding.CSeq), Is.All.EqualTo(1u), "refused wholly");

        Assert.That(_table.Apply(Of(Alice, "c1", 2, Contact(Desk))).Result, Is.EqualTo(RegistrationResult.Applied), "a refresh needs no room");
        Assert.That(_table.Apply(Of(Alice, "c1", 3, Contact(Desk, 0), Contact("sip:alice@192.0.2.3"))).Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(_table.Apply(Of(Bob, "c1", 1, Contact(Desk))).Result, Is.EqualTo(RegistrationResult.Applied), "others have their own");
    }

    [Test]
    public void Expired_bindings_make_room()
    {
        Use(new RegistrationTable(new RegistrationTableOptions { Time = _time, MaxBindingsPerAddressOfRecord = 1 }));
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk, 60)));
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.That(_table.Apply(Of(Alice, "c2", 1, Contact(Mobile))).Result, Is.EqualTo(RegistrationResult.Applied));
    }

    [Test]
    public void Table_has_no_more_bindings_than_it_may()
    {
        Use(new RegistrationTable(new RegistrationTableOptions { Time = _time, MaxBindings = 2 }));
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk), Contact(Mobile)));

        Assert.That(_table.Apply(Of(Bob, "c1", 1, Contact(Desk))).Result, Is.EqualTo(RegistrationResult.TableFull));
        Assert.That(_table.Apply(Of(Alice, "c1", 2, Contact(Desk, 0))).Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(_table.Apply(Of(Bob, "c1", 2, Contact(Desk))).Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(_table.Count, Is.EqualTo(2));
    }

    [Test]
    public void Binding_expires_at_its_time_by_a_timer()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk, 60), Contact(Mobile, 120)));

        _time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        Assert.That(Kinds, Does.Not.Contain(RegistrationChangeKind.Expired));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(_changes[^1], Has.Property("Kind").EqualTo(RegistrationChangeKind.Expired));
        Assert.That(_table.Find(Alice).Contacts(), Is.EqualTo(new[] { Mobile }));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(_table.All(), Is.Empty);
        Assert.That(_table.Count, Is.Zero);
    }

    [Test]
    public void Refresh_moves_the_expiry_both_ways()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk, 60)));
        _table.Apply(Of(Alice, "c1", 2, Contact(Desk, 120)));
        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.That(_table.Find(Alice), Has.Count.EqualTo(1));

        _table.Apply(Of(Alice, "c1", 3, Contact(Desk, 600)));
        _table.Apply(Of(Alice, "c1", 4, Contact(Desk, 10)));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(Kinds.Last(), Is.EqualTo(RegistrationChangeKind.Expired));
    }

    [Test]
    public void Expiry_beyond_the_reach_of_a_timer_is_kept()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk, uint.MaxValue)));

        _time.Advance(TimeSpan.FromSeconds(uint.MaxValue) - TimeSpan.FromSeconds(1));
        Assert.That(_table.Find(Alice), Has.Count.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_changes[^1].Kind, Is.EqualTo(RegistrationChangeKind.Expired));
    }

    [Test]
    public void Look_up_never_returns_a_binding_whose_time_is_over_even_before_the_timer()
    {
        var time = new Moq.Mock<TimeProvider>();
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        time.Setup(t => t.GetUtcNow()).Returns(() => now);
        time.Setup(t => t.CreateTimer(Moq.It.IsAny<TimerCallback>(), Moq.It.IsAny<object?>(), Moq.It.IsAny<TimeSpan>(), Moq.It.IsAny<TimeSpan>()))
            .Returns(Moq.Mock.Of<ITimer>());
        Use(new RegistrationTable(time.Object));
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk, 60), Contact(Mobile, 90)));

        now += TimeSpan.FromSeconds(60);

        Assert.That(_table.Find(Alice).Contacts(), Is.EqualTo(new[] { Mobile }));
        Assert.That(_table.All().Contacts(), Is.EqualTo(new[] { Mobile }));
        Assert.That(_table.Apply(Of(Alice, "c1", 1)).Bindings.Contacts(), Is.EqualTo(new[] { Mobile }));
    }

    [Test]
    public async Task Readers_see_an_address_before_an_update_or_after_it_never_between()
    {
        RegistrationContact[] first = [Contact("sip:a@192.0.2.1"), Contact("sip:b@192.0.2.1")];
        RegistrationContact[] second = [Contact("sip:c@192.0.2.1"), Contact("sip:d@192.0.2.1")];
        _table.Apply(Of(Alice, "c1", 1, first));
        using var done = new CancellationTokenSource();
        var seen = new HashSet<string>();
        Task reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                seen.Add(string.Concat(_table.Find(Alice).Select(binding => binding.Contact.User).Order(StringComparer.Ordinal)));
        });

        for (uint i = 2; i < 5000; i++)
        {
            (RegistrationContact[] there, RegistrationContact[] gone) = i % 2 == 0 ? (second, first) : (first, second);
            _table.Apply(Of(Alice, "c1", i, [.. there, .. gone.Select(contact => contact with { Expires = TimeSpan.Zero })]));
        }

        await done.CancelAsync();
        await reader.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(seen, Is.SubsetOf(new[] { "ab", "cd" }));
    }

    [Test]
    public void Handler_that_fails_does_not_keep_the_change_from_the_others()
    {
        var others = new List<RegistrationChange>();
        _table.Changed += _ => throw new InvalidOperationException("a host's mistake");
        _table.Changed += others.Add;

        Assert.That(_table.Apply(Of(Alice, "c1", 1, Contact(Desk))).Result, Is.EqualTo(RegistrationResult.Applied));
        Assert.That(others, Has.Count.EqualTo(1));
    }

    [Test]
    public void Changes_are_told_in_order_also_when_a_handler_makes_more()
    {
        var told = new List<long>();
        _table.Changed += change =>
        {
            if (change.Binding.AddressOfRecord == Alice)
                _table.Apply(Of(Bob, "c1", 1, Contact("sip:bob@192.0.2.3")));
        };
        _table.Changed += change => told.Add(change.Sequence);

        _table.Apply(Of(Alice, "c1", 1, Contact(Desk), Contact(Mobile)));

        Assert.That(told, Is.Ordered.And.Unique);
        Assert.That(told, Has.Count.EqualTo(_table.Sequence - told[0] + 1));
    }

    [TestCase(nameof(RegistrationTableOptions.MaxBindings))]
    [TestCase(nameof(RegistrationTableOptions.MaxBindingsPerAddressOfRecord))]
    [TestCase(nameof(RegistrationTableOptions.HistoryLength))]
    public void Wrong_option_is_named(string option)
    {
        RegistrationTableOptions options = option switch
        {
            nameof(RegistrationTableOptions.MaxBindings) => new() { MaxBindings = 0 },
            nameof(RegistrationTableOptions.HistoryLength) => new() { HistoryLength = 0 },
            _ => new() { MaxBindingsPerAddressOfRecord = 0 },
        };
        Assert.That(() => new RegistrationTable(options), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(option));
    }
}
