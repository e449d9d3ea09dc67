using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace SipCti.Transport;

/// <summary>Runs the accepting loops of one layer. Thread safe.</summary>
internal sealed class Acceptor(TransportOptions options, ILogger logger, Func<ILink, ValueTask> accept) : IAsyncDisposable
{
    // Short of descriptors or buffers: trying again at once would burn the processor and help nobody.
    private static readonly TimeSpan PauseWhenShort = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<(ILinkListener Listener, Task Loop)> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly LogThrottle _throttle = new(options.Time);
    private bool _closed;

    /// <summary>Begins to accept; false when it is too late for that.</summary>
    public bool TryAdd(ILinkListener listener)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _listeners.Add((listener, Task.Run(() => AcceptAsync(listener))));
            return true;
        }
    }

    /// <summary>Closes every listener and waits for the loops.</summary>
    public async ValueTask DisposeAsync()
    {
        (ILinkListener Listener, Task Loop)[] listeners;
        lock (_gate)
        {
            _closed = true;
            listeners = [.. _listeners];
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var (listener, loop) in listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            await loop.ConfigureAwait(false);
        }
    }

    private async Task AcceptAsync(ILinkListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await listener.AcceptAsync(_stop.Token).ConfigureAwait(false) is not { } link)
                    return;
                await accept(link).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A server that does not accept any more is worse than any single failure; it is logged.
                if (_throttle.TryPass(out var suppressed))
                    TransportLog.AcceptFailed(logger, listener.LocalEndPoint, exception.Message, suppressed);
                if (!IsOfOneConnection(exception))
                    await Task.Delay(PauseWhenShort, options.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static bool IsOfOneConnection(Exception exception) =>
        exception is SocketException { SocketErrorCode: SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NotConnected };
}
