using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using SipCti.Cti;
using SipCti.Diagnostics;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Registration;
using SipCti.Server;
using SipCti.Transport;

namespace SipCti.Tests.Cti;

/// <summary>A pass-through with its CTI service between scripted terminals and a scripted proxy, on the in-memory network, under a fake clock.</summary>
internal sealed class CtiLab : IAsyncDisposable
{
    public const string A = "sip:201@pbx.example";
    public const string B = "sip:202@pbx.example";
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    private readonly Channel<CtiEvent> _events = Channel.CreateUnbounded<CtiEvent>();
    private readonly List<ScriptedPeer> _peers = [];
    private readonly Dictionary<string, List<string>> _contacts = [];
    private readonly InMemoryNetwork _network;
    private readonly ILinkListener _proxyListener;
    private ScriptedPeer? _proxy;
    private Task<ILink?>? _nextTrunk;
    private int _registered;

    private CtiLab(InMemoryNetwork network, ILinkListener proxyListener, PassThrough passThrough, SipServer server, CtiOptions options, FakeTimeProvider time, Quiescence quiet)
    {
        _network = network;
        _proxyListener = proxyListener;
        PassThrough = passThrough;
        Server = server;
        Time = time;
        Quiet = quiet;
        Cti = new CtiService(passThrough, options with { MediaPorts = Ports });
        Monitor = Cti.MonitorStart(new MonitorOptions { Devices = ["*"] }, e => _events.Writer.TryWrite(e));
    }

    public FakeTimeProvider Time { get; }

    public Quiescence Quiet { get; }

    public PassThrough PassThrough { get; }

    public SipServer Server { get; }

    public CtiService Cti { get; }

    public CtiMonitor Monitor { get; }

    public CountingPorts Ports { get; } = new();

    public ScriptedPeer Proxy => _proxy!;

    /// <summary>A Contact that leads to the scripted proxy.</summary>
    public string ProxyContact => $"Contact: <sip:202@127.0.0.1:{_proxyListener.LocalEndPoint.Port};transport=tcp>";

    public static async Task<CtiLab> StartAsync(CtiOptions? options = null, Action<SipServerOptions>? configure = null)
    {
        var time = new FakeTimeProvider(BoardFixture.Begin);
        var quiet = new Quiescence();
        var network = new InMemoryNetwork(quiet);
        var listener = await network.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        var passThrough = new PassThrough(new PassThroughOptions
        {
            NextHop = SipUri.Parse($"sip:127.0.0.1:{listener.LocalEndPoint.Port};transport=tcp"),
            Mirror = RegistrationMirror.Watch(new RegistrationMirrorOptions { Time = time }),
        });
        var server = SipServer.Create(o =>
        {
            o.ListenTcp("127.0.0.1", 0);
            o.Links = network;
            o.Time = time;
            o.Quiescence = quiet;
            configure?.Invoke(o);
        }).Use(passThrough).Build();
        var lab = new CtiLab(network, listener, passThrough, server, options ?? new CtiOptions(), time, quiet);
        await server.StartAsync();
        await lab.ExpectAsync<MonitorStarted>();
        return lab;
    }

    /// <summary>A terminal that has registered.</summary>
    public async Task<ScriptedTerminal> RegisterAsync(string user)
    {
        var peer = await ScriptedPeer.ConnectAsync(_network, Server.Transport.LocalEndPoints[0]);
        _peers.Add(peer);
        await peer.SendAsync($"""
            REGISTER sip:pbx.example SIP/2.0
            Via: SIP/2.0/TCP 127.0.0.1:{peer.Local.Port};branch=z9hG4bKreg{++_registered}
            Max-Forwards: 70
            From: <sip:{user}@pbx.example>;tag=r{_registered}
            To: <sip:{user}@pbx.example>
            Call-ID: reg-{_registered}
            CSeq: 1 REGISTER
            Contact: <sip:{user}@192.0.2.{_registered}:5062;transport=tcp>
            """);
        if (_proxy is null)
        {
            _peers.Add(_proxy = await ScriptedPeer.AcceptAsync(_proxyListener));
            // A connection counts as work until its acceptor asks for the next one.
            _nextTrunk = _proxyListener.AcceptAsync(CancellationToken.None).AsTask();
        }

        var register = await _proxy.ExpectAsync(SipMethod.Register);
        await _proxy.AnswerAsync(register, 200, "registrar", AllContacts(user, register));
        await peer.ExpectAsync(200);
        await ExpectAsync<RegistrationAdded>();
        return new ScriptedTerminal(peer, user, register.Headers.First(HeaderId.Path)!, $"sip:{user}@192.0.2.{_registered}:5062;transport=tcp");
    }

    // RFC 3261 10.3 step 8: a registrar answers with all bindings of the address.
    private string AllContacts(string user, SipRequest register)
    {
        if (!_contacts.TryGetValue(user, out var contacts)) _contacts[user] = contacts = [];
        contacts.Add($"Contact: {register.Headers.First(HeaderId.Contact)};expires=3600");
        return string.Join('\n', contacts);
    }

    /// <summary>The next event.</summary>
    public async Task<CtiEvent> NextAsync()
    {
        using var timeout = new CancellationTokenSource(Guard);
        return await _events.Reader.ReadAsync(timeout.Token);
    }

    public async Task<T> ExpectAsync<T>() where T : CtiEvent
    {
        var e = await NextAsync();
        Assert.That(e, Is.InstanceOf<T>());
        return (T)e;
    }

    /// <summary>Expects call events written as <c>Delivered sip:202@pbx.example Alerting NewCall</c>, all of one call.</summary>
    /// <returns>The last one.</returns>
    public async Task<CallEvent> ExpectAsync(params string[] events)
    {
        CallEvent? last = null;
        foreach (var expected in events)
        {
            var e = await ExpectAsync<CallEvent>();
            Assert.That(Line(e), Is.EqualTo(expected));
            if (last is not null) Assert.That(e.CallId, Is.EqualTo(last.CallId));
            last = e;
        }

        return last!;
    }

    public static string Line(CallEvent e) => e is CallCleared ? $"CallCleared {e.Cause}" : $"{e.Type} {e.Connection!.Value.DeviceId} {e.State} {e.Cause}";

    /// <summary>Checks that nothing is left of any call: no state, no dialog, no open media port, no event.</summary>
    public async Task NothingLeftAsync()
    {
        await Quiet.WhenQuietAsync().WaitAsync(Guard);
        // What is remembered of a MakeCall, and what waits for late retransmissions, is over by then; and nothing more may come of it.
        Time.Advance(TimeSpan.FromMinutes(10));
        await Quiet.WhenQuietAsync().WaitAsync(Guard);
        Assert.Multiple(() =>
        {
            Assert.That(Cti.Board.CallCount, Is.Zero, "calls");
            Assert.That(Cti.Maker.Pending.Count, Is.Zero, "pending MakeCalls");
            Assert.That(PassThrough.Dialogs.Count, Is.Zero, "dialogs");
            Assert.That(PassThrough.Calls, Is.Empty, "SIP calls");
            Assert.That(Ports.Open, Is.Zero, "media ports");
            Assert.That(_events.Reader.TryRead(out var e) && e is not RegistrationEvent ? e : null, Is.Null, "events");
        });
    }

    /// <summary>Sends a response with a body.</summary>
    public static Task AnswerAsync(ScriptedPeer peer, SipRequest request, int status, string toTag, string contact, string? sdp = null)
    {
        var response = request.CreateResponse(status, null, toTag);
        response.Headers.Append("Contact", contact["Contact: ".Length..]);
        if (sdp is not null) response.SetBody(System.Text.Encoding.UTF8.GetBytes(sdp), "application/sdp");
        return peer.SendAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        await Cti.DisposeAsync();
        foreach (var peer in _peers) await peer.DisposeAsync();
        await _proxyListener.DisposeAsync();
        if (_nextTrunk is not null) Assert.That(await _nextTrunk, Is.Null, "one trunk connection is enough");
        // The fake clock stands still: a call that a failed test has left must not keep the server from stopping.
        using var patience = new CancellationTokenSource(Guard);
        await Server.StopAsync(patience.Token);
        await PassThrough.Mirror.DisposeAsync();
    }
}
