using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Transport;
using SipCti.Wire;

namespace SipCti.Tests;

/// <summary>A server with the components of a test under a fake clock, and a client that asks it over an in-memory connection.</summary>
internal sealed class ServerClient : IAsyncDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    private readonly SipServer _server;
    private readonly ILink _link;
    private SipFramer _framer = new(SipLimits.Default);
    private int _branches;

    private ServerClient(SipServer server, ILink link)
    {
        _server = server;
        _link = link;
    }

    public SipServer Server => _server;

    public IPEndPoint LocalEndPoint => _link.LocalEndPoint;

    public static async Task<ServerClient> StartAsync(FakeTimeProvider time, params ISipComponent[] components)
    {
        var network = new InMemoryNetwork();
        SipServerBuilder builder = SipServer.Create(options =>
        {
            options.ListenTcp("192.0.2.1", 5060).Links = network;
            options.Time = time;
        });
        foreach (ISipComponent component in components)
            builder.Use(component);
        SipServer server = builder.Build();
        await server.StartAsync();
        return new ServerClient(server, await network.ConnectAsync(server.Transport.LocalEndPoints[0], CancellationToken.None));
    }

    /// <summary>A request from alice, or whoever it says, to be changed as the test wants it.</summary>
    public static SipRequest Request(SipMethod method, string uri, uint cseq = 1, string from = "sip:alice@pbx.example", string? to = null, string callId = "c1") =>
        SipRequest.Create(
            method,
            SipUri.Parse(uri),
            new NameAddr(SipUri.Parse(from)).WithTag("t1"),
            new NameAddr(SipUri.Parse(to ?? (method == SipMethod.Register ? from : uri))),
            callId,
            cseq);

    /// <summary>Sends a request and returns the final response to it.</summary>
    public async Task<SipResponse> AskAsync(SipRequest request)
    {
        await SendAsync(request);
        return await NextFinalAsync();
    }

    /// <summary>Sends a request as a transaction of its own; the one given can be changed and sent again.</summary>
    public async Task SendAsync(SipRequest request)
    {
        SipRequest copy = request.Clone();
        string branch = "z9hG4bK" + (++_branches).ToString(CultureInfo.InvariantCulture);
        copy.Headers.Prepend(HeaderId.Via, $"SIP/2.0/TCP {LocalEndPoint};branch={branch}");
        await SendAsIsAsync(copy);
    }

    /// <summary>Sends a request that has its Via.</summary>
    public async Task SendAsIsAsync(SipRequest request) => await _link.Output.WriteAsync(request.ToArray());

    public async Task<SipResponse> NextFinalAsync()
    {
        while (true)
        {
            SipResponse response = await ReceiveAsync().WaitAsync(Guard);
            if (response.IsFinal)
                return response;
        }
    }

    public async Task<SipResponse> ReceiveAsync()
    {
        while (true)
        {
            ReadResult read = await _link.Input.ReadAsync();
            FrameStatus status = _framer.Read(read.Buffer, out SequencePosition consumed, out SequencePosition examined, out ReadOnlySequence<byte> frame, out _);
            SipMessage? message = null;
            bool parsed = status == FrameStatus.Message && SipMessage.TryParse(frame, SipLimits.Default, out message, out _);
            _link.Input.AdvanceTo(consumed, status == FrameStatus.NeedMore ? examined : consumed);
            if (parsed)
                return (SipResponse)message!;
            Assert.That(status, Is.EqualTo(FrameStatus.NeedMore), "the server sent something unreadable");
            Assert.That(read.IsCompleted, Is.False, "the server closed the connection");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _link.Abort();
        await _link.DisposeAsync();
        await _server.DisposeAsync();
    }
}
