using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SipCti.Diagnostics;

namespace SipCti.Transport;

/// <summary>
/// A network without sockets, for tests and for servers of one process: its addresses mean something only within it. It
/// keeps the contract of TCP (order, back-pressure, orderly end, loss), and lets a test cut, refuse and chop.
/// </summary>
/// <param name="quiescence">Counts bytes that nobody has read yet, for tests; <see langword="null"/>: not counted.</param>
public sealed class InMemoryNetwork(Quiescence? quiescence = null) : ILinkFactory
{
    private const int FirstEphemeralPort = 49152;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, InMemoryListener> _listeners = [];
    private readonly HashSet<IPEndPoint> _refusing = [];
    private readonly HashSet<IPEndPoint> _silent = [];
    private readonly ConcurrentDictionary<InMemoryLink, InMemoryLink> _links = new();
    private int _lastPort = FirstEphemeralPort - 1;

    /// <summary>
    /// When set, a reader is shown at most as many new bytes at a time as this returns (at least 1), however they were
    /// written. Called by the readers' threads, and taken over when a connection is made.
    /// </summary>
    public Func<int>? MaxChunk { get; set; }

    /// <summary>How many connections are open: one counts until the end that connected is disposed.</summary>
    public int ConnectionCount => _links.Count(link => ReferenceEquals(link.Key, link.Value));

    /// <summary>Makes a connection without any network.</summary>
    /// <param name="a">The endpoint of the first end.</param>
    /// <param name="b">The endpoint of the second end.</param>
    /// <param name="quiescence">Counts bytes that nobody has read yet; <see langword="null"/>: not counted.</param>
    /// <returns>Both ends.</returns>
    public static (ILink A, ILink B) CreatePair(IPEndPoint a, IPEndPoint b, Quiescence? quiescence = null) =>
        CreatePair(a, b, quiescence, maxChunk: null, disposed: null);

    /// <inheritdoc/>
    public ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var local = endPoint.Port == 0 ? new IPEndPoint(endPoint.Address, ++_lastPort) : endPoint;
            var listener = new InMemoryListener(local, quiescence, Remove);
            if (!_listeners.TryAdd(local, listener))
                throw new SocketException((int)SocketError.AddressAlreadyInUse);
            return new(listener);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(remote);
        return ConnectFromAsync(remote.Address, remote, cancellationToken);
    }

    /// <summary>This network as a machine with an address of its own sees it: what it connects comes from that address.</summary>
    /// <param name="address">The machine's address.</param>
    /// <returns>A factory on the same network.</returns>
    public ILinkFactory At(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new Machine(this, address);
    }

    /// <summary>From now on connections to an endpoint are refused, although somebody may listen there, or no longer.</summary>
    /// <param name="endPoint">The endpoint.</param>
    /// <param name="refuse">Whether to refuse.</param>
    public void Refuse(IPEndPoint endPoint, bool refuse = true) => Mark(_refusing, endPoint, refuse);

    /// <summary>From now on connections to an endpoint get no answer at all, as behind a firewall, or get one again.</summary>
    /// <param name="endPoint">The endpoint.</param>
    /// <param name="silent">Whether to stay silent.</param>
    public void Silence(IPEndPoint endPoint, bool silent = true) => Mark(_silent, endPoint, silent);

    /// <summary>Cuts every connection.</summary>
    public void CutAll() => Cut(static (_, _) => true);

    /// <summary>Cuts the connections that a condition chooses.</summary>
    /// <param name="chosen">Gets the endpoint that connected and the one it connected to.</param>
    /// <returns>How many were cut.</returns>
    public int Cut(Func<IPEndPoint, IPEndPoint, bool> chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        var count = 0;
        foreach (var (link, caller) in _links)
        {
            if (!ReferenceEquals(link, caller) || !chosen(link.LocalEndPoint, link.RemoteEndPoint))
                continue;
            link.Abort();
            count++;
        }

        return count;
    }

    private static (InMemoryLink A, InMemoryLink B) CreatePair(
        IPEndPoint a, IPEndPoint b, Quiescence? quiescence, Func<int>? maxChunk, Action<InMemoryLink>? disposed)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var toB = new InMemoryPipe(quiescence, maxChunk);
        var toA = new InMemoryPipe(quiescence, maxChunk);
        return (new InMemoryLink(toA, toB, a, b, disposed), new InMemoryLink(toB, toA, b, a, disposed));
    }

    private async ValueTask<ILink> ConnectFromAsync(IPAddress from, IPEndPoint remote, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryListener? listener;
        IPEndPoint local;
        bool silent;
        lock (_gate)
        {
            silent = _silent.Contains(remote);
            listener = _refusing.Contains(remote) ? null : Find(remote);
            local = new IPEndPoint(from, ++_lastPort);
        }

        if (silent)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);

        var (a, b) = CreatePair(local, remote, quiescence, MaxChunk, link => _links.TryRemove(link, out _));

        // Each end is kept under the end that connected: that one stands for the connection.
        _links[a] = a;
        _links[b] = a;
        if (listener is not null && listener.TryOffer(b))
            return a;
        await a.DisposeAsync().ConfigureAwait(false);
        await b.DisposeAsync().ConfigureAwait(false);
        throw new SocketException((int)SocketError.ConnectionRefused);
    }

    private InMemoryListener? Find(IPEndPoint remote)
    {
        if (_listeners.TryGetValue(remote, out var listener))
            return listener;
        var any = remote.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        return _listeners.GetValueOrDefault(new IPEndPoint(any, remote.Port));
    }

    private void Mark(HashSet<IPEndPoint> set, IPEndPoint endPoint, bool on)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        lock (_gate)
        {
            if (on)
                set.Add(endPoint);
            else
                set.Remove(endPoint);
        }
    }

    private void Remove(InMemoryListener listener)
    {
        lock (_gate)
            _listeners.Remove(listener.LocalEndPoint);
    }

    private sealed class Machine(InMemoryNetwork network, IPAddress address) : ILinkFactory
    {
        public ValueTask<ILinkListener> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
            network.ListenAsync(endPoint, cancellationToken);

        public ValueTask<ILink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(remote);
            return network.ConnectFromAsync(address, remote, cancellationToken);
        }
    }
}
