using System.Collections.Concurrent;
using SipCti.Cti;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class EventPumpTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    [Test]
    public async Task The_handler_gets_every_event_in_order_and_the_end_after_the_last()
    {
        using var fixture = new BoardFixture();
        var stream = BoardFixture.NewStream(capacity: 100_000);
        var seen = new ConcurrentQueue<long>();
        var pump = BoardFixture.Pump(stream, e => seen.Enqueue(e.Sequence));
        var monitor = fixture.Start(stream, "*");
        for (var i = 0; i < 2000; i++) fixture.Talk();
        await monitor.StopAsync();
        stream.Complete();
        await pump.Drained.WaitAsync(Guard);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, 14_002).Select(i => (long)i)));
    }

    [Test]
    public async Task A_handler_that_throws_gets_the_next_event_all_the_same()
    {
        using var fixture = new BoardFixture();
        var stream = BoardFixture.NewStream();
        var seen = 0;
        var pump = BoardFixture.Pump(stream, _ => { seen++; throw new InvalidOperationException("the application's fault"); });
        fixture.Start(stream, "*");
        fixture.Talk();
        stream.Complete();
        await pump.Drained.WaitAsync(Guard);
        Assert.That(seen, Is.EqualTo(8));
    }

    [Test]
    public async Task A_handler_that_stands_still_holds_up_nobody_and_gets_a_gap()
    {
        using var fixture = new BoardFixture();
        var slow = BoardFixture.NewStream(capacity: 4, replay: 0);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        var seen = new ConcurrentQueue<CtiEvent>();
        var pump = BoardFixture.Pump(slow, e => { seen.Enqueue(e); entered.TrySetResult(); release.Wait(Guard); });
        fixture.Start(slow, "*");
        await entered.Task.WaitAsync(Guard);
        var quick = BoardFixture.NewStream();
        fixture.Start(quick, "*");
        for (var i = 0; i < 100; i++) fixture.Talk();
        Assert.That(BoardFixture.Read(quick), Has.Count.EqualTo(701));
        release.Set();
        slow.Complete();
        await pump.Drained.WaitAsync(Guard);
        Assert.That(seen.Select(e => e.Type), Is.EqualTo(new[] { CtiEventType.MonitorStarted, CtiEventType.Gap }));
        Assert.That(((Gap)seen.Last()).To, Is.EqualTo(701));
    }
}
