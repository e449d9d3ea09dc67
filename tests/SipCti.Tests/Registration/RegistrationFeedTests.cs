using Microsoft.Extensions.Time.Testing;
using SipCti.Registration;
using static SipCti.Tests.Registration.Updates;

namespace SipCti.Tests.Registration;

[TestFixture]
public sealed class RegistrationFeedTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private RegistrationTable _table = null!;

    [SetUp]
    public void SetUp() => _table = new RegistrationTable(new RegistrationTableOptions { Time = _time, HistoryLength = 4 });

    [TearDown]
    public void TearDown() => _table.Dispose();

    private void Register(uint cseq) => _table.Apply(Of(Alice, "c1", cseq, Contact("sip:alice@192.0.2.1")));

    private async Task<List<RegistrationChange>> Read(long sequence, int count)
    {
        var changes = new List<RegistrationChange>();
        await foreach (RegistrationChange change in _table.ChangesSinceAsync(sequence))
        {
            changes.Add(change);
            if (changes.Count == count)
                break;
        }

        return changes;
    }

    [Test]
    public async Task Changes_since_a_snapshot_complete_it()
    {
        Register(1);
        RegistrationSnapshot snapshot = await _table.SnapshotAsync();
        Register(2);
        _table.Apply(Clear(Alice, "c1", 3));

        List<RegistrationChange> changes = await Read(snapshot.Sequence, 2).WaitAsync(Guard);

        Assert.That(snapshot.Bindings.Contacts(), Is.EqualTo(new[] { "sip:alice@192.0.2.1" }));
        Assert.That(changes.Select(change => (change.Sequence, change.Kind)), Is.EqualTo(new[]
        {
            (snapshot.Sequence + 1, RegistrationChangeKind.Refreshed),
            (snapshot.Sequence + 2, RegistrationChangeKind.Removed),
        }));
    }

    [Test]
    public async Task Changes_come_as_they_happen()
    {
        Task<List<RegistrationChange>> read = Read(_table.Sequence, 2);
        Assert.That(read.IsCompleted, Is.False);
        Register(1);
        _time.Advance(TimeSpan.FromSeconds(600));

        List<RegistrationChange> changes = await read.WaitAsync(Guard);
        Assert.That(changes.Select(change => change.Kind), Is.EqualTo(new[] { RegistrationChangeKind.Added, RegistrationChangeKind.Expired }));
    }

    [Test]
    public async Task Feed_ends_with_a_gap_when_the_changes_asked_for_are_no_longer_held()
    {
        long start = _table.Sequence;
        for (uint i = 1; i <= 5; i++)
            Register(i);

        Assert.That(async () => await Read(start, 1).WaitAsync(Guard), Throws.InstanceOf<FeedGapException>());
        Assert.That(await Read(start + 1, 4).WaitAsync(Guard), Has.Count.EqualTo(4), "the oldest that is held");
    }

    [Test]
    public async Task Reader_that_falls_behind_gets_the_gap_in_the_middle()
    {
        await using IAsyncEnumerator<RegistrationChange> changes = _table.ChangesSinceAsync(_table.Sequence).GetAsyncEnumerator();
        Register(1);
        Assert.That(await changes.MoveNextAsync(), Is.True);
        for (uint i = 2; i <= 6; i++)
            Register(i);

        Assert.That(async () => await changes.MoveNextAsync(), Throws.InstanceOf<FeedGapException>());
    }

    [Test]
    public void Number_that_the_table_never_gave_is_a_gap() =>
        Assert.That(async () => await Read(_table.Sequence + 1, 1).WaitAsync(Guard), Throws.InstanceOf<FeedGapException>());

    [Test]
    public async Task Restarted_table_does_not_continue_the_numbers_of_its_earlier_life()
    {
        for (uint i = 1; i <= 3; i++)
            Register(i);
        long last = _table.Sequence;
        _table.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        SetUp();
        Register(1);

        Assert.That(_table.Sequence, Is.GreaterThan(last));
        Assert.That(async () => await Read(last, 1).WaitAsync(Guard), Throws.InstanceOf<FeedGapException>());
        await Task.CompletedTask;
    }

    [Test]
    public async Task Feed_ends_when_the_table_is_disposed()
    {
        Task<List<RegistrationChange>> read = Read(_table.Sequence, 2);
        Register(1);
        _table.Dispose();

        Assert.That(await read.WaitAsync(Guard), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Feed_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await using IAsyncEnumerator<RegistrationChange> changes = _table.ChangesSinceAsync(_table.Sequence, stop.Token).GetAsyncEnumerator();
        ValueTask<bool> next = changes.MoveNextAsync();
        await stop.CancelAsync();

        Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task History_of_any_length_holds_just_that_many()
    {
        using var table = new RegistrationTable(new RegistrationTableOptions { Time = _time, HistoryLength = 1000 });
        long start = table.Sequence;
        for (uint i = 1; i <= 2500; i++)
            table.Apply(Of(Alice, "c1", i, Contact("sip:alice@192.0.2.1")));

        var numbers = new List<long>();
        await foreach (RegistrationChange change in table.ChangesSinceAsync(start + 1500))
        {
            numbers.Add(change.Sequence - start);
            if (change.Sequence == table.Sequence)
                break;
        }

        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1501, 1000)));
        Assert.That(
            async () => await table.ChangesSinceAsync(start + 1499).GetAsyncEnumerator().MoveNextAsync(),
            Throws.InstanceOf<FeedGapException>());
    }
}
