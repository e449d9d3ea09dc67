namespace SipCti.Strands;

/// <summary>One piece of work that a strand runs after a time. Made by <see cref="Strand.Schedule"/>.</summary>
public sealed class StrandTimer : TimingWheelEntry
{
    private readonly Strand _strand;
    private Action<object?>? _work;
    private object? _state;

    internal StrandTimer(Strand strand, Action<object?> work, object? state)
    {
        _strand = strand;
        _work = work;
        _state = state;
    }

    /// <summary>
    /// Calls the timer off. Called on the owning strand (as it must be), it is final: the work never runs afterwards, even
    /// when its time has already passed and it only waits for its turn.
    /// </summary>
    /// <returns>Whether the work had not run yet.</returns>
    public bool Cancel()
    {
        if (_work is null)
            return false;
        _work = null;
        _state = null;
        _strand.Wheel.Cancel(this);
        return true;
    }

    /// <inheritdoc/>
    protected internal override void OnDue() => _strand.Post(static timer => timer.Run(), this);

    private void Run()
    {
        // Cancelled on the strand while this waited in its queue.
        if (_work is not { } work)
            return;
        var state = _state;
        _work = null;
        _state = null;
        work(state);
    }
}
