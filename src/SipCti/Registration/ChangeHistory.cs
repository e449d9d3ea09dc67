namespace SipCti.Registration;

/// <summary>The last changes of a table, as many as it may hold, and a signal for those who wait for the next. Used under the table's lock.</summary>
internal sealed class ChangeHistory(int capacity, long firstSequence)
{
    private const int LongestBatch = 256;

    private RegistrationChange[] _ring = new RegistrationChange[Math.Min(capacity, 256)];
    private int _start;
    private int _count;
    private TaskCompletionSource? _next;

    /// <summary>The number of the last change, or the number before the first.</summary>
    public long Sequence { get; private set; } = firstSequence;

    /// <summary>True once no further change will come.</summary>
    public bool IsClosed { get; private set; }

    private long Oldest => Sequence - _count + 1;

    public RegistrationChange Add(RegistrationChangeKind kind, Binding binding)
    {
        if (_count == _ring.Length && _count < capacity)
            Grow();

        var change = new RegistrationChange(++Sequence, kind, binding);
        _ring[(_start + _count) % _ring.Length] = change;
        if (_count < _ring.Length)
            _count++;
        else
            _start = (_start + 1) % _ring.Length;

        return change;
    }

    /// <summary>Wakes those who wait; their continuations do not run here.</summary>
    public void Signal()
    {
        _next?.TrySetResult();
        _next = null;
    }

    public void Close()
    {
        IsClosed = true;
        Signal();
    }

    /// <summary>The changes after <paramref name="sequence"/>, up to a batch; when there is none, <paramref name="next"/> completes once there may be.</summary>
    public RegistrationChange[] Read(long sequence, out Task next)
    {
        // A number from the future belongs to another life of this table.
        if (sequence < Oldest - 1 || sequence > Sequence)
            throw FeedGapException.NoLongerHeld(sequence, Oldest, Sequence);

        int length = (int)Math.Min(Sequence - sequence, LongestBatch);
        next = length > 0 || IsClosed
            ? Task.CompletedTask
            : (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        var batch = new RegistrationChange[length];
        int from = (int)(sequence + 1 - Oldest);
        for (int i = 0; i < length; i++)
            batch[i] = _ring[(_start + from + i) % _ring.Length];

        return batch;
    }

    private void Grow()
    {
        var larger = new RegistrationChange[Math.Min(capacity, _ring.Length * 2)];
        for (int i = 0; i < _count; i++)
            larger[i] = _ring[(_start + i) % _ring.Length];
        _ring = larger;
        _start = 0;
    }
}
