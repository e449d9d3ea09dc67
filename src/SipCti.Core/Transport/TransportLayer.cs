using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Strands;

namespace SipCti.Transport;

/// <summary>
/// The transport of one server: it listens, connects, finds the flow to a peer, and hands every message to the floor
/// above (RFC 3261 section 18). All members may be used from any thread.
/// </summary>
public sealed partial class TransportLayer : IAsyncDisposable
{
    private readonly TransportOptions _options;
    private readonly ILogger _logger;
    private readonly TimingWheel _wheel;
    private readonly LocalNames _names;
    private readonly FlowTable _flows = new();
    private readonly ConnectionCounter _connections;
    private readonly Connector _connector;
    private readonly Acceptor _acceptor;
    private readonly LogThrottle _refusals;
    private readonly LogThrottle _malformed;
    private readonly LogThrottle _failures;
    private ITransportUser? _user;
    private volatile bool _closing;
    private volatile bool _hurry;

    /// <summary>Makes a transport that does nothing yet.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="wheel">The timers; they must run on <see cref="TransportOptions.Time"/>.</param>
    /// <exception cref="ArgumentException">An option is missing or out of range; the exception names it.</exception>
    public TransportLayer(TransportOptions options, TimingWheel wheel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(wheel);
        options.Validate();
        _options = options;
        _wheel = wheel;
        _logger = options.LoggerFactory.CreateLogger("SipCti.Transport");
        _names = new LocalNames(options.AdvertisedHost, options.Time);
        _connections = new ConnectionCounter(options.Limits);
        _connector = new Connector(Find, OpenAsync, OnConnectFailed);
        _acceptor = new Acceptor(options, _logger, AcceptAsync);
        _refusals = new LogThrottle(options.Time);
        _malformed = new LogThrottle(options.Time);
        _failures = new LogThrottle(options.Time);
        Joints = new Joints(this);
    }

    /// <summary>Where this server listens, with the ports that were really given; in the order of listening.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndPoints => _names.Listeners;

    /// <summary>
    /// The host for Via, Record-Route and Path: the advertised one, else the first listener's address, for a wildcard the
    /// machine's first. A server that listens nowhere has an address of the discard-only prefix (RFC 6666), all its own.
    /// </summary>
    public string SentByHost => _names.SentByHost;

    /// <summary>The port that belongs to <see cref="SentByHost"/>: the first listener's, else 5060.</summary>
    public int SentByPort => _names.SentByPort;

    /// <summary>How many flows there are, those included whose connection is being closed.</summary>
    public int FlowCount => _flows.Count;

    internal TransportOptions Options => _options;

    internal Joints Joints { get; }

    internal bool IsRunning => Volatile.Read(ref _user) is not null && !_closing;

    internal IPEndPoint EndPoint => _names.EndPoint;

    /// <summary>Joins two servers of one process: URIs that name the one lead the other into an in-memory connection.</summary>
    /// <param name="a">One transport.</param>
    /// <param name="b">The other.</param>
    /// <remarks>They may be started, listen and be joined in any order. A joined pair that was cut is joined again by its next use.</remarks>
    public static void Join(TransportLayer a, TransportLayer b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (ReferenceEquals(a, b))
            throw new ArgumentException("A transport is not joined with itself.", nameof(b));
        if (a.Joints.With(b) is not null)
            return;
        var joint = new Joint(a, b);
        a.Joints.Add(joint);
        b.Joints.Add(joint);
    }

    /// <summary>Names the floor above. To be called once, before anything listens or connects.</summary>
    /// <param name="user">The floor above.</param>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public void Start(ITransportUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (Interlocked.CompareExchange(ref _user, user, null) is not null)
            throw new InvalidOperationException("The transport is started already.");
    }

    /// <summary>Listens at one more endpoint.</summary>
    /// <param name="endPoint">The endpoint; port 0 takes a free one.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The endpoint with the port that was really given.</returns>
    /// <exception cref="InvalidOperationException">The transport is not started.</exception>
    /// <exception cref="TransportException">The transport is closed.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The endpoint cannot be had.</exception>
    public async ValueTask<IPEndPoint> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ThrowIfNotRunning();
        var listener = await _options.Links.ListenAsync(endPoint, cancellationToken).ConfigureAwait(false);

        // Before the first connection: its messages must already find out whether they are meant for this server.
        _names.Add(listener.LocalEndPoint);
        if (!_acceptor.TryAdd(listener))
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            throw new TransportException("The transport is closed.");
        }

        TransportLog.Listening(_logger, listener.LocalEndPoint);
        return listener.LocalEndPoint;
    }

    /// <summary>Whether a host and port, as of a URI or a Via, name this server: a listener, or the advertised host.</summary>
    /// <param name="host">A host name or an address; an IPv6 address with or without brackets.</param>
    /// <param name="port">The port, <see langword="null"/> for the default 5060.</param>
    public bool IsLocal(string host, int? port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        return _names.IsLocal(host, port);
    }

    /// <summary>Finds a flow by its token (RFC 5626).</summary>
    /// <param name="token">The token.</param>
    /// <param name="flow">The flow, which is not closed.</param>
    public bool TryGetFlow(string token, [NotNullWhen(true)] out Flow? flow)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _flows.TryGet(token, out flow);
    }

    /// <summary>Finds a flow to an endpoint: a joined server's, a peer's own, or one that a peer claimed (RFC 5923).</summary>
    /// <param name="remote">The endpoint.</param>
    /// <param name="flow">The flow, which is not closed.</param>
    public bool TryGetFlow(IPEndPoint remote, [NotNullWhen(true)] out Flow? flow)
    {
        ArgumentNullException.ThrowIfNull(remote);
        flow = Find(remote);
        return flow is not null;
    }

    /// <summary>Finds a flow to what a URI names, without asking the DNS: a joined server by any of its names, or an address.</summary>
    /// <param name="host">A host name or an address; an IPv6 address with or without brackets.</param>
    /// <param name="port">The port, <see langword="null"/> for the default 5060.</param>
    /// <param name="flow">The flow, which is not closed.</param>
    public bool TryGetFlow(string host, int? port, [NotNullWhen(true)] out Flow? flow)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        flow = Joints.Find(host, port);
        if (flow is null && HostAddress.TryParse(host, out var address))
            flow = Find(new IPEndPoint(address, port ?? LocalNames.DefaultPort));
        return flow is not null;
    }

    /// <summary>The flow to an endpoint; connects if there is none, once for all who ask.</summary>
    /// <param name="remote">The endpoint.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller; the connect goes on for others.</param>
    /// <returns>The flow.</returns>
    /// <exception cref="TransportException">No flow can be had.</exception>
    /// <exception cref="InvalidOperationException">The transport is not started.</exception>
    public ValueTask<Flow> GetOrConnectAsync(IPEndPoint remote, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ThrowIfNotRunning();
        return _connector.GetOrConnectAsync(remote, cancellationToken);
    }

    /// <summary>Joins another server of this process, if that is not done yet, and returns the flow to it.</summary>
    /// <param name="other">The other transport; started.</param>
    /// <returns>This side's end of the in-memory connection.</returns>
    /// <exception cref="TransportException">One of them does not run.</exception>
    public Flow ConnectInProcess(TransportLayer other)
    {
        Join(this, other);
        return Joints.With(other)!.FlowOf(this) ?? throw new TransportException("Both servers must run to be connected.");
    }

    /// <summary>
    /// Ends in peace: listens no more, sends what is queued, closes every flow once the peer has taken it. It takes two
    /// seconds for a peer that does not close its side too. Nothing can be opened afterwards.
    /// </summary>
    /// <param name="cancellationToken">Ends the patience: what is not done yet is cut.</param>
    public async ValueTask DrainAsync(CancellationToken cancellationToken = default)
    {
        _closing = true;
        await _acceptor.DisposeAsync().ConfigureAwait(false);
        await _connector.DisposeAsync().ConfigureAwait(false);
        Joints.Leave();
        var registration = cancellationToken.UnsafeRegister(static layer => ((TransportLayer)layer!).Hurry(), this);
        await using (registration.ConfigureAwait(false))
        {
            while (_flows.Count > 0)
                await Task.WhenAll(_flows.All.Select(CloseAsync)).ConfigureAwait(false);
        }
    }

    /// <summary>Ends at once: closes every listener and flow, and waits until all its loops have ended.</summary>
    public ValueTask DisposeAsync()
    {
        Hurry();
        return DrainAsync(CancellationToken.None);
    }

    private void ThrowIfNotRunning()
    {
        if (Volatile.Read(ref _user) is null)
            throw new InvalidOperationException("The transport is not started.");
        if (_closing)
            throw new TransportException("The transport is closed.");
    }
}
