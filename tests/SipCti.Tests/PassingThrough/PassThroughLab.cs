using System.Net;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Server;
using SipCti.Transport;

namespace SipCti.Tests.PassingThrough;

/// <summary>A pass-through between scripted terminals and a scripted proxy, over the in-memory network or real sockets.</summary>
internal sealed class PassThroughLab : IAsyncDisposable
{
    private readonly ILinkListener _proxyListener;
    private readonly List<ScriptedPeer> _peers = [];
    private ScriptedPeer? _proxy;
    private int _registered;

    private PassThroughLab(ILinkFactory links, ILinkListener proxyListener, SipServer server, PassThrough passThrough)
    {
        Links = links;
        _proxyListener = proxyListener;
        Server = server;
        PassThrough = passThrough;
    }

    public ILinkFactory Links { get; }

    public SipServer Server { get; }

    public PassThrough PassThrough { get; }

    public RecordingObserver Observed { get; private set; } = null!;

    public IPEndPoint Address => Server.Transport.LocalEndPoints[0];

    /// <summary>The called side's Contact, which leads to the proxy.</summary>
    public string Bob => $"Contact: <sip:bob@127.0.0.1:{_proxyListener.LocalEndPoint.Port};transport=tcp>";

    /// <summary>The pass-through's end of the trunk; there once the pass-through has sent something on.</summary>
    public ScriptedPeer Proxy => _proxy!;

    public static async Task<PassThroughLab> StartAsync(bool realSockets, RegistrationMode mode = RegistrationMode.Path, Action<SipServerOptions>? configure = null, TimeProvider? time = null)
    {
        ILinkFactory links = realSockets ? new TcpLinkFactory() : new InMemoryNetwork();
        var listener = await links.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        var hop = SipUri.Parse($"sip:127.0.0.1:{listener.LocalEndPoint.Port};transport=tcp");
        var passThrough = new PassThrough(new PassThroughOptions { NextHop = hop, RegistrationMode = mode });
        var server = SipServer.Create(o =>
        {
            o.ListenTcp("127.0.0.1", 0).Links = links;
            if (time is not null) o.Time = time;
            configure?.Invoke(o);
        }).Use(passThrough).Build();
        var lab = new PassThroughLab(links, listener, server, passThrough) { Observed = new RecordingObserver() };
        passThrough.Observe(lab.Observed);
        await server.StartAsync();
        return lab;
    }

    public async Task<ScriptedPeer> ConnectAsync()
    {
        var peer = await ScriptedPeer.ConnectAsync(Links, Address);
        _peers.Add(peer);
        return peer;
    }

    public async Task<ScriptedPeer> ProxyAsync()
    {
        if (_proxy is null) _peers.Add(_proxy = await ScriptedPeer.AcceptAsync(_proxyListener));
        return _proxy;
    }

    /// <summary>A terminal that has registered.</summary>
    /// <returns>The terminal, and the Path (or rewritten Contact) that leads to it.</returns>
    public async Task<(ScriptedPeer Terminal, string Way)> RegisterAsync(string user)
    {
        var terminal = await ConnectAsync();
        await terminal.SendAsync($"""
            REGISTER sip:pbx.example SIP/2.0
            Via: SIP/2.0/TCP 127.0.0.1:{terminal.Local.Port};branch=z9hG4bKreg{++_registered}
            Max-Forwards: 70
            From: <sip:{user}@pbx.example>;tag=r{_registered}
            To: <sip:{user}@pbx.example>
            Call-ID: reg-{_registered}
            CSeq: 1 REGISTER
            Contact: <sip:{user}@192.0.2.{_registered}:5062;transport=tcp>;q=0.5
            """);
        var proxy = await ProxyAsync();
        var register = await proxy.ExpectAsync(SipMethod.Register);
        await proxy.AnswerAsync(register, 200, "registrar", $"Contact: {register.Headers.First(HeaderId.Contact)};expires=60");
        await terminal.ExpectAsync(200);
        return (terminal, register.Headers.First(HeaderId.Path) ?? register.Headers.First(HeaderId.Contact)!);
    }

    public static string Invite(string callId, string more = "") => $"""
        INVITE sip:bob@pbx.example SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.1:5062;branch=z9hG4bK{callId}
        Max-Forwards: 70
        f: "Alice" <sip:alice@pbx.example>;tag=at-{callId}
        to:   <sip:bob@pbx.example>
        Call-ID: {callId}
        CSeq: 7 INVITE
        Contact: <sip:alice@192.0.2.1:5062;transport=tcp>
        X-Unknown:  kept as it is
        {more}
        """.TrimEnd();

    /// <summary>A call from the terminal, answered by the proxy's side.</summary>
    public async Task<CallScript> AnswerAsync(ScriptedPeer caller, string callId, bool acknowledge = true)
    {
        await caller.SendAsync(Invite(callId));
        var invite = await Proxy.ExpectAsync(SipMethod.Invite);
        await Proxy.AnswerAsync(invite, 180, $"bt-{callId}", Bob);
        await Proxy.AnswerAsync(invite, 200, $"bt-{callId}", Bob);
        await caller.ExpectAsync(180);
        var answer = await caller.ExpectAsync(200);
        var script = new CallScript(callId, $"sip:bob@127.0.0.1:{_proxyListener.LocalEndPoint.Port};transport=tcp", string.Join(", ", answer.Headers.Values(HeaderId.RecordRoute).Reverse()));
        if (!acknowledge) return script;
        await caller.SendAsync(script.FromCaller("ACK", 7));
        await Proxy.ExpectAsync(SipMethod.Ack);
        return script;
    }

    /// <summary>Nothing listens at the proxy's address any more.</summary>
    public ValueTask StopProxyAsync() => _proxyListener.DisposeAsync();

    /// <summary>Completes when the server has noticed that connections were closed.</summary>
    public async Task FlowsClosedAsync(int left)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (Server.Transport.FlowCount > left)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers) await peer.DisposeAsync();
        await _proxyListener.DisposeAsync();
        await Server.DisposeAsync();
    }
}
