using System.Net;
using Microsoft.Extensions.Time.Testing;
using SipCti.Diagnostics;
using SipCti.Messages;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Server;
using SipCti.Transport;

namespace SipCti.Tests.Proxying;

/// <summary>A proxy with a registrar for pbx.example between scripted terminals, over the in-memory network or real sockets. Its clock stands still until the test moves it.</summary>
internal sealed class ProxyLab : IAsyncDisposable
{
    private readonly List<ScriptedPeer> _peers = [];
    private readonly List<ILinkListener> _listeners = [];
    private readonly Quiescence _quiescence = new();
    private int _registered;

    private ProxyLab(bool realSockets) => Links = realSockets ? new TcpLinkFactory() : new InMemoryNetwork(_quiescence);

    public ILinkFactory Links { get; }

    public FakeTimeProvider Time { get; } = new();

    public RegistrationTable Table { get; private set; } = null!;

    public SipServer Server { get; private set; } = null!;

    public IPEndPoint Address => Server.Transport.LocalEndPoints[0];

    /// <summary>The proxy as it names itself, without the parameters of one dialog.</summary>
    public string OwnRoute => $"sip:127.0.0.1:{Address.Port};transport=tcp;lr";

    public static async Task<ProxyLab> StartAsync(bool realSockets, ProxyOptions? options = null, IAddressTranslator? translator = null, Func<SipRequestContext, SipRequestDelegate, ValueTask>? ahead = null, ISipResolver? resolver = null)
    {
        var lab = new ProxyLab(realSockets);
        lab.Table = new RegistrationTable(lab.Time);
        var builder = SipServer.Create(o =>
        {
            o.ListenTcp("127.0.0.1", 0).Links = lab.Links;
            o.Time = lab.Time;
            if (!realSockets) o.Quiescence = lab._quiescence;
            if (resolver is not null) o.Resolver = resolver;
        });
        if (ahead is not null) builder.Use(ahead);
        lab.Server = builder
            .Use(new Registrar(lab.Table, new RegistrarOptions { Domains = ["pbx.example"] }))
            .Use(new Proxy(lab.Table, translator, options ?? new ProxyOptions { Domains = ["pbx.example"] }))
            .Build();
        await lab.Server.StartAsync();
        return lab;
    }

    public async Task<ScriptedPeer> ConnectAsync()
    {
        var peer = await ScriptedPeer.ConnectAsync(Links, Address);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>A terminal that has registered and is reached by its own connection only.</summary>
    public async Task<ScriptedPeer> RegisterAsync(string user, string contactParameters = "")
    {
        var terminal = await ConnectAsync();
        await RegisterAsync(terminal, user, contactParameters);
        return terminal;
    }

    public async Task RegisterAsync(ScriptedPeer terminal, string user, string contactParameters = "", string? contact = null)
    {
        var number = ++_registered;
        await terminal.SendAsync($"""
            REGISTER sip:pbx.example SIP/2.0
            Via: SIP/2.0/TCP 127.0.0.1:{terminal.Local.Port};branch=z9hG4bKreg{number}
            Max-Forwards: 70
            From: <sip:{user}@pbx.example>;tag=r{number}
            To: <sip:{user}@pbx.example>
            Call-ID: reg-{number}
            CSeq: 1 REGISTER
            Contact: <{contact ?? ContactOf(user, number)}>{contactParameters}
            """);
        await terminal.ExpectAsync(200);
    }

    /// <summary>The contact with which the terminal that registered as the n-th one is registered.</summary>
    public static string ContactOf(string user, int number = 1) => $"sip:{user}@192.0.2.{number}:5062;transport=tcp";

    /// <summary>A server that takes connections, with the URI that leads to it.</summary>
    public async Task<(ILinkListener Listener, string HostPort)> ListenAsync()
    {
        var listener = await Links.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        _listeners.Add(listener);
        return (listener, $"127.0.0.1:{listener.LocalEndPoint.Port}");
    }

    public async Task<ScriptedPeer> AcceptAsync(ILinkListener listener)
    {
        var peer = await ScriptedPeer.AcceptAsync(listener);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>A port at which nobody listens.</summary>
    public async Task<string> NobodyAsync()
    {
        var listener = await Links.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        await listener.DisposeAsync();
        return $"127.0.0.1:{listener.LocalEndPoint.Port}";
    }

    /// <summary>Moves the clock when all that is under way has settled, and lets settle what that brings on. In-memory network only.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await SettleAsync();
        Time.Advance(by);
        await SettleAsync();
    }

    /// <summary>Waits until nothing is under way. In-memory network only.</summary>
    public Task SettleAsync() => _quiescence.WhenQuietAsync().WaitAsync(TimeSpan.FromSeconds(10));

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

    public static string Request(string method, string callId, string uri = "sip:bob@pbx.example", string more = "", string toTag = "", int sequence = 1, int maxForwards = 70, string branch = "", string from = "sip:alice@pbx.example") => $"""
        {method} {uri} SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.100:5062;branch=z9hG4bK{callId}{branch}{(method is "INVITE" or "CANCEL" ? "" : method)}
        Max-Forwards: {maxForwards}
        From: "Alice" <{from}>;tag=at-{callId}
        To: <sip:bob@pbx.example>{(toTag.Length > 0 ? ";tag=" + toTag : "")}
        Call-ID: {callId}
        CSeq: {sequence} {method}
        {(method is "ACK" or "CANCEL" or "BYE" ? "X-Test: yes" : "Contact: <sip:alice@192.0.2.100:5062;transport=tcp>")}
        {more}
        """.TrimEnd();

    public static string Invite(string callId, string uri = "sip:bob@pbx.example", string more = "") => Request("INVITE", callId, uri, more);

    public static string Cancel(string callId, string uri = "sip:bob@pbx.example", string more = "") => Request("CANCEL", callId, uri, more);

    /// <summary>Answers with a Contact, as a terminal does.</summary>
    public static Task AnswerAsync(ScriptedPeer terminal, SipRequest invite, int status, string tag = "bt") =>
        terminal.AnswerAsync(invite, status, tag, "Contact: <sip:bob@192.0.2.1:5062;transport=tcp>");

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers) await peer.DisposeAsync();
        foreach (var listener in _listeners) await listener.DisposeAsync();
        // Nothing is left to wait for, and the clock stands still.
        await Server.StopAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Table.Dispose();
    }
}
