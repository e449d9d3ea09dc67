using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace SipCti.Cti;

/// <summary>
/// One application's events: numbered, bounded, read by one reader. Appending never waits: what the reader leaves waiting beyond the capacity becomes
/// one <see cref="Gap"/>. A number of past events is kept, so that the reader can go back.
/// </summary>
internal sealed class EventStream(int capacity, int replayCapacity)
{
    private const int FirstSize = 16;

    private readonly Lock _gate = new();
    private CtiEvent?[] _held = new CtiEvent?[FirstSize];
    private long _first = 1;
    private long _last;
    private long _next = 1;
    private long _live = 1;
    private DateTimeOffset _lastTime;
    private bool _isCompleted;
    private TaskCompletionSource? _arrival;

    /// <summary>Told, under locks, that an event waits or that none will come any more. Must only post.</summary>
    public Action? Arrived { get; set; }

    /// <summary>The last publication that reached this stream. The roster's.</summary>
    public long Publication { get; set; }

    /// <summary>The place of this stream among the deliveries of that publication. The roster's.</summary>
    public int Delivery { get; set; }

    /// <summary>The number of the latest event.</summary>
    public long LastSequence
    {
        get { lock (_gate) return _last; }
    }

    /// <summary>Whether an event can be read.</summary>
    public bool HasWaiting
    {
        get { lock (_gate) return _next <= _last; }
    }

    /// <summary>Whether nothing will come any more; some may wait to be read.</summary>
    public bool IsCompleted
    {
        get { lock (_gate) return _isCompleted; }
    }

    /// <summary>Whether all has been read and nothing will come any more.</summary>
    public bool IsAtEnd
    {
        get { lock (_gate) return _isCompleted && _next > _last; }
    }

    /// <summary>Numbers an event and leaves it for the reader. Does nothing once the stream is completed.</summary>
    public void Append(CtiEvent e, DateTimeOffset time, IReadOnlyList<string> monitors)
    {
        lock (_gate)
        {
            if (_isCompleted) return;
            if (_last - _first + 1 == capacity + replayCapacity) Drop(_first + 1);
            _lastTime = time;
            _last++;
            MakeRoom();
            _held[Slot(_last)] = e with { Sequence = _last, Time = time, Monitors = monitors };
            Announce();
        }
    }

    /// <summary>Says that no event will come any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
            Announce();
        }
    }

    /// <summary>Takes the next event, if one waits.</summary>
    public bool TryRead([NotNullWhen(true)] out CtiEvent? e)
    {
        lock (_gate)
        {
            e = null;
            if (_next > _last) return false;
            // What the reader went back for does not count as waiting; it was delivered once.
            if (_last - Math.Max(_next, _live) + 1 > capacity) e = GapTo(_last);
            else if (_next < _first) e = GapTo(_first - 1);
            else e = _held[Slot(_next++)]!;

            if (_next - _first > replayCapacity) Drop(_next - replayCapacity);
            return true;
        }
    }

    /// <summary>Waits until an event can be read (true) or the stream is at its end (false).</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (_next <= _last) return true;
                if (_isCompleted) return false;
                _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes <paramref name="sequence"/> the next event to be read. What of that is not held any more is read as a <see cref="Gap"/>.</summary>
    public void Seek(long sequence)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, _last + 1);
            _next = sequence;
            _live = _last + 1;
        }
    }

    private Gap GapTo(long to)
    {
        var gap = new Gap { From = _next, To = to, Sequence = to, Time = _lastTime };
        _next = to + 1;
        return gap;
    }

    private void Announce()
    {
        _arrival?.TrySetResult();
        _arrival = null;
        Arrived?.Invoke();
    }

    private void Drop(long first)
    {
        for (; _first < first; _first++) _held[Slot(_first)] = null;
    }

    private void MakeRoom()
    {
        if (_last - _first + 1 <= _held.Length) return;
        var larger = new CtiEvent?[(int)BitOperations.RoundUpToPowerOf2((uint)_held.Length + 1)];
        for (var i = _first; i < _last; i++) larger[(int)(i & (larger.Length - 1))] = _held[Slot(i)];
        _held = larger;
    }

    private int Slot(long sequence) => (int)(sequence & (_held.Length - 1));
}
