using System.Net;
using SipCti.Core.Tests.Transactions;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Transport;

namespace SipCti.Core.Tests.Server;

/// <summary>A server with the components of a test, and a peer that talks to it, over the in-memory network.</summary>
internal sealed class ServerLab : IAsyncDisposable
{
    private int _branches;

    private ServerLab(InMemoryNetwork network, SipServer server)
    {
        Network = network;
        Server = server;
    }

    public InMemoryNetwork Network { get; }

    public SipServer Server { get; }

    public SipPeer Peer { get; private set; } = null!;

    public static async Task<ServerLab> StartAsync(Action<SipServerBuilder> build, Action<SipServerOptions>? configure = null)
    {
        var network = new InMemoryNetwork();
        var builder = SipServer.Create(o =>
        {
            o.ListenTcp("127.0.0.1", 0).Links = network;
            configure?.Invoke(o);
        });
        build(builder);
        var lab = new ServerLab(network, builder.Build());
        await lab.Server.StartAsync();
        lab.Peer = new SipPeer(await network.ConnectAsync(lab.Server.Transport.LocalEndPoints[0], CancellationToken.None));
        return lab;
    }

    /// <summary>A peer that listens; the server has to connect to it.</summary>
    public async Task<(IPEndPoint Address, Task<SipPeer> Peer)> ListenAsync()
    {
        var listener = await Network.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        return (listener.LocalEndPoint, AcceptAsync(listener));
    }

    public async Task<SipResponse> AskAsync(string method, string uri = "sip:someone@pbx.example", string? toTag = null)
    {
        await Peer.WriteAsync($"""
            {method} {uri} SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK{++_branches}
            From: <sip:a@pbx.example>;tag=ft
            To: <sip:b@pbx.example>{(toTag is null ? "" : ";tag=" + toTag)}
            Call-ID: c1
            CSeq: 1 {method}
            Content-Length: 0


            """.ReplaceLineEndings("\r\n"));
        return (SipResponse)await Peer.ReceiveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static async Task<SipPeer> AcceptAsync(ILinkListener listener)
    {
        var link = await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return new SipPeer(link!);
    }
}
