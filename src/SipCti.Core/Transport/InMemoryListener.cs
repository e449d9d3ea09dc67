using System.Net;
using System.Threading.Channels;
using SipCti.Diagnostics;

namespace SipCti.Transport;

/// <summary>A listener of the in-memory network. An offered connection counts as work until the acceptor comes back for the next.</summary>
internal sealed class InMemoryListener(IPEndPoint local, Quiescence? quiescence, Action<InMemoryListener> closed) : ILinkListener
{
    private readonly Channel<InMemoryLink> _offered = Channel.CreateUnbounded<InMemoryLink>(new() { SingleReader = true });
    private readonly Lock _gate = new();
    private bool _inHand;
    private bool _closed;

    public IPEndPoint LocalEndPoint => local;

    public bool TryOffer(InMemoryLink link)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            quiescence?.Enter();
            _offered.Writer.TryWrite(link);
            return true;
        }
    }

    public async ValueTask<ILink?> AcceptAsync(CancellationToken cancellationToken)
    {
        PutDown();
        while (await _offered.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            lock (_gate)
            {
                if (!_offered.Reader.TryRead(out var link))
                    continue;
                _inHand = true;
                return link;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _offered.Writer.Complete();
        }

        closed(this);
        PutDown();

        // Whoever connected and was never accepted finds the connection reset, as with a socket.
        while (_offered.Reader.TryRead(out var link))
        {
            link.Abort();
            await link.DisposeAsync().ConfigureAwait(false);
            quiescence?.Exit();
        }
    }

    private void PutDown()
    {
        lock (_gate)
        {
            if (!_inHand)
                return;
            _inHand = false;
        }

        quiescence?.Exit();
    }
}
