using System.Net;
using Microsoft.Extensions.Time.Testing;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>A network with servers and raw peers for one test. Everything in it is closed, and found to be closed, at the end.</summary>
internal sealed class Rig : IAsyncDisposable
{
    /// <summary>How long a test waits for what must happen; it passes only when the code is broken.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly List<Server> _servers = [];
    private readonly List<RawPeer> _peers = [];

    public Rig(Medium medium)
    {
        Network = medium == Medium.InMemory ? new InMemoryNetwork() : null;
        Links = Network is null ? TcpLinkFactory.Instance : Network;
        Wheel = new TimingWheel(Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public TimingWheel Wheel { get; }

    public ILinkFactory Links { get; set; }

    /// <summary>The network behind the links, when they are in memory.</summary>
    public InMemoryNetwork? Network { get; }

    public ListLogger Log { get; } = new();

    public static IPEndPoint AnyPort => new(IPAddress.Loopback, 0);

    /// <summary>Starts a server that listens on loopback.</summary>
    public async Task<Server> ServeAsync(Func<TransportOptions, TransportOptions>? change = null, bool listen = true)
    {
        var options = new TransportOptions { Links = Links, Time = Time, LoggerFactory = Log };
        var server = new Server(new TransportLayer(change?.Invoke(options) ?? options, Wheel));
        _servers.Add(server);
        server.Layer.Start(server.User);
        if (listen)
            await server.Layer.ListenAsync(AnyPort);
        return server;
    }

    /// <summary>Connects a peer that speaks bytes.</summary>
    public async Task<RawPeer> ConnectAsync(IPEndPoint remote)
    {
        var peer = new RawPeer(await Links.ConnectAsync(remote, CancellationToken.None));
        _peers.Add(peer);
        return peer;
    }

    public Task<RawPeer> ConnectAsync(Server server) => ConnectAsync(server.EndPoint);

    /// <summary>Takes over the next connection to a listener.</summary>
    public async Task<RawPeer> AcceptAsync(ILinkListener listener)
    {
        var link = await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Guard);
        var peer = new RawPeer(link!);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>Waits for a state that nothing tells of.</summary>
    public static async Task UntilAsync(Func<bool> reached)
    {
        using var guard = new CancellationTokenSource(Guard);
        while (!reached())
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.Layer.DisposeAsync().AsTask().WaitAsync(Guard);
            Assert.That(server.Layer.FlowCount, Is.Zero, "A closed transport has no flows.");
        }

        foreach (var peer in _peers)
            await peer.DisposeAsync();
        Assert.That(Wheel.Count, Is.Zero, "No timer outlives its flow.");
        Wheel.Dispose();
    }

    /// <summary>A server and what its floor above saw.</summary>
    internal sealed class Server(TransportLayer layer)
    {
        public TransportLayer Layer => layer;

        public RecordingUser User { get; } = new();

        public IPEndPoint EndPoint => layer.LocalEndPoints[0];
    }
}
