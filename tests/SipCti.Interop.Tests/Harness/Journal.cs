using System.Diagnostics;

namespace SipCti.Interop.Tests.Harness;

/// <summary>What a peer said, in order: lines, events or messages. A test waits for an entry, also one that came before it asked.</summary>
internal sealed class Journal<T>(string owner)
{
    /// <summary>No wait takes this long unless something is broken.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<T> _entries = [];
    private TaskCompletionSource _changed = NewSignal();
    private Action<T>? _observer;
    private bool _ended;

    public string Owner => owner;

    /// <summary>A position: waits that start here see only what comes after it.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    public IReadOnlyList<T> Snapshot(int from = 0)
    {
        lock (_lock)
            return _entries[from..];
    }

    public void Add(T entry)
    {
        lock (_lock)
        {
            _entries.Add(entry);
            _observer?.Invoke(entry);
            Signal();
        }
    }

    /// <summary>Hands every entry, those of the past first, to the one observer.</summary>
    public void Observe(Action<T> observer)
    {
        lock (_lock)
        {
            _entries.ForEach(observer);
            _observer = observer;
        }
    }

    /// <summary>Nothing more will come: whoever waits is told at once.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Signal();
        }
    }

    /// <summary>The first entry at or after position <paramref name="from"/> that matches.</summary>
    public async Task<T> WaitForAsync(Func<T, bool> match, string what, int from = 0, TimeSpan? guard = null)
    {
        var limit = guard ?? Guard;
        var started = Stopwatch.GetTimestamp();
        for (var next = from; ;)
        {
            Task changed;
            lock (_lock)
            {
                for (; next < _entries.Count; next++)
                {
                    if (match(_entries[next]))
                        return _entries[next];
                }

                if (_ended)
                    throw new AssertionException($"{owner} ended without {what}.{Environment.NewLine}{Tail()}");
                changed = _changed.Task;
            }

            try
            {
                var left = limit - Stopwatch.GetElapsedTime(started);
                await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
            catch (TimeoutException)
            {
                throw new AssertionException($"{owner}: no {what} within {limit.TotalSeconds} s.{Environment.NewLine}{Tail()}");
            }
        }
    }

    public string Tail(int count = 40)
    {
        lock (_lock)
            return string.Join(Environment.NewLine, _entries.Skip(_entries.Count - count).Select(e => $"  {owner}: {e}"));
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
