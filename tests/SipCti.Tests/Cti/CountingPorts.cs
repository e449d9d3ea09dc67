using System.Net;
using SipCti.Media;

namespace SipCti.Tests.Cti;

/// <summary>Media ports of the system, counted while they are open.</summary>
internal sealed class CountingPorts : IMediaPortAllocator
{
    private readonly MediaPortAllocator _real = new(IPAddress.Loopback);
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public bool IsExhausted { get; set; }

    public MediaPort Allocate(IPAddress address)
    {
        if (IsExhausted) throw new MediaPortException("No port is free in this test.");
        var port = _real.Allocate(address);
        Interlocked.Increment(ref _open);
        return new MediaPort(port.Socket, () => Interlocked.Decrement(ref _open));
    }
}
