using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SipCti.Transport;

/// <summary>The names of this server: what it calls itself in headers, and what others may call it. Thread safe.</summary>
internal sealed class LocalNames
{
    /// <summary>The port of a name that says none (RFC 3261 section 19.1.2).</summary>
    public const int DefaultPort = 5060;

    private static readonly TimeSpan AddressesKeepFor = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly string? _advertisedHost;
    private readonly TimeProvider _time;
    private readonly Func<IReadOnlyList<IPAddress>> _machineAddresses;
    private volatile IPEndPoint[] _listeners = [];
    private volatile Primary _primary;
    private (IReadOnlyList<IPAddress> Addresses, long Since)? _machine;

    public LocalNames(string? advertisedHost, TimeProvider time, Func<IReadOnlyList<IPAddress>>? machineAddresses = null)
    {
        _advertisedHost = advertisedHost;
        _time = time;
        _machineAddresses = machineAddresses ?? AddressesOfThisMachine;
        Nameless = new IPEndPoint(RandomDiscardAddress(), DefaultPort);
        _primary = new(Nameless, advertisedHost ?? HostAddress.Format(Nameless.Address));
    }

    /// <summary>Where this server listens.</summary>
    public IReadOnlyList<IPEndPoint> Listeners => _listeners;

    /// <summary>
    /// A server that listens nowhere still needs a name, for Via and for the servers it is joined with: an address of the
    /// discard-only prefix (RFC 6666), which nobody else has and which leads nowhere.
    /// </summary>
    public IPEndPoint Nameless { get; }

    /// <summary>An address of this server by which another one of the same process can call it.</summary>
    public IPEndPoint EndPoint => _primary.EndPoint;

    public string SentByHost => _primary.SentByHost;

    public int SentByPort => _primary.EndPoint.Port;

    /// <summary>Adds a listener. The first decides what this server calls itself, for as long as it lives.</summary>
    public void Add(IPEndPoint listener)
    {
        lock (_gate)
        {
            if (_listeners.Length == 0)
            {
                var endPoint = new IPEndPoint(Concrete(listener.Address), listener.Port);
                _primary = new(endPoint, _advertisedHost ?? HostAddress.Format(endPoint.Address));
            }

            _listeners = [.. _listeners, listener];
        }
    }

    public bool IsLocal(string host, int? port)
    {
        var wanted = port ?? DefaultPort;
        if (_advertisedHost is not null && Bare(host).Equals(Bare(_advertisedHost), StringComparison.OrdinalIgnoreCase))
            return wanted == SentByPort || HasListenerOn(wanted);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IsLocal(new IPEndPoint(IPAddress.Loopback, wanted)) || IsLocal(new IPEndPoint(IPAddress.IPv6Loopback, wanted));
        return HostAddress.TryParse(host, out var address) && IsLocal(new IPEndPoint(address, wanted));
    }

    public bool IsLocal(IPEndPoint endPoint)
    {
        foreach (var listener in _listeners)
        {
            if (listener.Port == endPoint.Port && (listener.Address.Equals(endPoint.Address) || (IsWildcardFor(listener.Address, endPoint) && IsOfThisMachine(endPoint.Address))))
                return true;
        }

        return endPoint.Equals(Nameless);
    }

    // A fully qualified name may end with the root's dot (RFC 1034 section 3.1).
    private static ReadOnlySpan<char> Bare(string host) => host.AsSpan().TrimEnd('.');

    private static bool IsWildcardFor(IPAddress listener, IPEndPoint endPoint) =>
        (listener.Equals(IPAddress.Any) || listener.Equals(IPAddress.IPv6Any)) && listener.AddressFamily == endPoint.AddressFamily;

    private static IPAddress RandomDiscardAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[..8].Clear();
        bytes[0] = 0x01;
        return new IPAddress(bytes);
    }

    private static List<IPAddress> AddressesOfThisMachine()
    {
        List<IPAddress> addresses = [];
        foreach (var card in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                addresses.AddRange(card.GetIPProperties().UnicastAddresses.Select(static unicast => unicast.Address));
        }

        return addresses;
    }

    private bool HasListenerOn(int port) => Array.Exists(_listeners, listener => listener.Port == port);

    /// <summary>An address that a peer can use: for a wildcard the first that is not loopback, IPv4 before IPv6.</summary>
    private IPAddress Concrete(IPAddress address)
    {
        if (address.Equals(IPAddress.Any))
            return MachineAddresses().FirstOrDefault(static own => own.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(own)) ?? IPAddress.Loopback;
        if (!address.Equals(IPAddress.IPv6Any))
            return address;
        return MachineAddresses().FirstOrDefault(static own =>
            own.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(own) && !own.IsIPv6LinkLocal) ?? IPAddress.IPv6Loopback;
    }

    private bool IsOfThisMachine(IPAddress address) => IPAddress.IsLoopback(address) || MachineAddresses().Contains(address);

    /// <summary>Asking the system takes milliseconds, and addresses come and go: the answer is kept for a while.</summary>
    private IReadOnlyList<IPAddress> MachineAddresses()
    {
        lock (_gate)
        {
            if (_machine is { } known && _time.GetElapsedTime(known.Since) < AddressesKeepFor)
                return known.Addresses;
            var addresses = _machineAddresses();
            _machine = (addresses, _time.GetTimestamp());
            return addresses;
        }
    }

    private sealed record Primary(IPEndPoint EndPoint, string SentByHost);
}
