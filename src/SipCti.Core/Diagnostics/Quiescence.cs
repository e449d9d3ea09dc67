namespace SipCti.Diagnostics;

/// <summary>
/// Counts the work in progress of a whole stack (bytes in an in-memory link, queued sends, busy strands), so that a test
/// under a fake clock knows when everything has settled. Production passes <see langword="null"/> wherever one is taken.
/// </summary>
/// <remarks>
/// Whoever hands work on enters for the new piece before it exits for the old one; so the count never touches zero while
/// something is still under way. Thread safe.
/// </remarks>
public sealed class Quiescence
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _waiters = [];
    private int _count;

    /// <summary>Whether no work is in progress now.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate)
                return _count == 0;
        }
    }

    /// <summary>A piece of work begins. Each call is matched by one <see cref="Exit"/>.</summary>
    public void Enter()
    {
        lock (_gate)
            _count++;
    }

    /// <summary>A piece of work ends.</summary>
    /// <exception cref="InvalidOperationException">More exits than enters.</exception>
    public void Exit()
    {
        lock (_gate)
        {
            if (_count == 0)
                throw new InvalidOperationException("Exit without a matching Enter.");
            if (--_count > 0)
                return;

            // The waiters run elsewhere, not under this lock.
            foreach (var waiter in _waiters)
                waiter.SetResult();
            _waiters.Clear();
        }
    }

    /// <summary>Completes as soon as no work is in progress; already completed when that is so now.</summary>
    /// <returns>A task that never fails.</returns>
    public Task WhenQuietAsync()
    {
        lock (_gate)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_count == 0)
                waiter.SetResult();
            else
                _waiters.Add(waiter);
            return waiter.Task;
        }
    }
}
