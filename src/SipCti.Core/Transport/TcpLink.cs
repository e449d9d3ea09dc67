using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace SipCti.Transport;

/// <summary>A TCP connection. Reads and writes go straight to the socket: no pump, and no thread between it and the pipe.</summary>
internal sealed class TcpLink : ILink
{
    // A read takes what has come, up to this: some twenty messages that are answered with one write.
    private const int ReadBufferSize = 16 * 1024;
    private const int MinimumReadSize = 4 * 1024;

    // Zero-byte reads: the buffer is rented when there is something to put in it.
    private static readonly StreamPipeReaderOptions ReaderOptions =
        new(bufferSize: ReadBufferSize, minimumReadSize: MinimumReadSize, leaveOpen: true, useZeroByteReads: true);

    private static readonly StreamPipeWriterOptions WriterOptions = new(leaveOpen: false);

    private readonly Socket _socket;
    private int _released;

    public TcpLink(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
        Input = PipeReader.Create(new NetworkStream(socket, ownsSocket: false), ReaderOptions);
        Output = PipeWriter.Create(new SendingHalf(socket), WriterOptions);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public IPEndPoint LocalEndPoint { get; }

    public IPEndPoint RemoteEndPoint { get; }

    public string Transport => "TCP";

    public void Abort()
    {
        if (Interlocked.Exchange(ref _released, 1) == 1)
            return;

        // Zero linger: what the peer does not take is thrown away now, instead of waiting in the kernel for minutes.
        _socket.Close(timeout: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _released, 1) == 0)
            _socket.Dispose();
    }

    /// <summary>The stream under <see cref="Output"/>: its end is the end of what we send, not of what we receive.</summary>
    private sealed class SendingHalf(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        private readonly Socket _socket = socket;
        private bool _ended;

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_ended)
            {
                _ended = true;
                try
                {
                    _socket.Shutdown(SocketShutdown.Send);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    // The connection is gone already: there is nobody left to tell.
                }
            }

            base.Dispose(disposing);
        }
    }
}
