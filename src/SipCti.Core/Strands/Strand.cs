using Microsoft.Extensions.Logging;
using SipCti.Diagnostics;

namespace SipCti.Strands;

/// <summary>
/// A serial executor: its work runs one piece after the other, in the order of posting, never on two threads at once. All
/// that belongs to one Call-ID runs on one strand and so needs no locks. Work must not block; it may await, and comes back
/// to its strand afterwards, because a strand is the <see cref="SynchronizationContext"/> of what it runs.
/// </summary>
/// <remarks>An exception that escapes a piece of work is logged, and the strand goes on with the next.</remarks>
public sealed class Strand : SynchronizationContext
{
    // A thread that came with one message is not kept for ever by the messages of others: after this many pieces the
    // rest goes to the thread pool.
    internal const int BatchSize = 64;

    [ThreadStatic]
    private static Strand? t_current;

    private readonly Lock _gate = new();
    private readonly Queue<Work> _queue = new();
    private readonly Drainer _drainer;
    private readonly ILogger _logger;
    private readonly Quiescence? _quiescence;
    private bool _busy;

    internal Strand(int index, TimingWheel wheel, ILogger logger, Quiescence? quiescence)
    {
        Index = index;
        Wheel = wheel;
        _logger = logger;
        _quiescence = quiescence;
        _drainer = new Drainer(this);
    }

    /// <summary>The strand whose work the calling thread runs now; <see langword="null"/> outside strand work.</summary>
    public static new Strand? Current => t_current;

    /// <summary>The place of this strand in its table, from 0: an index for tables kept per strand.</summary>
    public int Index { get; }

    /// <summary>Whether the calling thread runs work of this strand now.</summary>
    public bool IsCurrent => t_current == this;

    /// <summary>The clock of the strand's timers.</summary>
    public TimeProvider Time => Wheel.Time;

    internal TimingWheel Wheel { get; }

    /// <summary>
    /// Runs work on this strand: at once on the calling thread when the strand is idle and the caller is on no strand,
    /// otherwise after what is queued. So do not call it with a lock held that the work may want.
    /// </summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="work">The work; use a static lambda, then running at once allocates nothing.</param>
    /// <param name="state">What the work gets.</param>
    public void Post<TState>(Action<TState> work, TState state)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!TryEnter())
        {
            Enqueue(new Work<TState>(work, state));
            return;
        }

        var outer = Attach();
        try
        {
            work(state);
        }
        catch (Exception exception)
        {
            StrandLog.WorkFailed(_logger, Index, exception);
        }

        Drain(outer);
    }

    /// <inheritdoc cref="Post{TState}(Action{TState}, TState)"/>
    public void Post(Action work) => Post(static run => run(), work);

    /// <summary>Queues a continuation. It never runs before this returns: the caller may be completing a task under a lock.</summary>
    /// <param name="d">The continuation.</param>
    /// <param name="state">What it gets.</param>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        Enqueue(new Continuation(d, state));
    }

    /// <summary>Not supported: waiting for a strand could wait for itself.</summary>
    /// <param name="d">Unused.</param>
    /// <param name="state">Unused.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A strand is never waited for; post to it.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs work on this strand after a time. May be called from anywhere.</summary>
    /// <param name="due">The time from now; the work never runs earlier. Zero or less: as soon as the clock moves.</param>
    /// <param name="work">The work.</param>
    /// <param name="state">What the work gets.</param>
    /// <returns>The timer, with which the strand may call it off.</returns>
    public StrandTimer Schedule(TimeSpan due, Action<object?> work, object? state)
    {
        ArgumentNullException.ThrowIfNull(work);
        var timer = new StrandTimer(this, work, state);
        Wheel.Schedule(timer, due);
        return timer;
    }

    private bool TryEnter()
    {
        if (t_current is not null)
            return false;
        lock (_gate)
        {
            if (_busy)
                return false;
            _busy = true;
            _quiescence?.Enter();
        }

        return true;
    }

    private void Enqueue(Work work)
    {
        lock (_gate)
        {
            _queue.Enqueue(work);
            if (_busy)
                return;
            _busy = true;
            _quiescence?.Enter();
        }

        ThreadPool.UnsafeQueueUserWorkItem(_drainer, preferLocal: false);
    }

    private SynchronizationContext? Attach()
    {
        var outer = SynchronizationContext.Current;
        SetSynchronizationContext(this);
        t_current = this;
        return outer;
    }

    /// <summary>Runs what is queued, up to a batch, and leaves the strand.</summary>
    private void Drain(SynchronizationContext? outer)
    {
        var left = BatchSize;
        while (TryTake(ref left) is { } work)
        {
            try
            {
                work.Run();
            }
            catch (Exception exception)
            {
                StrandLog.WorkFailed(_logger, Index, exception);
            }
        }

        t_current = null;
        SetSynchronizationContext(outer);
        if (left < 0)
            ThreadPool.UnsafeQueueUserWorkItem(_drainer, preferLocal: false);
        else
            _quiescence?.Exit();
    }

    private Work? TryTake(ref int left)
    {
        lock (_gate)
        {
            if (_queue.Count == 0)
            {
                _busy = false;
                return null;
            }

            return --left < 0 ? null : _queue.Dequeue();
        }
    }

    private abstract class Work
    {
        public abstract void Run();
    }

    private sealed class Work<TState>(Action<TState> work, TState state) : Work
    {
        public override void Run() => work(state);
    }

    private sealed class Continuation(SendOrPostCallback callback, object? state) : Work
    {
        public override void Run() => callback(state);
    }

    private sealed class Drainer(Strand strand) : IThreadPoolWorkItem
    {
        public void Execute() => strand.Drain(strand.Attach());
    }
}
