namespace SipCti.Registration;

/// <summary>One timer for the earliest of many expiries. The owner calls it under its own lock and is called without it.</summary>
internal sealed class ExpiryTimer : IDisposable
{
    // A timer takes at most 2^32-2 ms, and a wall clock may be set; looking again once a day costs nothing.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;

    public ExpiryTimer(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Action)state!)(), due, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The timer has fired: nothing is armed any more.</summary>
    public void Fired() => _armedFor = DateTimeOffset.MaxValue;

    /// <summary>Sees to it that the timer fires at <paramref name="next"/>, or earlier: an expiry that moved away costs one idle look, not a new arming.
    /// The owner's state has to be whole by then: a clock that is moved by hand may fire at once.</summary>
    public void Arm(DateTimeOffset? next)
    {
        if (next is not { } due || due >= _armedFor)
            return;

        _armedFor = due;
        TimeSpan wait = due - _time.GetUtcNow();
        // Never early, never zero: whole milliseconds, rounded up.
        wait = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
