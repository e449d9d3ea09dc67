using Microsoft.Extensions.Time.Testing;
using SipCti.Registration;

namespace SipCti.Tests.Registration;

[TestFixture]
public sealed class MirrorPropertyTests
{
    private const int Updates = 100_000;

    private readonly FakeTimeProvider _time = new();

    private static IEnumerable<int> Seeds => [1, Random.Shared.Next()];

    [TestCaseSource(nameof(Seeds))]
    public async Task Mirror_equals_the_first_table_after_100000_random_steps_while_the_link_is_cut_and_comes_back(int seed)
    {
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new Random(seed);
        var terminals = new RandomRegistrations(random, addresses: 300);
        using var table = new RegistrationTable(new RegistrationTableOptions { Time = _time, HistoryLength = 1000, MaxBindingsPerAddressOfRecord = 8 });
        using var feed = new CuttableFeed(table);
        await using RegistrationMirror mirror = RegistrationMirror.Follow(feed, new RegistrationMirrorOptions { Time = _time });
        var listener = new Listener(mirror);
        var told = new Dictionary<RegistrationChangeKind, int>();
        table.Changed += change => told[change.Kind] = told.GetValueOrDefault(change.Kind) + 1;
        int cuts = 0, compared = 0;

        for (int i = 0; i < Updates; i++)
        {
            table.Apply(terminals.Next());
            if (random.Next(3) == 0)
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 1000)));

            switch (random.Next(1500))
            {
                case 0 or 1 when !feed.IsCut:
                    feed.Cut();
                    cuts++;
                    break;
                case < 6 when feed.IsCut:
                    feed.Restore();
                    break;
                case 1000 or 1001 when feed.IsCut:
                    await mirror.BackingOffAsync();
                    Assert.That(mirror.All().Where(binding => binding.Expires <= _time.GetUtcNow()), Is.Empty, "right about what it knows, while cut");
                    break;
                case 1002 or 1003 or 1004 when !feed.IsCut:
                    await mirror.SettleAsync(table, feed, _time);
                    AssertEqual(table, mirror, listener);
                    compared++;
                    break;
            }
        }

        if (feed.IsCut)
            feed.Restore();
        await mirror.SettleAsync(table, feed, _time);
        AssertEqual(table, mirror, listener);

        await TestContext.Out.WriteLineAsync(
            $"{string.Join(", ", told.Select(kind => $"{kind.Key} {kind.Value}"))}; {cuts} cuts, {feed.Snapshots} snapshots, compared {compared} times");
        Assert.That(told.Values.Sum(), Is.GreaterThanOrEqualTo(Updates));
        Assert.That(told.Values, Has.Count.EqualTo(4).And.All.GreaterThan(5000));
        Assert.That(cuts, Is.GreaterThan(20));
        Assert.That(compared, Is.GreaterThan(20));

        int snapshots = feed.Snapshots;
        await CutWhileAsync(10);
        Assert.That(feed.Snapshots, Is.EqualTo(snapshots), "a short cut is mended by resuming");
        await CutWhileAsync(2000);
        Assert.That(feed.Snapshots, Is.GreaterThan(snapshots), "a cut longer than the history leaves a gap");

        feed.Cut();
        await mirror.BackingOffAsync();
        _time.Advance(TimeSpan.FromSeconds(122));
        Assert.That(mirror.All(), Is.Empty, "bindings run out although nobody says so");
        Assert.That(listener.Live(_time.GetUtcNow()), Is.Empty);

        async Task CutWhileAsync(int updates)
        {
            feed.Cut();
            await mirror.BackingOffAsync();
            for (int i = 0; i < updates; i++)
                table.Apply(terminals.Next());
            feed.Restore();
            await mirror.SettleAsync(table, feed, _time);
            AssertEqual(table, mirror, listener);
        }
    }

    private void AssertEqual(RegistrationTable table, RegistrationMirror mirror, Listener listener)
    {
        Binding[] expected = Ordered(table.All());
        Assert.That(expected, Is.Not.Empty);
        Assert.That(Ordered(mirror.All()), Is.EqualTo(expected));
        Assert.That(Ordered(listener.Live(_time.GetUtcNow())), Is.EqualTo(expected), "who follows the mirror's events has the same");
        foreach (string address in expected.Select(binding => binding.AddressOfRecord).Distinct())
            Assert.That(mirror.Find(address).Select(binding => binding.ContactKey), Is.EquivalentTo(table.Find(address).Select(binding => binding.ContactKey)));
        foreach (IGrouping<string, Binding> flow in expected.Where(binding => binding.FlowToken is not null).GroupBy(binding => binding.FlowToken!))
            Assert.That(flow, Does.Contain(mirror.FindByFlow(flow.Key)));
    }

    private static Binding[] Ordered(IEnumerable<Binding> bindings) =>
        [.. bindings.OrderBy(binding => binding.AddressOfRecord, StringComparer.Ordinal).ThenBy(binding => binding.ContactKey, StringComparer.Ordinal)];

    /// <summary>Knows only what the mirror's events tell, and insists that they make sense.</summary>
    private sealed class Listener
    {
        private readonly Dictionary<(string, string), Binding> _bindings = [];
        private readonly List<string> _nonsense = [];

        public Listener(RegistrationMirror mirror) => mirror.Changed += change =>
        {
            Binding binding = change.Binding;
            var key = (binding.AddressOfRecord, binding.ContactKey);
            lock (_bindings)
            {
                if (_bindings.ContainsKey(key) == (change.Kind == RegistrationChangeKind.Added))
                    _nonsense.Add($"{change.Kind} {key}");
                if (change.Kind is RegistrationChangeKind.Added or RegistrationChangeKind.Refreshed)
                    _bindings[key] = binding;
                else
                    _bindings.Remove(key);
            }
        };

        public Binding[] Live(DateTimeOffset now)
        {
            lock (_bindings)
            {
                Assert.That(_nonsense, Is.Empty);
                return [.. _bindings.Values.Where(binding => binding.Expires > now)];
            }
        }
    }
}
