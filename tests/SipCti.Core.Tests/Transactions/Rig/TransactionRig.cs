using System.Net;
using Microsoft.Extensions.Time.Testing;
using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transactions;

/// <summary>A transaction layer over a real transport on a chosen medium, with peers that a test plays itself, under a fake clock.</summary>
internal sealed class TransactionRig : IAsyncDisposable
{
    /// <summary>How long a test waits for what must happen; it passes only when the code is broken.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly ILinkFactory _links;
    private readonly TimingWheel _wheel;
    private readonly StrandTable _strands;
    private readonly List<SipPeer> _peers = [];
    private readonly List<PeerListener> _listeners = [];

    public TransactionRig(Medium medium, bool unreliable = false, SipLimits? limits = null)
    {
        Network = medium == Medium.InMemory ? new InMemoryNetwork() : null;
        _links = Network is null ? TcpLinkFactory.Instance : Network;
        Links = new TestLinks(_links, unreliable);
        _wheel = new TimingWheel(Time);
        _strands = new StrandTable(16, _wheel, Log);
        limits ??= SipLimits.Default;
        Transport = new TransportLayer(
            new TransportOptions { Links = Links, Time = Time, LoggerFactory = Log, Limits = limits },
            _wheel);
        Layer = new TransactionLayer(Transport, _strands, SipTimers.Default, limits, Log);
        User = new RecordingUser();
        Layer.Start(User);
        Transport.Start(Layer);
    }

    public FakeTimeProvider Time { get; } = new();

    public ListLogger Log { get; } = new();

    /// <summary>The network behind the links, when they are in memory.</summary>
    public InMemoryNetwork? Network { get; }

    /// <summary>The links of the layer.</summary>
    public TestLinks Links { get; }

    public TransportLayer Transport { get; }

    public TransactionLayer Layer { get; }

    public RecordingUser User { get; }

    public IPEndPoint EndPoint => Transport.LocalEndPoints[0];

    /// <summary>Connects a peer to the layer.</summary>
    public async Task<SipPeer> ConnectAsync()
    {
        if (Transport.LocalEndPoints.Count == 0)
            await Transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0));
        return Add(await _links.ConnectAsync(EndPoint, CancellationToken.None));
    }

    /// <summary>Lets the layer connect to a peer.</summary>
    public async Task<PeerListener> ListenAsync()
    {
        var listener = new PeerListener(this, await _links.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None));
        _listeners.Add(listener);
        return listener;
    }

    public SipPeer Add(ILink link)
    {
        var peer = new SipPeer(link);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>Runs code on the strand of a Call-ID.</summary>
    public Task<T> OnStrandAsync<T>(string callId, Func<T> work) =>
        _strands.For(callId).RunAsync(() => Task.FromResult(work())).WaitAsync(Guard);

    public Task OnStrandAsync(string callId, Action work) => OnStrandAsync(callId, () =>
    {
        work();
        return true;
    });

    /// <summary>Sends a request to a target and records what becomes of it.</summary>
    public async Task<SentRequest> SendAsync(SipRequest request, SipTarget target)
    {
        var sent = new SentRequest();
        sent.Transaction = await OnStrandAsync(request.CallId, () => Layer.Send(request, target, sent));
        return sent;
    }

    public void Advance(TimeSpan time) => Time.Advance(time);

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>After every scenario all transactions end by themselves, and nothing that the layer did failed.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < 5 && Layer.Count > 0; i++)
        {
            Advance(32);
            for (var strand = 0; strand < _strands.Count; strand++)
                await Pass(_strands[strand]);
        }

        Assert.That(Layer.Count, Is.Zero, "A transaction is left over.");
        Assert.That(Log.Exceptions, Is.Empty);
        await Transport.DisposeAsync().AsTask().WaitAsync(Guard);
        foreach (var peer in _peers)
            await peer.DisposeAsync();
        foreach (var listener in _listeners)
            await listener.DisposeAsync();
        Assert.That(_wheel.Count, Is.Zero, "A timer is left over.");
        _wheel.Dispose();
        Log.Dispose();

        static Task Pass(Strand strand)
        {
            var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            strand.Post(passed.SetResult);
            return passed.Task.WaitAsync(Guard);
        }
    }

    /// <summary>Where the layer connects to.</summary>
    internal sealed class PeerListener(TransactionRig rig, ILinkListener listener) : IAsyncDisposable
    {
        public IPEndPoint EndPoint => listener.LocalEndPoint;

        public async Task<SipPeer> AcceptAsync() =>
            rig.Add((await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Guard))!);

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }
}
