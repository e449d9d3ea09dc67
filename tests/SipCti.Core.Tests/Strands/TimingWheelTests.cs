using Microsoft.Extensions.Time.Testing;
using SipCti.Strands;

namespace SipCti.Core.Tests.Strands;

public class TimingWheelTests
{
    private CountingTime _time = null!;
    private TimingWheel _wheel = null!;
    private List<Probe> _fired = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new CountingTime();
        _wheel = new TimingWheel(_time);
        _fired = [];
    }

    [TearDown]
    public void TearDown() => _wheel.Dispose();

    // One delay on every level of the wheel (64^n slots of 10 ms), and both sides of its boundaries.
    [Test]
    public void Never_early_and_due_exactly_at_its_time(
        [Values(1, 9, 10, 11, 500, 630, 639, 640, 641, 32_000, 40_950, 40_960, 40_961, 180_000, 2_621_440, 2_621_441,
            86_400_000, 167_772_160, 167_772_170, 10_737_418_240)] long milliseconds,
        [Values(0, 3, 7, 635, 40_955)] int startAt)
    {
        _time.Advance(TimeSpan.FromMilliseconds(startAt));
        var probe = Schedule(TimeSpan.FromMilliseconds(milliseconds));

        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.That(_fired, Is.Empty);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(_fired, Is.EqualTo([probe]));
    }

    [Test]
    public void Never_early_in_small_steps_through_every_cascade()
    {
        for (var i = 0; i < 300; i++)
            Schedule(TimeSpan.FromMilliseconds(i * 157 % 50_000));

        for (var i = 0; i < 50_000 / 7; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(7));
            Assert.That(_fired, Has.Count.EqualTo(Enumerable.Range(0, 300).Count(n => n * 157 % 50_000 <= (i + 1) * 7)));
        }

        Assert.That(_fired, Is.All.Matches<Probe>(probe => probe!.FiredAt >= probe.DueAt && probe.FiredAt - probe.DueAt <= TimeSpan.FromMilliseconds(7)));
    }

    [Test]
    public void One_advance_fires_all_that_is_due_in_order_of_time()
    {
        var delays = Enumerable.Range(0, 500).Select(i => (long)i * 7919 % 100_003).ToArray();
        foreach (var delay in delays)
            Schedule(TimeSpan.FromMilliseconds(delay));

        _time.Advance(TimeSpan.FromMilliseconds(60_000));

        Assert.That(_fired.Select(probe => probe.Delay.TotalMilliseconds), Is.EqualTo(delays.Where(delay => delay <= 60_000).Order()));
        Assert.That(_wheel.Count, Is.EqualTo(delays.Count(delay => delay > 60_000)));
    }

    [Test]
    public void Equal_times_fire_in_order_of_scheduling()
    {
        var probes = Enumerable.Range(0, 100).Select(_ => Schedule(TimeSpan.FromSeconds(45))).ToArray();
        _time.Advance(TimeSpan.FromSeconds(45));
        Assert.That(_fired, Is.EqualTo(probes));
    }

    [Test]
    public void Two_hundred_thousand_timers_half_of_them_cancelled()
    {
        var probes = Enumerable.Range(0, 200_000).Select(i => Schedule(TimeSpan.FromMilliseconds(1 + i * 31L % 64_000))).ToArray();
        for (var i = 0; i < probes.Length; i += 2)
            Assert.That(_wheel.Cancel(probes[i]));
        Assert.That(_wheel.Count, Is.EqualTo(100_000));

        for (var i = 0; i < 64; i++)
            _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Multiple(() =>
        {
            Assert.That(_fired, Has.Count.EqualTo(100_000));
            Assert.That(probes.Where((_, i) => i % 2 == 0), Is.All.Matches<Probe>(probe => probe!.FiredAt is null));
            Assert.That(_fired, Is.All.Matches<Probe>(probe => probe!.FiredAt >= probe.DueAt));
            Assert.That(_wheel.Count, Is.Zero);
        });
    }

    [Test]
    public void Cancelled_timer_never_fires()
    {
        var probe = Schedule(TimeSpan.FromSeconds(1));
        Assert.That(_wheel.Cancel(probe));
        Assert.That(_wheel.Cancel(probe), Is.False);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(_fired, Is.Empty);
    }

    [Test]
    public void Scheduling_again_moves_the_timer()
    {
        var probe = Schedule(TimeSpan.FromSeconds(1));
        _wheel.Schedule(probe, TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.That(_fired, Is.Empty);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_fired, Is.EqualTo([probe]));
    }

    [Test]
    public void One_timer_is_armed_for_all_and_an_empty_wheel_does_not_tick()
    {
        for (var i = 1; i <= 20; i++)
            Schedule(TimeSpan.FromSeconds(i * 10));
        Assert.That(_time.TimersCreated, Is.EqualTo(1));

        _time.Advance(TimeSpan.FromSeconds(200));
        Assert.That(_fired, Has.Count.EqualTo(20));
        var ticks = _time.Ticks;

        for (var i = 0; i < 1000; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_time.Ticks, Is.EqualTo(ticks));
    }

    [Test]
    public void Emptied_wheel_wakes_once_at_most()
    {
        _wheel.Cancel(Schedule(TimeSpan.FromSeconds(1)));
        for (var i = 0; i < 100; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_time.Ticks, Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void An_earlier_timer_rearms_a_later_does_not()
    {
        Schedule(TimeSpan.FromSeconds(10));
        var armings = _time.Armings;
        Schedule(TimeSpan.FromSeconds(20));
        Assert.That(_time.Armings, Is.EqualTo(armings));
        var early = Schedule(TimeSpan.FromSeconds(5));
        Assert.That(_time.Armings, Is.EqualTo(armings + 1));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_fired, Is.EqualTo([early]));
    }

    [Test]
    public void Zero_and_negative_delays_fire_when_the_clock_moves()
    {
        Schedule(TimeSpan.Zero);
        Schedule(TimeSpan.FromSeconds(-1));
        Assert.That(_fired, Is.Empty);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(_fired, Has.Count.EqualTo(2));
    }

    [Test]
    public void The_longest_delay_is_accepted_and_does_not_fire()
    {
        Schedule(TimeSpan.MaxValue);
        _time.Advance(TimeSpan.FromDays(365));
        Assert.Multiple(() =>
        {
            Assert.That(_fired, Is.Empty);
            Assert.That(_wheel.Count, Is.EqualTo(1));
        });
    }

    [Test]
    public void A_due_timer_may_schedule_and_cancel_others()
    {
        var victim = new Probe(this, TimeSpan.Zero);
        var repeats = 0;
        Probe? again = null;
        again = new Probe(this, TimeSpan.Zero, () =>
        {
            _wheel.Cancel(victim);
            if (++repeats < 5)
                _wheel.Schedule(again!, TimeSpan.FromSeconds(1));
        });
        _wheel.Schedule(again, TimeSpan.FromSeconds(1));
        _wheel.Schedule(victim, TimeSpan.FromSeconds(3));
        for (var i = 0; i < 10; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Multiple(() =>
        {
            Assert.That(repeats, Is.EqualTo(5));
            Assert.That(victim.FiredAt, Is.Null);
        });
    }

    [Test]
    public void An_exception_of_one_timer_is_logged_and_the_others_fire()
    {
        var logger = new ListLogger();
        using var wheel = new TimingWheel(_time, logger: logger);
        wheel.Schedule(new Probe(this, TimeSpan.Zero, () => throw new FormatException("broken")), TimeSpan.FromSeconds(1));
        var next = new Probe(this, TimeSpan.Zero);
        wheel.Schedule(next, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Multiple(() =>
        {
            Assert.That(next.FiredAt, Is.Not.Null);
            Assert.That(logger.Exceptions, Has.Exactly(1).TypeOf<FormatException>());
        });
    }

    [Test]
    public void Disposed_wheel_fires_nothing_and_takes_nothing()
    {
        Schedule(TimeSpan.FromSeconds(1));
        _wheel.Dispose();
        Schedule(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(_fired, Is.Empty);
    }

    [Test]
    public void Resolution_must_be_positive() =>
        Assert.That(() => new TimingWheel(_time, TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("resolution"));

    private Probe Schedule(TimeSpan delay)
    {
        var probe = new Probe(this, delay);
        _wheel.Schedule(probe, delay);
        return probe;
    }

    private sealed class Probe(TimingWheelTests test, TimeSpan delay, Action? then = null) : TimingWheelEntry
    {
        public TimeSpan Delay => delay;

        public DateTimeOffset DueAt { get; } = test._time.GetUtcNow() + (delay < TimeSpan.FromDays(10_000) ? delay : TimeSpan.FromDays(10_000));

        public DateTimeOffset? FiredAt { get; private set; }

        protected internal override void OnDue()
        {
            FiredAt = test._time.GetUtcNow();
            test._fired.Add(this);
            then?.Invoke();
        }
    }

    /// <summary>A fake clock that counts the timers made, armed and fired.</summary>
    private sealed class CountingTime : FakeTimeProvider
    {
        public int TimersCreated { get; private set; }

        public int Armings { get; private set; }

        public int Ticks { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            TimersCreated++;
            return new CountingTimer(this, base.CreateTimer(
                s =>
                {
                    Ticks++;
                    callback(s);
                },
                state,
                dueTime,
                period));
        }

        private sealed class CountingTimer(CountingTime time, ITimer inner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                time.Armings++;
                return inner.Change(dueTime, period);
            }

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
