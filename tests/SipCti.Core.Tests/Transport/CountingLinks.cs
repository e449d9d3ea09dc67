using System.Net;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>Counts what is connected, and can hold connects back until they are released or called off.</summary>
internal sealed class CountingLinks(ILinkFactory inner) : ILinkFactory
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _open = Opened();
    private int _connects;

    public int Connects => Volatile.Read(ref _connects);

    /// <summary>Completes with the first connect.</summary>
    public Task Asked => _asked.Task;

    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.SetResult();

    public ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => inner.ListenAsync(endPoint, cancellationToken);

    public async ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connects);
        _asked.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
        return await inner.ConnectAsync(remote, cancellationToken);
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
