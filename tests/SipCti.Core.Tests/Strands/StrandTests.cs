using Microsoft.Extensions.Time.Testing;
using SipCti.Diagnostics;
using SipCti.Strands;

namespace SipCti.Core.Tests.Strands;

public class StrandTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    private FakeTimeProvider _time = null!;
    private TimingWheel _wheel = null!;
    private ListLogger _logger = null!;
    private Quiescence _quiescence = null!;
    private StrandTable _strands = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider();
        _wheel = new TimingWheel(_time);
        _logger = new ListLogger();
        _quiescence = new Quiescence();
        _strands = new StrandTable(4, _wheel, _logger, _quiescence);
    }

    [TearDown]
    public void TearDown()
    {
        _wheel.Dispose();
        _logger.Dispose();
    }

    [Test]
    public void Idle_strand_runs_at_once_on_the_callers_thread()
    {
        var ran = false;
        _strands[0].Post(() =>
        {
            ran = Strand.Current == _strands[0] && SynchronizationContext.Current == _strands[0] && _strands[0].IsCurrent;
        });
        Assert.Multiple(() =>
        {
            Assert.That(ran);
            Assert.That(Strand.Current, Is.Null);
            Assert.That(SynchronizationContext.Current, Is.Not.InstanceOf<Strand>());
        });
    }

    [Test]
    public async Task Work_posted_from_strand_work_runs_after_it()
    {
        var order = new List<string>();
        _strands[0].Post(() =>
        {
            _strands[0].Post(() => order.Add("second"));
            order.Add("first");
        });
        await Quiet();
        Assert.That(order, Is.EqualTo(["first", "second"]));
    }

    [Test]
    public async Task Work_for_another_strand_never_runs_inside_strand_work()
    {
        var inside = false;
        var seen = new TaskCompletionSource<bool>();
        _strands[0].Post(() =>
        {
            inside = true;
            var thread = Environment.CurrentManagedThreadId;
            _strands[1].Post(() => seen.SetResult(inside && thread == Environment.CurrentManagedThreadId));
            inside = false;
        });
        Assert.That(await seen.Task.WaitAsync(Guard), Is.False);
    }

    [Test]
    public async Task Busy_strand_queues_in_order_of_posting()
    {
        var order = new List<int>();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var first = Task.Run(() => _strands[0].Post(() =>
        {
            entered.Set();
            leave.Wait(Guard);
        }));
        Assert.That(entered.Wait(Guard));
        for (var i = 0; i < 1000; i++)
            _strands[0].Post(order.Add, i);
        Assert.That(order, Is.Empty);

        leave.Set();
        await first.WaitAsync(Guard);
        await Quiet();
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task Never_on_two_threads_at_once_and_in_order_for_each_poster()
    {
        const int Posters = 4;
        const int Each = 5_000;
        var inside = 0;
        var overlaps = 0;
        var last = new int[Posters];
        var misordered = 0;
        using var start = new Barrier(Posters);
        await Task.WhenAll(Enumerable.Range(0, Posters).Select(poster => Task.Run(() =>
        {
            start.SignalAndWait(Guard);
            for (var i = 1; i <= Each; i++)
            {
                _strands[0].Post(
                    item =>
                    {
                        if (Interlocked.Exchange(ref inside, 1) != 0)
                            Interlocked.Increment(ref overlaps);
                        if (last[item.poster] + 1 != item.i)
                            Interlocked.Increment(ref misordered);
                        last[item.poster] = item.i;
                        Thread.SpinWait(20);
                        Volatile.Write(ref inside, 0);
                    },
                    (poster, i));
            }
        }))).WaitAsync(TimeSpan.FromSeconds(30));
        await Quiet();

        Assert.Multiple(() =>
        {
            Assert.That(overlaps, Is.Zero);
            Assert.That(misordered, Is.Zero);
            Assert.That(last, Is.All.EqualTo(Each));
        });
    }

    [Test]
    public async Task A_thread_is_given_back_after_a_batch_of_others_work()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var returned = new TaskCompletionSource();
        var reposts = 0;
        var stop = false;
        var thread = new Thread(() =>
        {
            _strands[0].Post(() =>
            {
                entered.Set();
                leave.Wait(Guard);
            });
            returned.SetResult();
        });
        thread.Start();
        Assert.That(entered.Wait(Guard));

        // Work without end: each piece posts the next, until the thread that came first has got away.
        _strands[0].Post(Again);
        leave.Set();
        await returned.Task.WaitAsync(Guard);
        Volatile.Write(ref stop, true);
        await Quiet();
        Assert.That(reposts, Is.GreaterThanOrEqualTo(Strand.BatchSize));

        void Again()
        {
            Interlocked.Increment(ref reposts);
            if (!Volatile.Read(ref stop))
                _strands[0].Post(Again);
        }
    }

    [Test]
    public async Task Await_in_strand_work_resumes_on_the_strand()
    {
        var gate = new TaskCompletionSource();
        var strands = new List<Strand?>();
        _strands[2].Post(() => _ = Work());
        Assert.That(strands, Is.EqualTo([_strands[2]]));

        gate.SetResult();
        await Quiet();
        await Quiet();
        Assert.That(strands, Is.EqualTo(Enumerable.Repeat(_strands[2], 4)));

        async Task Work()
        {
            strands.Add(Strand.Current);
            await gate.Task.WaitAsync(Guard);
            strands.Add(Strand.Current);
            await Task.Yield();
            strands.Add(Strand.Current);
            await Nested();
            strands.Add(Strand.Current);
        }

        static async Task Nested() => await Task.CompletedTask;
    }

    [Test]
    public async Task A_continuation_never_runs_inside_the_call_that_completes_its_task()
    {
        var gate = new TaskCompletionSource();
        var resumedInside = false;
        var completing = false;
        _strands[0].Post(() => _ = Work());
        completing = true;
        gate.SetResult();
        completing = false;
        await Quiet();
        Assert.That(resumedInside, Is.False);

        async Task Work()
        {
            var caller = Environment.CurrentManagedThreadId;
            await gate.Task.WaitAsync(Guard);
            resumedInside = completing && caller == Environment.CurrentManagedThreadId;
        }
    }

    [Test]
    public async Task An_exception_is_logged_and_the_strand_goes_on()
    {
        var ran = 0;
        _strands[3].Post(() => throw new FormatException("first"));
        _strands[3].Post(() =>
        {
            _strands[3].Post(() => throw new FormatException("queued"));
            _strands[3].Post(() => ran++);
        });
        await Quiet();
        Assert.Multiple(() =>
        {
            Assert.That(ran, Is.EqualTo(1));
            Assert.That(_logger.Exceptions.Select(exception => exception.Message), Is.EqualTo(["first", "queued"]));
            Assert.That(Strand.Current, Is.Null);
        });
    }

    [Test]
    public void Send_is_refused() =>
        Assert.That(() => _strands[0].Send(_ => { }, null), Throws.InstanceOf<NotSupportedException>());

    [Test]
    public void The_same_key_meets_the_same_strand_and_keys_spread()
    {
        var strands = new StrandTable(256, _wheel, _logger);
        Assert.That(strands.For("a84b4c76e66710@pc33"), Is.SameAs(strands.For(new string("a84b4c76e66710@pc33".ToCharArray()))));
        Assert.That(Enumerable.Range(0, 10_000).Select(i => strands.For($"call-{i}").Index).Distinct().Count(), Is.EqualTo(256));
        Assert.That(Enumerable.Range(0, 256).Select(i => strands[i].Index), Is.EqualTo(Enumerable.Range(0, 256)));
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(-4)]
    public void The_number_of_strands_is_a_power_of_two(int count) =>
        Assert.That(() => new StrandTable(count, _wheel, _logger), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Timer_fires_on_its_strand_at_its_time()
    {
        object? seen = null;
        _strands[1].Schedule(TimeSpan.FromSeconds(32), state => seen = (state, Strand.Current), "state");
        _time.Advance(TimeSpan.FromSeconds(32) - TimeSpan.FromMilliseconds(1));
        Assert.That(seen, Is.Null);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(seen, Is.EqualTo(("state", _strands[1])));
    }

    [Test]
    public async Task Cancelled_on_the_strand_a_timer_that_is_already_due_does_not_run()
    {
        var ran = false;
        StrandTimer timer = null!;
        timer = _strands[0].Schedule(TimeSpan.FromSeconds(1), _ => ran = true, null);
        _strands[0].Post(() =>
        {
            // The clock moves while the strand is busy: the timer is due and waits in the queue.
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.That(timer.Cancel());
            Assert.That(timer.Cancel(), Is.False);
        });
        await Quiet();
        Assert.Multiple(() =>
        {
            Assert.That(ran, Is.False);
            Assert.That(_logger.Exceptions, Is.Empty);
        });
    }

    [Test]
    public void Cancel_after_the_timer_ran_says_so()
    {
        var timer = _strands[0].Schedule(TimeSpan.FromSeconds(1), _ => { }, null);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(timer.Cancel(), Is.False);
    }

    [Test]
    public void Idle_strands_are_quiet()
    {
        var quietInside = true;
        _strands[0].Post(() => quietInside = _quiescence.IsQuiet);
        Assert.Multiple(() =>
        {
            Assert.That(quietInside, Is.False);
            Assert.That(_quiescence.IsQuiet);
        });
    }

    private Task Quiet() => _quiescence.WhenQuietAsync().WaitAsync(Guard);
}
