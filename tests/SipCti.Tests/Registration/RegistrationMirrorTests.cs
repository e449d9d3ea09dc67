using Microsoft.Extensions.Time.Testing;
using SipCti.Registration;
using static SipCti.Tests.Registration.Updates;

namespace SipCti.Tests.Registration;

[TestFixture]
public sealed class RegistrationMirrorTests
{
    private const string Desk = "sip:alice@192.0.2.1:5060";

    private FakeTimeProvider _time = null!;
    private RegistrationTable _table = null!;
    private CuttableFeed _feed = null!;
    private RegistrationMirror _mirror = null!;
    private List<RegistrationChangeKind> _told = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider();
        _table = new RegistrationTable(new RegistrationTableOptions { Time = _time, HistoryLength = 4 });
        _feed = new CuttableFeed(_table);
        _told = [];
        _mirror = RegistrationMirror.Follow(_feed, new RegistrationMirrorOptions { Time = _time });
        _mirror.Changed += change => _told.Add(change.Kind);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _mirror.DisposeAsync();
        _table.Dispose();
        _feed.Dispose();
    }

    private Task Settle() => _mirror.SettleAsync(_table, _feed, _time);

    private void Register(uint cseq, double seconds = 600) => _table.Apply(Of(Alice, "c1", cseq, Contact(Desk, seconds)));

    [Test]
    public async Task Mirror_starts_with_what_is_there_and_follows()
    {
        Register(1);
        await Settle();
        Assert.That(_mirror.Find(Alice), Is.EqualTo(_table.Find(Alice)));
        Assert.That(_mirror.IsInStep, Is.True);

        _table.Apply(Of(Alice, "c1", 2, Contact(Desk, 0)));
        await Settle();
        Assert.That(_mirror.Find(Alice), Is.Empty);
        Assert.That(_told, Is.EqualTo(new[] { RegistrationChangeKind.Added, RegistrationChangeKind.Removed }));
    }

    [Test]
    public async Task Wait_returns_when_the_change_is_there()
    {
        await Settle();
        Task wait = _mirror.WaitForAsync(_table.Sequence + 1).AsTask();
        Assert.That(wait.IsCompleted, Is.False);
        Register(1);
        await wait.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(_mirror.Find(Alice), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Mirror_resumes_after_a_cut_without_a_new_snapshot()
    {
        Register(1);
        await Settle();
        _feed.Cut();
        Register(2);
        await _mirror.BackingOffAsync();
        Assert.That(_mirror.IsInStep, Is.False);
        Assert.That(_mirror.Find(Alice).Single().CSeq, Is.EqualTo(1u), "what it knew it still tells");

        _feed.Restore();
        await Settle();
        Assert.That(_mirror.Find(Alice).Single().CSeq, Is.EqualTo(2u));
        Assert.That(_mirror.IsInStep, Is.True);
        Assert.That(_feed.Snapshots, Is.EqualTo(1));
    }

    [Test]
    public async Task Mirror_takes_a_snapshot_after_a_gap_and_tells_the_difference()
    {
        Register(1);
        _table.Apply(Of(Bob, "c2", 1, Contact("sip:bob@192.0.2.2")));
        await Settle();
        _told.Clear();
        _feed.Cut();
        await _mirror.BackingOffAsync();
        _table.Apply(Clear(Bob, "c2", 2));
        for (uint i = 2; i <= 6; i++)
            Register(i);
        _table.Apply(Of("sip:carol@pbx.example", "c3", 1, Contact("sip:carol@192.0.2.3")));

        _feed.Restore();
        await Settle();

        Assert.That(_feed.Snapshots, Is.EqualTo(2));
        Assert.That(_mirror.All(), Is.EquivalentTo(_table.All()));
        Assert.That(_told, Is.EquivalentTo(new[] { RegistrationChangeKind.Removed, RegistrationChangeKind.Refreshed, RegistrationChangeKind.Added }));
    }

    [Test]
    public async Task Tries_come_slower_and_slower_up_to_the_longest_delay()
    {
        var time = new DelayRecorder();
        _feed.Cut();
        await using RegistrationMirror mirror = RegistrationMirror.Follow(_feed, new RegistrationMirrorOptions { Time = time });
        while (time.Delays.Count < 12)
        {
            await mirror.BackingOffAsync();
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        // Up to half of each wait is left to chance.
        for (int i = 0; i < 12; i++)
        {
            double longest = Math.Min(0.1 * Math.Pow(2, i), 10);
            Assert.That(time.Delays[i].TotalSeconds, Is.InRange(longest / 2, longest), $"try {i}");
        }
    }

    [Test]
    public async Task Binding_expires_in_a_mirror_that_is_cut()
    {
        Register(1, 60);
        await Settle();
        _feed.Cut();
        await _mirror.BackingOffAsync();

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(_mirror.Find(Alice), Is.Empty, "look-ups go by the clock");
        Assert.That(_mirror.All(), Is.Empty);
        Assert.That(_told, Is.EqualTo(new[] { RegistrationChangeKind.Added }), "the table may still say that it was refreshed");

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_told, Is.EqualTo(new[] { RegistrationChangeKind.Added, RegistrationChangeKind.Expired }));
    }

    [Test]
    public async Task Expiry_is_told_once_although_table_and_mirror_both_notice_it()
    {
        Register(1, 60);
        await Settle();
        _time.Advance(TimeSpan.FromSeconds(60));
        await Settle();
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(_told, Is.EqualTo(new[] { RegistrationChangeKind.Added, RegistrationChangeKind.Expired }));
    }

    [Test]
    public async Task Terminal_is_found_by_the_flow_in_its_path()
    {
        _table.Apply(Of(Alice, "c1", 1, Contact(Desk)) with { Path = Path("sip:outer@core.example;lr", "sip:flow1@edge.example;lr") });
        _time.Advance(TimeSpan.FromSeconds(1));
        _table.Apply(Of(Bob, "c2", 1, Contact("sip:bob@192.0.2.1:5060", 60)) with { Path = Path("sip:flow1@edge.example;lr") });
        await Settle();

        Assert.That(_mirror.FindByFlow("flow1")!.AddressOfRecord, Is.EqualTo(Bob), "the one registered last");
        Assert.That(_mirror.FindByFlow("outer")!.AddressOfRecord, Is.EqualTo(Alice));
        Assert.That(_mirror.FindByFlow("flow2"), Is.Null);

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(_mirror.FindByFlow("flow1")!.AddressOfRecord, Is.EqualTo(Alice));
        _table.Apply(Clear(Alice, "c1", 2));
        await Settle();
        Assert.That(_mirror.FindByFlow("flow1"), Is.Null);
    }

    [Test]
    public async Task Feed_that_leaves_out_a_change_is_not_believed()
    {
        Register(1);
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leaky = new Moq.Mock<IRegistrationFeed>();
        leaky.Setup(f => f.SnapshotAsync(Moq.It.IsAny<CancellationToken>())).Returns(async (CancellationToken t) =>
        {
            await start.Task;
            return await _feed.SnapshotAsync(t);
        });
        int reads = 0;
        leaky.Setup(f => f.ChangesSinceAsync(Moq.It.IsAny<long>(), Moq.It.IsAny<CancellationToken>())).Returns((long since, CancellationToken t) =>
            Interlocked.Increment(ref reads) == 1
                ? new[] { new RegistrationChange(since + 2, RegistrationChangeKind.Removed, _table.Find(Alice)[0]) }.ToAsyncEnumerable()
                : _feed.ChangesSinceAsync(since, t));
        await _mirror.DisposeAsync();
        _mirror = RegistrationMirror.Follow(leaky.Object, new RegistrationMirrorOptions { Time = _time });
        _mirror.Changed += change => _told.Add(change.Kind);
        _told.Clear();
        start.SetResult();

        await Settle();
        Assert.That(_told, Is.EqualTo(new[] { RegistrationChangeKind.Added }), "the removal may belong to a binding that was never told");
        Assert.That(reads, Is.GreaterThan(1));
    }

    [Test]
    public async Task Disposed_mirror_can_be_read_and_follows_no_more()
    {
        Register(1);
        await Settle();
        await _mirror.DisposeAsync();
        await _mirror.DisposeAsync();
        _table.Apply(Clear(Alice, "c1", 2));

        Assert.That(_mirror.Find(Alice), Has.Count.EqualTo(1));
    }

    [Test]
    public void Wrong_option_is_named() => Assert.That(
        () => RegistrationMirror.Follow(_table, new RegistrationMirrorOptions { FirstRetryDelay = TimeSpan.Zero }),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(nameof(RegistrationMirrorOptions.FirstRetryDelay)));

    /// <summary>Remembers for how long somebody wanted to wait.</summary>
    private sealed class DelayRecorder : FakeTimeProvider
    {
        private readonly List<TimeSpan> _delays = [];

        public IReadOnlyList<TimeSpan> Delays
        {
            get
            {
                lock (_delays)
                    return [.. _delays];
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_delays)
            {
                if (dueTime > TimeSpan.Zero)
                    _delays.Add(dueTime);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
