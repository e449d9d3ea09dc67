using System.Net;
using System.Net.Sockets;

namespace SipCti.Media;

/// <summary>
/// Opens media ports on this machine: even ports of a range, each used again as late as possible, or, without a range, whatever port the system has free.
/// </summary>
public sealed class MediaPortAllocator : IMediaPortAllocator
{
    private readonly IPAddress? _bindAddress;
    private readonly Lock _gate = new();
    private readonly Queue<int>? _free;

    /// <summary>An allocator.</summary>
    /// <param name="bindAddress">The local address to open ports on; null (the default) for all addresses.</param>
    /// <param name="firstPort">The lowest port, 1024 to 65534, or 0 (the default) to let the system choose any port.</param>
    /// <param name="lastPort">The highest port, <paramref name="firstPort"/> to 65534; 0 with a first port of 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or out of bounds.</exception>
    public MediaPortAllocator(IPAddress? bindAddress = null, int firstPort = 0, int lastPort = 0)
    {
        _bindAddress = bindAddress;
        if (firstPort == 0 && lastPort == 0) return;
        ArgumentOutOfRangeException.ThrowIfLessThan(firstPort, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastPort, 65534);
        // RFC 3550 section 11: RTP takes the even port of a pair.
        var first = firstPort + (firstPort & 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastPort, first);
        _free = new Queue<int>(Enumerable.Range(0, ((lastPort - first) / 2) + 1).Select(i => first + (2 * i)));
    }

    /// <inheritdoc/>
    public MediaPort Allocate(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var local = _bindAddress ?? (address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any);
        return _free is null ? Open(local, 0, null) : FromRange(local, _free);
    }

    private MediaPort FromRange(IPAddress local, Queue<int> free)
    {
        int tries;
        lock (_gate) tries = free.Count;
        MediaPortException? last = null;
        for (; tries > 0; tries--)
        {
            int port;
            lock (_gate)
            {
                if (!free.TryDequeue(out port)) break;
            }

            try
            {
                return Open(local, port, () => GiveBack(free, port));
            }
            catch (MediaPortException e)
            {
                // Another program has it now; it may be free again later.
                last = e;
                GiveBack(free, port);
            }
        }

        throw new MediaPortException("All media ports of the configured range are in use; widen the range, or let calls end.", last);
    }

    private void GiveBack(Queue<int> free, int port)
    {
        lock (_gate) free.Enqueue(port);
    }

    private static MediaPort Open(IPAddress local, int port, Action? released)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(local, port));
            return new MediaPort(socket, released);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new MediaPortException($"The media port {local}:{port} cannot be opened: {e.Message}", e);
        }
    }
}
