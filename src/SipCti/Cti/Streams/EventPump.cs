using Microsoft.Extensions.Logging;
using SipCti.Diagnostics;

namespace SipCti.Cti;

/// <summary>
/// Gives a stream's events to a handler, one at a time, in order, on the thread pool: never on the thread of a call.
/// It takes a thread only while events wait. What the handler throws is logged.
/// </summary>
internal sealed class EventPump : IThreadPoolWorkItem
{
    // So many events at a turn, then others may use the thread.
    private const int Turn = 256;

    private readonly EventStream _stream;
    private readonly Action<CtiEvent> _handler;
    private readonly ILogger _logger;
    private readonly Quiescence? _quiescence;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isRunning;

    public EventPump(EventStream stream, Action<CtiEvent> handler, ILogger logger, Quiescence? quiescence)
    {
        _stream = stream;
        _handler = handler;
        _logger = logger;
        _quiescence = quiescence;
        stream.Arrived = Wake;
    }

    /// <summary>Completes when the stream is completed and the handler has had its last event.</summary>
    public Task Drained => _drained.Task;

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < Turn; i++)
        {
            if (!_stream.TryRead(out var e))
            {
                Rest();
                return;
            }

            Handle(e);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0) return;
        _quiescence?.Enter();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Rest()
    {
        if (_stream.IsAtEnd)
        {
            // Nothing will ever wake the pump again.
            _drained.TrySetResult();
        }
        else
        {
            Volatile.Write(ref _isRunning, 0);
            // Something may have come between the last look and the line above, when nobody could be woken.
            if (_stream.HasWaiting || _stream.IsAtEnd) Wake();
        }

        _quiescence?.Exit();
    }

    private void Handle(CtiEvent e)
    {
        try
        {
            _handler(e);
        }
        catch (Exception exception)
        {
            CtiLog.HandlerFailed(_logger, exception, e.Type, e.Sequence);
        }
    }
}
