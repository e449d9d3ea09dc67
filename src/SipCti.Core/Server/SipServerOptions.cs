using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SipCti.Diagnostics;
using SipCti.Messages;
using SipCti.Transactions;
using SipCti.Transport;

namespace SipCti.Server;

/// <summary>The options of a <see cref="SipServer"/>. They are checked, and read for the last time, when the server is built.</summary>
public sealed class SipServerOptions
{
    private readonly List<IPEndPoint> _listen = [];

    /// <summary>The addresses to listen on over TCP.</summary>
    public IReadOnlyList<IPEndPoint> ListenEndPoints => _listen;

    /// <summary>All limits. Default: <see cref="SipLimits.Default"/>.</summary>
    public SipLimits Limits { get; set; } = SipLimits.Default;

    /// <summary>How close to its grammar a message must be; one that is not is answered with 400 that names the field. Default: <see cref="SipStrictness.Interoperable"/>.</summary>
    public SipStrictness Strictness { get; set; }

    /// <summary>The transaction timers. Default: the values of RFC 3261 section 17.</summary>
    public SipTimers Timers { get; set; } = new();

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Where log lines go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>How connections are made. Default: TCP sockets; tests use an <see cref="InMemoryNetwork"/>.</summary>
    public ILinkFactory Links { get; set; } = TcpLinkFactory.Instance;

    /// <summary>Finds the addresses of next hops. Default: a <see cref="StaticResolver"/> without names.</summary>
    public ISipResolver Resolver { get; set; } = new StaticResolver();

    /// <summary>The host that others reach this server by, put into Via, Record-Route and Path. Default: the first address that it listens on.</summary>
    public string? AdvertisedHost { get; set; }

    /// <summary>Whether a connection may carry requests for the address that it claims (<c>;alias</c>, RFC 5923). Default: when it claims the IP address that it comes from.</summary>
    public Func<Flow, IPEndPoint, bool>? AcceptAlias { get; set; }

    /// <summary>Sees every message in and out, for ladders and captures. Default: none.</summary>
    public IMessageTap? Tap { get; set; }

    /// <summary>Counts work in progress, for tests. Default: none.</summary>
    public Quiescence? Quiescence { get; set; }

    /// <summary>How many strands share the calls: a power of two. Default: 256.</summary>
    public int StrandCount { get; set; } = 256;

    /// <summary>The <c>Server</c> header of answers that this server makes itself; null for none. Default: <c>SipCti</c>.</summary>
    public string? ServerName { get; set; } = "SipCti";

    /// <summary>How long stopping may take before connections are cut. Default: 4 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Adds an address to listen on.</summary>
    /// <param name="address">An IP address: <c>0.0.0.0</c> or <c>::</c> for all.</param>
    /// <param name="port">The port, 0 to 65535; 0 lets the system choose.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The address is not an IP address.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    public SipServerOptions ListenTcp(string address, int port)
    {
        if (!IPAddress.TryParse(address, out var ip)) throw new ArgumentException($"'{address}' is not an IP address.", nameof(address));
        return ListenTcp(new IPEndPoint(ip, port));
    }

    /// <summary>Adds an address to listen on.</summary>
    /// <param name="endPoint">The address and port.</param>
    /// <returns>These options.</returns>
    public SipServerOptions ListenTcp(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        _listen.Add(endPoint);
        return this;
    }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Timers);
        ArgumentNullException.ThrowIfNull(Time);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentNullException.ThrowIfNull(Links);
        ArgumentNullException.ThrowIfNull(Resolver);
        Limits.Validate();
        if (StrandCount < 1 || !System.Numerics.BitOperations.IsPow2(StrandCount))
            throw new ArgumentOutOfRangeException(nameof(StrandCount), StrandCount, $"{nameof(StrandCount)} must be a power of two.");
        if (DrainTimeout < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(DrainTimeout), DrainTimeout, $"{nameof(DrainTimeout)} must not be negative.");
    }
}
