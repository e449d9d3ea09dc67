using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SipCti.Transport;

/// <summary>Counts the connections of one layer against its limits. Thread safe.</summary>
internal sealed class ConnectionCounter(SipLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, int> _byAddress = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Counts a connection, unless a limit forbids it.</summary>
    /// <param name="remote">The peer's address when the peer connected; <see langword="null"/> for a connection of our own.</param>
    /// <param name="limit">The limit that forbids it.</param>
    public bool TryEnter(IPAddress? remote, out (string Name, int Maximum) limit)
    {
        lock (_gate)
        {
            limit = (nameof(SipLimits.MaxConnections), limits.MaxConnections);
            if (_count >= limits.MaxConnections)
                return false;
            if (remote is not null)
            {
                limit = (nameof(SipLimits.MaxConnectionsPerAddress), limits.MaxConnectionsPerAddress);
                var site = Site(remote);
                var already = _byAddress.GetValueOrDefault(site);
                if (already >= limits.MaxConnectionsPerAddress)
                    return false;
                _byAddress[site] = already + 1;
            }

            _count++;
            return true;
        }
    }

    /// <summary>A counted connection is released.</summary>
    public void Exit(IPAddress? remote)
    {
        lock (_gate)
        {
            _count--;
            if (remote is null)
                return;
            var site = Site(remote);
            if (_byAddress[site] == 1)
                _byAddress.Remove(site);
            else
                _byAddress[site]--;
        }
    }

    /// <summary>What counts as one address: for IPv6 the /64, since a single site has 2^64 addresses to come from.</summary>
    private static UInt128 Site(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return new UInt128(0, BinaryPrimitives.ReadUInt32BigEndian(bytes) + 1UL);
        return new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), 0);
    }
}
