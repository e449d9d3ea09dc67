using System.Buffers;
using System.Net.Sockets;

namespace SipCti.Media;

/// <summary>A live end for somebody's media: takes every packet and throws it away, until it is disposed.</summary>
internal sealed class MediaSink : IDisposable
{
    // More than any RTP packet on an ordinary network; what is longer is cut, and nobody reads it.
    private const int BufferSize = 2048;

    private readonly MediaPort _port;

    public MediaSink(MediaPort port)
    {
        _port = port;
        Ended = DiscardAsync(port.Socket);
    }

    public int Port => _port.Number;

    /// <summary>How many packets have come.</summary>
    public long Packets { get; private set; }

    /// <summary>Completes when nothing is read any more.</summary>
    public Task Ended { get; }

    public void Dispose() => _port.Dispose();

    private async Task DiscardAsync(Socket socket)
    {
        await Task.Yield();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None).ConfigureAwait(false);
                Packets++;
            }
        }
        catch (Exception e) when (e is SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted or SocketError.Shutdown } or ObjectDisposedException)
        {
            // Disposed: the end of the sink.
        }
        catch (SocketException)
        {
            // The port cannot be read: packets stay where they are, and the kernel throws them away.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
