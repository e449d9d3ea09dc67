namespace SipCti.Transport;

/// <summary>
/// While a thread hands out the messages of one read, the queues that get something to send wait for the end of the
/// batch: what twenty messages cause leaves with one write. The write itself is what sending costs.
/// </summary>
internal sealed class SendBatch
{
    [ThreadStatic]
    private static SendBatch? t_batch;

    private readonly List<SendQueue> _waiting = [];
    private bool _open;

    /// <summary>Begins a batch on this thread. Batches do not nest: what hands out messages does not read meanwhile.</summary>
    public static SendBatch Begin()
    {
        var batch = t_batch ??= new SendBatch();
        batch._open = true;
        return batch;
    }

    /// <summary>Leaves a queue to the batch of this thread; false when there is none.</summary>
    public static bool TryAdd(SendQueue queue)
    {
        if (t_batch is not { _open: true } batch)
            return false;
        batch._waiting.Add(queue);
        return true;
    }

    /// <summary>Ends the batch: its queues are flushed.</summary>
    public void End()
    {
        _open = false;

        // From the end, one at a time: flushing may run code that begins a batch of its own on this thread.
        while (_waiting.Count > 0)
        {
            var queue = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            queue.Flush();
        }
    }
}
