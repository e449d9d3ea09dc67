using SipCti.Cti;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class EventStreamTests
{
    private static readonly DateTimeOffset Time = BoardFixture.Begin;

    private static EventStream Filled(int capacity, int replay, int events)
    {
        var stream = new EventStream(capacity, replay);
        Append(stream, events);
        return stream;
    }

    private static void Append(EventStream stream, int events)
    {
        for (var i = 0; i < events; i++) stream.Append(new MonitorStarted(), Time, ["m"]);
    }

    [Test]
    public void Sequence_numbers_grow_by_one_from_one()
    {
        var stream = Filled(100, 10, 40);
        Assert.That(BoardFixture.Read(stream).Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(1, 40).Select(i => (long)i)));
    }

    [Test]
    public void As_many_events_as_the_capacity_may_wait()
    {
        var stream = Filled(capacity: 8, replay: 0, events: 8);
        Assert.That(BoardFixture.Read(stream).Select(e => e.Type), Is.All.EqualTo(CtiEventType.MonitorStarted).And.Exactly(8).Items);
    }

    [Test]
    public void One_event_beyond_the_capacity_makes_one_gap_over_all_that_waited()
    {
        var stream = Filled(capacity: 8, replay: 0, events: 9);
        Append(stream, 1000);
        Assert.That(stream.TryRead(out var e), Is.True);
        Assert.That(e, Is.InstanceOf<Gap>());
        var gap = (Gap)e!;
        Assert.That((gap.From, gap.To, gap.Sequence), Is.EqualTo((1L, 1009L, 1009L)));
        Assert.That(stream.TryRead(out _), Is.False);
        Append(stream, 1);
        Assert.That(BoardFixture.Read(stream).Single().Sequence, Is.EqualTo(1010));
    }

    [Test]
    public void What_was_lost_in_a_gap_is_replayed_while_it_is_held()
    {
        var stream = Filled(capacity: 8, replay: 100, events: 20);
        Assert.That(BoardFixture.Read(stream).Single(), Is.InstanceOf<Gap>());
        stream.Seek(1);
        Assert.That(BoardFixture.Read(stream).Select(e => (e.Sequence, e.Type)), Is.EqualTo(Enumerable.Range(1, 20).Select(i => ((long)i, CtiEventType.MonitorStarted))));
    }

    [Test]
    public void What_is_no_longer_held_is_replayed_as_a_gap()
    {
        var stream = Filled(capacity: 8, replay: 4, events: 8);
        BoardFixture.Read(stream);
        Append(stream, 3);
        BoardFixture.Read(stream);
        stream.Seek(1);
        var events = BoardFixture.Read(stream);
        Assert.That(events[0], Is.InstanceOf<Gap>());
        var gap = (Gap)events[0];
        Assert.That((gap.From, gap.To, gap.Sequence), Is.EqualTo((1L, 7L, 7L)));
        Assert.That(events.Skip(1).Select(e => e.Sequence), Is.EqualTo(new long[] { 8, 9, 10, 11 }));
    }

    [Test]
    public void New_events_during_a_replay_follow_it_without_a_gap()
    {
        var stream = Filled(capacity: 8, replay: 100, events: 8);
        BoardFixture.Read(stream);
        Append(stream, 8);
        BoardFixture.Read(stream);
        stream.Seek(1);
        stream.TryRead(out _);
        Append(stream, 8);
        Assert.That(BoardFixture.Read(stream).Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(2, 23).Select(i => (long)i)));
    }

    [Test]
    public void Too_many_new_events_during_a_replay_end_it_with_a_gap()
    {
        var stream = Filled(capacity: 8, replay: 100, events: 8);
        BoardFixture.Read(stream);
        stream.Seek(3);
        Append(stream, 9);
        var gap = BoardFixture.Read(stream).Single() as Gap;
        Assert.That((gap!.From, gap.To), Is.EqualTo((3L, 17L)));
    }

    [Test]
    public void Seeking_beyond_the_next_event_is_refused()
    {
        var stream = Filled(8, 8, 2);
        Assert.That(() => stream.Seek(4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.Seek(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.Seek(3), Throws.Nothing);
    }

    [Test]
    public async Task Waiting_ends_with_the_next_event_and_with_the_end()
    {
        var stream = new EventStream(8, 8);
        var waiting = stream.WaitAsync(CancellationToken.None).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        Append(stream, 1);
        Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(10)), Is.True);
        stream.TryRead(out _);
        waiting = stream.WaitAsync(CancellationToken.None).AsTask();
        stream.Complete();
        Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(10)), Is.False);
        Append(stream, 1);
        Assert.That(stream.LastSequence, Is.EqualTo(1));
    }

    [Test]
    public void Random_appends_reads_and_replays_keep_the_numbers_whole()
    {
        var random = new Random(4711);
        for (var run = 0; run < 200; run++)
        {
            var stream = new EventStream(random.Next(1, 20), random.Next(0, 20));
            long expected = 1;
            for (var step = 0; step < 300; step++)
            {
                if (random.Next(3) > 0) Append(stream, random.Next(0, 6));
                if (random.Next(20) == 0) stream.Seek(expected = random.NextInt64(1, stream.LastSequence + 2));
                for (var reads = random.Next(0, 6); reads > 0 && stream.TryRead(out var e); reads--)
                {
                    Assert.That(e is Gap gap ? gap.From : e.Sequence, Is.EqualTo(expected), $"run {run}");
                    expected = e.Sequence + 1;
                }
            }
        }
    }
}
