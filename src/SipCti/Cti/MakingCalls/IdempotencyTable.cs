namespace SipCti.Cti;

/// <summary>Remembers the answers to requests that were named by a key, for a time, and no more of them than a limit. Thread-safe.</summary>
internal sealed class IdempotencyTable<T>(TimeProvider time, TimeSpan memory, int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Application, string Key), (string Request, Task<T> Answer)> _answers = [];
    private readonly Queue<((string, string) Name, Task<T> Answer, long Forget)> _ages = new();

    public int Count
    {
        get { lock (_gate) return _answers.Count; }
    }

    /// <summary>The remembered answer, or the one that <paramref name="perform"/> begins to make now.</summary>
    /// <param name="application">Whose key it is.</param>
    /// <param name="key">The key.</param>
    /// <param name="request">What is asked; another request under a key in use is refused.</param>
    /// <param name="perform">Does it. Its work begins outside the lock.</param>
    /// <exception cref="CtiException">The key names another request.</exception>
    public Task<T> GetOrPerform(string application, string key, string request, Func<Task<T>> perform)
    {
        var mine = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_ages.TryPeek(out var oldest) && (oldest.Forget <= now || _ages.Count >= limit)) Forget(_ages.Dequeue());
            if (_answers.TryGetValue((application, key), out var known))
            {
                return known.Request == request
                    ? known.Answer
                    : throw new CtiException(CtiErrorCategory.Operation, CtiErrorValue.InvalidParameterValue, $"The idempotency key '{key}' was used for another request. Use a new key for each request.");
            }

            _answers[(application, key)] = (request, mine.Task);
            _ages.Enqueue(((application, key), mine.Task, now + (long)(memory.TotalSeconds * time.TimestampFrequency)));
        }

        _ = CompleteAsync((application, key), mine, perform);
        return mine.Task;
    }

    private async Task CompleteAsync((string, string) name, TaskCompletionSource<T> answer, Func<Task<T>> perform)
    {
        try
        {
            answer.SetResult(await perform());
        }
        catch (Exception e)
        {
            // Nothing was done: the same request may be tried again.
            lock (_gate) Forget((name, answer.Task, 0));
            answer.SetException(e);
        }
    }

    private void Forget(((string, string) Name, Task<T> Answer, long) age)
    {
        if (_answers.TryGetValue(age.Name, out var known) && known.Answer == age.Answer) _answers.Remove(age.Name);
    }
}
