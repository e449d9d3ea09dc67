using SipCti.Cti;
using SipCti.Testing;

namespace SipCti.Tests.Cti;

/// <summary>Random histories: terminals and an application do what they like, several things at once. Whatever they do, the events add up and nothing is left.</summary>
[TestFixture]
public sealed class CtiStressTests
{
    private const int Users = 8;

    private static string User(int number) => $"u{number}";

    [Test]
    public Task After_any_history_the_events_add_up_and_nothing_is_left([Range(1, 20)] int seed) => RunAsync(seed, withCuts: false);

    [Test]
    public Task After_any_history_with_lost_connections_the_events_add_up_and_nothing_is_left([Range(101, 110)] int seed) => RunAsync(seed, withCuts: true);

    private static async Task RunAsync(int seed, bool withCuts)
    {
        var random = new Random(seed);
        string[] users = [.. Enumerable.Range(0, Users).Select(User)];
        await using var house = await CtiHouse.StartAsync(
            LabNetwork.InMemory, inProcess: seed % 2 == 0, credentials: d => seed % 3 == 0 ? null : new CtiCredentials(NameOf(d), CtiHouse.Password(NameOf(d))), users: users);
        for (var step = 0; step < 40; step++)
        {
            foreach (var user in users.Where(_ => random.Next(4) == 0)) ChangeHabits(random, house[user]);
            await Task.WhenAll(Enumerable.Range(0, random.Next(1, 6)).Select(_ => ActAsync(random.Next(), house)));
            if (withCuts && random.Next(4) == 0)
            {
                var user = users[random.Next(Users)];
                house.Lab.Cut(user, "edge");
                house.Lab.Restore(user, "edge");
            }

            if (random.Next(3) == 0) await house.Lab.AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(1, 4000)));
            if (random.Next(2) == 0) await house.SettleAsync();
        }

        foreach (var user in users) house[user].RefuseRefer = null;
        for (var round = 0; round < 3; round++)
        {
            await house.SettleAsync();
            foreach (var call in house.Cti.SnapshotCalls()) await ClearAsync(house.Cti, call.CallId);
            await house.Lab.AdvanceAsync(TimeSpan.FromMinutes(2));
        }

        await house.NothingLeftAsync();
        house.AssertSnapshotsAreTheSum();
        AssertWellFormed(house.Events, withCuts);
        if (!withCuts) Assert.That(users.SelectMany(u => house[u].Calls).Where(c => c.State != SimulatedCallState.Ended), Is.Empty);
    }

    private static string NameOf(string device) => device["sip:".Length..device.IndexOf('@', StringComparison.Ordinal)];

    private static void ChangeHabits(Random random, SimulatedTerminal terminal)
    {
        terminal.Answer = random.Next(5) switch
        {
            0 => TerminalAnswer.Busy,
            1 => TerminalAnswer.Manual,
            2 => TerminalAnswer.After(TimeSpan.FromMilliseconds(random.Next(1, 3000))),
            _ => TerminalAnswer.Immediately,
        };
        terminal.RefuseRefer = random.Next(5) == 0 ? 405 : null;
    }

    private static async Task ActAsync(int seed, CtiHouse house)
    {
        var random = new Random(seed);
        await Task.Yield();
        var (a, b) = (User(random.Next(Users)), random.Next(10) == 0 ? "nobody" : User(random.Next(Users)));
        switch (random.Next(7))
        {
            case 0 or 1 or 2:
                try
                {
                    await house.Cti.MakeCall(CtiHouse.Address(a), CtiHouse.Address(b), new MakeCallOptions { AutoOriginate = (AutoOriginate)random.Next(2) });
                }
                catch (CtiException e) when (e.Category == CtiErrorCategory.StateIncompatibility || e.Error == CtiErrorValue.InvalidCallingDeviceId)
                {
                    // Asked already, or its connection is lost.
                }

                break;
            case 3:
                await house[a].CallAsync(b);
                break;
            case 4:
                if (Any(random, house.Cti.SnapshotCalls()) is { } call) await ClearAsync(house.Cti, call.CallId);
                break;
            case 5:
                if (Any(random, [.. house[a].Calls.Where(c => c.State != SimulatedCallState.Ended)]) is { } live) await live.HangUpAsync();
                break;
            default:
                if (Any(random, [.. house[a].Calls.Where(c => c.IsIncoming && c.State == SimulatedCallState.Ringing)]) is { } ringing) await AnswerAsync(ringing);
                break;
        }
    }

    private static T? Any<T>(Random random, IReadOnlyList<T> of) where T : class => of.Count == 0 ? null : of[random.Next(of.Count)];

    private static async Task AnswerAsync(SimulatedCall call)
    {
        try
        {
            await call.AnswerAsync();
        }
        catch (SimulatedTerminalException)
        {
            // Answered, or over, meanwhile.
        }
    }

    private static async Task ClearAsync(CtiService cti, string callId)
    {
        try
        {
            await cti.ClearCall(callId);
        }
        catch (CtiException e) when (e.Error == CtiErrorValue.InvalidCallId)
        {
            // Over meanwhile.
        }
    }

    private static void AssertWellFormed(IReadOnlyList<CtiEvent> events, bool hasForks)
    {
        Assert.That(events.Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(1, events.Count).Select(i => (long)i)));
        foreach (var call in events.OfType<CallEvent>().GroupBy(e => e.CallId))
        {
            var told = string.Join('\n', call);
            Assert.That(call.Last(), Is.InstanceOf<CallCleared>(), told);
            Assert.That(call.OfType<CallCleared>().Count(), Is.EqualTo(1), told);
            Assert.That(call.First(), Is.InstanceOf<ServiceInitiated>(), told);
            Assert.That(call.OfType<ServiceInitiated>().Count(), Is.EqualTo(1), told);
            Assert.That(call.OfType<Originated>().Count(), Is.LessThanOrEqualTo(1), told);
            foreach (var device in call.Where(e => e.Connection is not null).GroupBy(e => e.Connection!.Value.DeviceId))
            {
                // A terminal that has registered again by another connection is called by both: one may fail before the other rings.
                if (!hasForks) Assert.That(device.OfType<Delivered>().Count(), Is.LessThanOrEqualTo(1), told);
                Assert.That(device.OfType<Established>().Count(), Is.LessThanOrEqualTo(1), told);
                Assert.That(device.Last(), Is.InstanceOf<ConnectionCleared>(), told);
            }
        }
    }
}
