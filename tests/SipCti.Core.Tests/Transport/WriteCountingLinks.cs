using System.IO.Pipelines;
using System.Net;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>Counts the writes to accepted connections, and can hold the next one back.</summary>
internal sealed class WriteCountingLinks(ILinkFactory inner) : ILinkFactory
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _open;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Completes when a write is being held.</summary>
    public Task Held => _held.Task;

    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open!.SetResult();

    public ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken) => inner.ConnectAsync(remote, cancellationToken);

    public async ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        new Listener(this, await inner.ListenAsync(endPoint, cancellationToken));

    private async ValueTask BeforeWriteAsync()
    {
        Interlocked.Increment(ref _count);
        if (_open is not { } open)
            return;
        _held.TrySetResult();
        await open.Task;
    }

    private sealed class Listener(WriteCountingLinks owner, ILinkListener inner) : ILinkListener
    {
        public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

        public async ValueTask<ILink?> AcceptAsync(CancellationToken cancellationToken) =>
            await inner.AcceptAsync(cancellationToken) is { } link ? new Link(owner, link) : null;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Link(WriteCountingLinks owner, ILink inner) : ILink
    {
        public PipeReader Input => inner.Input;

        public PipeWriter Output { get; } = new Writer(owner, inner.Output);

        public IPEndPoint LocalEndPoint => inner.LocalEndPoint;

        public IPEndPoint RemoteEndPoint => inner.RemoteEndPoint;

        public string Transport => inner.Transport;

        public void Abort() => inner.Abort();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(WriteCountingLinks owner, PipeWriter inner) : PipeWriter
    {
        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            await owner.BeforeWriteAsync();
            return await inner.WriteAsync(source, cancellationToken);
        }
    }
}
