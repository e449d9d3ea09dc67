using System.IO.Pipelines;
using System.Net;

namespace SipCti.Transport;

/// <summary>One end of an in-memory connection.</summary>
internal sealed class InMemoryLink : ILink
{
    private readonly InMemoryPipe _incoming;
    private readonly InMemoryPipe _outgoing;
    private readonly Action<InMemoryLink>? _disposed;
    private int _isDisposed;

    public InMemoryLink(InMemoryPipe incoming, InMemoryPipe outgoing, IPEndPoint local, IPEndPoint remote, Action<InMemoryLink>? disposed)
    {
        _incoming = incoming;
        _outgoing = outgoing;
        _disposed = disposed;
        LocalEndPoint = local;
        RemoteEndPoint = remote;
    }

    public PipeReader Input => _incoming.Reader;

    public PipeWriter Output => _outgoing.Writer;

    public IPEndPoint LocalEndPoint { get; }

    public IPEndPoint RemoteEndPoint { get; }

    public string Transport => "TCP";

    public void Abort()
    {
        _outgoing.Cut();
        _incoming.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await Output.CompleteAsync().ConfigureAwait(false);
        await Input.CompleteAsync().ConfigureAwait(false);
        _disposed?.Invoke(this);
    }
}
