using SipCti.Cti;

namespace QuickStart;

/// <summary>Prints CTI events as they come, and waits for those that the story goes on with.</summary>
internal sealed class EventWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<CtiEvent> _events = [];
    private readonly List<(Type Type, TaskCompletionSource<CtiEvent> Came)> _waiting = [];

    /// <summary>Takes an event.</summary>
    public void Add(CtiEvent e)
    {
        Console.WriteLine($"event {e}");
        lock (_gate)
        {
            _events.Add(e);
            foreach (var (type, came) in _waiting)
                if (type.IsInstanceOfType(e)) came.TrySetResult(e);
        }
    }

    /// <summary>Waits for the first event of a kind; it may have come before.</summary>
    public async Task<T> WaitForAsync<T>() where T : CtiEvent
    {
        var came = new TaskCompletionSource<CtiEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_events.OfType<T>().FirstOrDefault() is { } e) return e;
            _waiting.Add((typeof(T), came));
        }

        try
        {
            return (T)await came.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"no {typeof(T).Name} event within {Patience.TotalSeconds} s");
        }
    }
}
