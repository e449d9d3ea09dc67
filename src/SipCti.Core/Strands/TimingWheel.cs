using System.Diagnostics;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SipCti.Strands;

/// <summary>
/// A hierarchical timing wheel: any number of timers behind one armed <see cref="ITimer"/>. Scheduling and cancelling are
/// O(1). Nothing fires before its time; what is due is fired in the order of its time. An empty wheel does not tick.
/// </summary>
/// <remarks>
/// Every level has 64 slots and an occupancy bitmap. An entry lies on the level of the highest group of six bits in which
/// its tick differs from the wheel's; it moves down (cascades) when the wheel reaches its slot. Thread safe.
/// </remarks>
public sealed class TimingWheel : IDisposable
{
    private const int SlotBits = 6;
    private const int SlotsPerLevel = 1 << SlotBits;
    private const int SlotMask = SlotsPerLevel - 1;

    // 11 levels of 6 bits hold every 64-bit tick: there is no horizon to treat apart.
    private const int Levels = 11;

    // ITimer takes at most 2^32 - 2 ms; a wheel that has nothing to do for a day looks once.
    private const long LongestArming = TimeSpan.TicksPerDay;
    private const long Disarmed = long.MaxValue;

    private readonly Lock _gate = new();
    private readonly TimingWheelEntry?[] _slots = new TimingWheelEntry?[Levels * SlotsPerLevel];
    private readonly ulong[] _occupied = new ulong[Levels];
    private readonly ILogger _logger;
    private readonly long _resolution;
    private readonly long _start;
    private readonly ITimer _timer;
    private List<TimingWheelEntry>? _spareBatch = [];
    private long _current;
    private long _armedFor = Disarmed;
    private long _sequence;
    private int _count;
    private bool _disposed;

    /// <summary>Makes an empty wheel.</summary>
    /// <param name="time">The clock; its timestamp is used, so changes of the wall clock do not matter.</param>
    /// <param name="resolution">The width of the finest slot: default 10 ms, at least one tick (100 ns). It decides how many
    /// entries share a slot, not how exact they are.</param>
    /// <param name="logger">Gets the exceptions that escape <see cref="TimingWheelEntry.OnDue"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The resolution is not positive.</exception>
    public TimingWheel(TimeProvider time, TimeSpan? resolution = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _resolution = (resolution ?? TimeSpan.FromMilliseconds(10)).Ticks;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_resolution, nameof(resolution));
        Time = time;
        _logger = logger ?? NullLogger.Instance;
        _start = time.GetTimestamp();

        // The timer would otherwise carry the creator's ambient values (activity, culture) into everything that it fires.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static wheel => ((TimingWheel)wheel!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock of this wheel.</summary>
    public TimeProvider Time { get; }

    /// <summary>How many entries are scheduled and not yet due.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Makes the entry due after a time; an entry that is already scheduled is moved.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="due">The time from now. Zero or less: as soon as the clock moves.</param>
    /// <remarks>After <see cref="Dispose"/> nothing is scheduled any more.</remarks>
    public void Schedule(TimingWheelEntry entry, TimeSpan due)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_gate)
        {
            if (_disposed)
                return;
            Unlink(entry);
            var now = Now();
            if (_count == 0)
                _current = now / _resolution;
            var wait = Math.Max(0, due.Ticks);
            entry.Due = wait < long.MaxValue - now ? now + wait : long.MaxValue - 1;
            entry.Sequence = _sequence++;
            Link(entry);
            if (entry.Due < _armedFor)
                Arm(entry.Due, now);
        }
    }

    /// <summary>Takes the entry off the wheel.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>Whether it was scheduled; if not, <see cref="TimingWheelEntry.OnDue"/> has run, runs now or is about to run.</returns>
    public bool Cancel(TimingWheelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_gate)
        {
            // The timer stays armed: waking once for nothing costs less than rearming at every cancelled timer.
            return Unlink(entry);
        }
    }

    /// <summary>Stops the wheel: what is scheduled never fires.</summary>
    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    private long Now() => Time.GetElapsedTime(_start).Ticks;

    /// <summary>Fires all that is due. What falls due while that runs is found by another run of the timer.</summary>
    private void Expire()
    {
        // A blocked entry must not hold up the wheel: everything is taken off and the timer armed anew before anything fires.
        var batch = Interlocked.Exchange(ref _spareBatch, null) ?? [];
        lock (_gate)
        {
            if (_disposed)
                return;
            _armedFor = Disarmed;
            var now = Now();
            var next = Collect(batch, now);
            if (next != Disarmed)
                Arm(next, now);
        }

        foreach (var entry in batch)
        {
            try
            {
                entry.OnDue();
            }
            catch (Exception exception)
            {
                StrandLog.TimerFailed(_logger, exception);
            }
        }

        batch.Clear();
        _spareBatch = batch;
    }

    /// <summary>Moves the wheel to now and takes off what is due; returns when it has to look again.</summary>
    private long Collect(List<TimingWheelEntry> batch, long now)
    {
        var tick = now / _resolution;
        while (true)
        {
            var level = 0;
            while (level < Levels && _occupied[level] == 0)
                level++;
            if (level == Levels)
                return Disarmed;

            // Lower levels lie wholly before higher ones, and no slot before the current one is occupied.
            var slot = BitOperations.TrailingZeroCount(_occupied[level]);
            var shift = level * SlotBits;
            var begin = (_current >> shift & ~(long)SlotMask | (long)slot) << shift;
            if (begin > tick)
            {
                _current = tick;
                return level > 0 ? begin * _resolution : Earliest(slot);
            }

            _current = Math.Max(begin, _current);
            if (level > 0)
                Cascade(level * SlotsPerLevel + slot);
            else if (!TakeDue(slot, batch, now))
                return Earliest(slot);
        }
    }

    private void Cascade(int index)
    {
        while (_slots[index] is { } entry)
        {
            Unlink(entry);
            Link(entry);
        }
    }

    /// <summary>Moves what is due from a slot of the lowest level to the batch; false when the slot keeps some.</summary>
    private bool TakeDue(int slot, List<TimingWheelEntry> batch, long now)
    {
        var first = batch.Count;
        for (var entry = _slots[slot]; entry is not null;)
        {
            var following = entry.Next;
            if (entry.Due <= now)
            {
                Unlink(entry);
                batch.Add(entry);
            }

            entry = following;
        }

        if (batch.Count - first > 1)
            batch.Sort(first, batch.Count - first, ByDue.Instance);
        return _slots[slot] is null;
    }

    private long Earliest(int slot)
    {
        var earliest = long.MaxValue - 1;
        for (var entry = _slots[slot]; entry is not null; entry = entry.Next)
            earliest = Math.Min(earliest, entry.Due);
        return earliest;
    }

    private void Arm(long due, long now)
    {
        _armedFor = due;
        var wait = Math.Min(due - now, LongestArming);

        // Timers count whole milliseconds and cut off the rest. Never zero: a fake clock would fire from within this call.
        var milliseconds = Math.Max(1, (wait + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private void Link(TimingWheelEntry entry)
    {
        var tick = Math.Max(entry.Due / _resolution, _current);
        var level = (63 - BitOperations.LeadingZeroCount((ulong)(tick ^ _current) | SlotMask)) / SlotBits;
        var slot = (int)(tick >> level * SlotBits) & SlotMask;
        var index = level * SlotsPerLevel + slot;
        Debug.Assert(entry.Slot == TimingWheelEntry.Unlinked, "An entry lies in one slot.");
        entry.Slot = index;
        entry.Next = _slots[index];
        if (entry.Next is not null)
            entry.Next.Previous = entry;
        _slots[index] = entry;
        _occupied[level] |= 1UL << slot;
        _count++;
    }

    private bool Unlink(TimingWheelEntry entry)
    {
        var index = entry.Slot;
        if (index == TimingWheelEntry.Unlinked)
            return false;
        if (entry.Previous is not null)
            entry.Previous.Next = entry.Next;
        else
            _slots[index] = entry.Next;
        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;
        if (_slots[index] is null)
            _occupied[index / SlotsPerLevel] &= ~(1UL << (index & SlotMask));
        entry.Next = entry.Previous = null;
        entry.Slot = TimingWheelEntry.Unlinked;
        _count--;
        return true;
    }

    private sealed class ByDue : IComparer<TimingWheelEntry>
    {
        public static readonly ByDue Instance = new();

        public int Compare(TimingWheelEntry? x, TimingWheelEntry? y)
        {
            var order = x!.Due.CompareTo(y!.Due);
            return order != 0 ? order : x.Sequence.CompareTo(y.Sequence);
        }
    }
}
