using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BenchmarkDotNet.Attributes;
using SipCti.Diagnostics;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Benchmarks;

/// <summary>
/// A 464-byte request goes over loopback TCP through the transport and back: framed, parsed, written out again. Time is
/// per message and includes the client, which writes and reads bytes. The cost of sending is the write, so what counts
/// is how many messages leave with one: that is printed at the end of each case.
/// </summary>
[MemoryDiagnoser]
public class RelayBenchmark : IAsyncDisposable
{
    private const int Messages = 20_000;

    private readonly byte[] _message = Encoding.ASCII.GetBytes(
        "INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n" +
        "From: <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>\r\nCall-ID: 12345678@example.com\r\nCSeq: 1 INVITE\r\n" +
        "Contact: <sip:alice@127.0.0.1:5060;transport=tcp>\r\nContent-Type: text/plain\r\nContent-Length: 150\r\n\r\n" + new string('x', 150));

    private readonly MeterListener _listener = new();
    private TimingWheel _wheel = null!;
    private TransportLayer _layer = null!;
    private Client[] _clients = [];
    private long _writes;
    private long _sent;

    /// <summary>Connections at once, and messages under way on each.</summary>
    [Params("1x1", "1x64", "64x1", "64x16")]
    public string Load { get; set; } = "1x64";

    [GlobalSetup]
    public async Task SetUp()
    {
        _wheel = new TimingWheel(TimeProvider.System);
        _layer = new TransportLayer(new TransportOptions(), _wheel);
        _layer.Start(new Echo());
        var endPoint = await _layer.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var counts = Load.Split('x').Select(int.Parse).ToArray();
        _clients = new Client[counts[0]];
        for (var index = 0; index < _clients.Length; index++)
            _clients[index] = await Client.ConnectAsync(endPoint, _message, counts[1]);
        Listen();
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Relay() => Task.WhenAll(_clients.Select(client => Task.Run(() => client.RunAsync(Messages / _clients.Length))));

    [GlobalCleanup]
    public Task CleanUp() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _listener.Dispose();
        Console.WriteLine($"// {Load}: {(double)_sent / _writes:F1} messages per write");
        foreach (var client in _clients)
            client.Dispose();
        await _layer.DisposeAsync();
        _wheel.Dispose();
    }

    private void Listen()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == SipCtiDiagnostics.MeterName && instrument.Name is "sipcti.transport.writes" or "sipcti.transport.messages.sent")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            Interlocked.Add(ref instrument.Name == "sipcti.transport.writes" ? ref _writes : ref _sent, value));
        _listener.Start();
    }

    private sealed class Echo : ITransportUser
    {
        public void OnRequest(Flow flow, SipRequest request) => flow.Send(request);

        public void OnResponse(Flow flow, SipResponse response)
        {
        }

        public void OnFlowClosed(Flow flow, string reason)
        {
        }
    }

    /// <summary>Keeps a number of messages under way on one connection.</summary>
    private sealed class Client(Socket socket, byte[] message, int inFlight) : IDisposable
    {
        private readonly byte[] _batch = [.. Enumerable.Repeat(message, inFlight).SelectMany(bytes => bytes)];
        private readonly byte[] _buffer = new byte[64 * 1024];

        public static async Task<Client> ConnectAsync(IPEndPoint endPoint, byte[] message, int inFlight)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(endPoint);
            return new Client(socket, message, inFlight);
        }

        public async Task RunAsync(int messages)
        {
            var sent = Math.Min(inFlight, messages);
            await socket.SendAsync(_batch.AsMemory(0, sent * message.Length));
            long received = 0;
            while (received < (long)messages * message.Length)
            {
                received += await socket.ReceiveAsync(_buffer);
                var more = Math.Min((int)(received / message.Length) + inFlight, messages) - sent;
                if (more == 0)
                    continue;
                await socket.SendAsync(_batch.AsMemory(0, more * message.Length));
                sent += more;
            }
        }

        public void Dispose() => socket.Dispose();
    }
}
