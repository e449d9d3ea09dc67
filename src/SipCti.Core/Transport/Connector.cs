using System.Net;

namespace SipCti.Transport;

/// <summary>
/// Opens connections, one for an endpoint however many want it: SIP's messages to one server share one connection
/// (RFC 3261 section 18). Thread safe.
/// </summary>
/// <param name="find">Finds a flow that is there already.</param>
/// <param name="open">Opens one. It bounds its own time.</param>
/// <param name="failed">Is told of each connect that failed.</param>
internal sealed class Connector(
    Func<IPEndPoint, Flow?> find, Func<IPEndPoint, CancellationToken, Task<Flow>> open, Action<TransportException> failed) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, Task<Flow>> _pending = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _closed;

    public ValueTask<Flow> GetOrConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        if (find(remote) is { } flow)
            return new(flow);
        TaskCompletionSource<Flow>? mine = null;
        Task<Flow>? pending;
        lock (_gate)
        {
            // A connect enters its flow in the table before it leaves the pending ones; so look there once more.
            if (find(remote) is { } meanwhile)
                return new(meanwhile);
            if (_closed)
                throw new TransportException("The transport is closed.");
            if (!_pending.TryGetValue(remote, out pending))
            {
                // Continuations run at once: one that goes to a strand is posted before this connect counts as done.
                mine = new();
                _pending.Add(remote, pending = mine.Task);
            }
        }

        if (mine is not null)
            _ = ConnectAsync(remote, mine);

        // Who gives up does not end it for the others.
        return new(pending.WaitAsync(cancellationToken));
    }

    /// <summary>Calls off what is under way and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<Flow>[] pending;
        lock (_gate)
        {
            _closed = true;
            pending = [.. _pending.Values];
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var connect in pending)
            await ((Task)connect).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ConnectAsync(IPEndPoint remote, TaskCompletionSource<Flow> result)
    {
        try
        {
            var flow = await open(remote, _stop.Token).ConfigureAwait(false);
            Forget(remote);
            result.SetResult(flow);
        }
        catch (Exception exception)
        {
            // A link factory of the host may throw anything; whoever waits for the flow gets it.
            var failure = Explain(remote, exception);
            failed(failure);
            Forget(remote);
            result.SetException(failure);

            // Nobody may be waiting any more; then the failure must not come up as an unobserved exception.
            _ = result.Task.Exception;
        }
    }

    private void Forget(IPEndPoint remote)
    {
        lock (_gate)
            _pending.Remove(remote);
    }

    private TransportException Explain(IPEndPoint remote, Exception exception) => exception switch
    {
        TransportException known => known,
        OperationCanceledException when _stop.IsCancellationRequested => new($"The connect to {remote} was called off: the transport is closing.", exception),
        _ => new($"The connect to {remote} failed: {exception.Message}", exception),
    };
}
