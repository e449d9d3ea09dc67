using System.IO.Pipelines;
using System.Net.Sockets;
using SipCti.Diagnostics;
using SipCti.Messages;

namespace SipCti.Transport;

/// <summary>
/// What waits to be sent on one flow: messages are written into one buffer and leave with one write; what comes during a
/// write leaves with the next. Bounded; an empty queue holds no memory. Thread safe.
/// </summary>
internal sealed class SendQueue(PipeWriter output, int limit, ISendQueueOwner owner, Quiescence? quiescence) : IThreadPoolWorkItem
{
    // A batch of reads may cause more than a write should carry (messages that fan out): then it is sent meanwhile.
    private const int FlushWithin = 64 * 1024;

    private readonly Lock _gate = new();
    private PooledBuffer _pending = new();
    private PooledBuffer _sending = new();
    private TaskCompletionSource? _whenIdle;
    private bool _closed;

    // Busy: something is pending or being written. Due: the writing has not begun; whoever comes first begins it.
    private bool _busy;
    private bool _due;

    /// <summary>Queues a message.</summary>
    public SendResult Send(SipMessage message)
    {
        SendResult result;
        bool begin;
        lock (_gate)
        {
            if (_closed)
                return SendResult.Closed;
            var mark = _pending.Length;
            message.WriteTo(_pending);
            result = Accept(mark, out begin);
        }

        if (begin)
            Begin();
        return result;
    }

    /// <summary>Queues bytes.</summary>
    public SendResult Send(ReadOnlySpan<byte> bytes)
    {
        SendResult result;
        bool begin;
        lock (_gate)
        {
            if (_closed)
                return SendResult.Closed;
            var mark = _pending.Length;
            bytes.CopyTo(_pending.GetSpan(bytes.Length));
            _pending.Advance(bytes.Length);
            result = Accept(mark, out begin);
        }

        if (begin)
            Begin();
        return result;
    }

    /// <summary>Takes nothing more; what is queued still goes out.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }

    /// <summary>Whether nothing is queued or being written.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return !_busy;
        }
    }

    /// <summary>Completes when all is written, or the connection is lost.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (!_busy)
                return Task.CompletedTask;
            _whenIdle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _whenIdle.Task;
        }
    }

    /// <summary>Begins to write what is queued, unless somebody does already.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (!_due)
                return;
            _due = false;
        }

        // It never fails: what goes wrong is told to the owner. WhenIdleAsync waits for its end.
        _ = WriteAllAsync();
    }

    void IThreadPoolWorkItem.Execute() => Flush();

    private SendResult Accept(int mark, out bool begin)
    {
        begin = false;
        if (_pending.Length + _sending.Length > limit)
        {
            _pending.Truncate(mark);
            _closed = true;
            return SendResult.Overflow;
        }

        if (_busy)
        {
            begin = _due && _pending.Length >= FlushWithin;
            return SendResult.Queued;
        }

        quiescence?.Enter();
        _busy = _due = begin = true;
        return SendResult.Queued;
    }

    private void Begin()
    {
        bool large;
        lock (_gate)
            large = _pending.Length >= FlushWithin;
        if (large)
            Flush();
        else if (!SendBatch.TryAdd(this))
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private async Task WriteAllAsync()
    {
        while (TakePending())
        {
            var failure = await WriteAsync(_sending.Written).ConfigureAwait(false);
            if (failure is null)
            {
                owner.OnSent(_sending.Length);
                continue;
            }

            Drop();
            owner.OnSendFailed(failure);
        }
    }

    private async ValueTask<string?> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var result = await output.WriteAsync(bytes).ConfigureAwait(false);
            return result.IsCompleted || result.IsCanceled ? "the peer takes no more" : null;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            return exception.Message;
        }
    }

    /// <summary>Makes what is pending the next to write; false when there is nothing: the queue is idle.</summary>
    private bool TakePending()
    {
        TaskCompletionSource? idle;
        lock (_gate)
        {
            _sending.Release();
            if (_pending.Length > 0)
            {
                (_pending, _sending) = (_sending, _pending);
                return true;
            }

            _pending.Release();
            _busy = false;
            (idle, _whenIdle) = (_whenIdle, null);
        }

        quiescence?.Exit();
        idle?.SetResult();
        return false;
    }

    private void Drop()
    {
        lock (_gate)
        {
            _closed = true;
            _pending.Truncate(0);
        }
    }
}
