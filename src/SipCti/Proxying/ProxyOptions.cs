namespace SipCti.Proxying;

/// <summary>The options of a <see cref="Proxy"/>. Checked when it is made.</summary>
public sealed record ProxyOptions
{
    /// <summary>
    /// The domains that the proxy is responsible for, for example <c>pbx.example</c> (RFC 3261 section 16.5); host names or addresses without port, letter case ignored.
    /// The first one is where <c>tel:</c> numbers are looked up when the caller's own domain is not served. The server's own addresses are always served.
    /// Default: none, which also serves every domain in which the dialled address is registered.
    /// </summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>
    /// Tells whether an address-of-record (canonical, <c>sip:user@domain</c>) exists though it has no binding now: then a request for it is answered 480, else 404.
    /// Called on strands, from several threads; must not block. Default: null, no such address is known.
    /// </summary>
    public Func<string, bool>? KnowsAddress { get; init; }

    /// <summary>Whose requests for foreign domains are sent on; others get 403. Default: <see cref="RelayPolicy.KnownCallers"/>.</summary>
    public RelayPolicy RelayForeignDomains { get; init; }

    /// <summary>
    /// The secret that marks the Record-Routes of this proxy, so that requests inside its dialogs, and no others, go wherever their route leads. Give the same
    /// one to servers that stand in for each other, or that are started again while calls go on. Default: empty, a random one of each proxy; else 16 bytes or more.
    /// </summary>
    public ReadOnlyMemory<byte> RouteKey { get; init; }

    /// <summary>How long a forwarded INVITE may stay without a final response after the last provisional one: Timer C (RFC 3261 sections 16.6 step 11 and 16.8). Default: 3 minutes, more than 0.</summary>
    public TimeSpan TimerC { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long targets of one preference (<c>q</c>) ring before those of the next lower one are tried instead. Default: 20 seconds, more than 0.</summary>
    public TimeSpan SerialRingTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>To how many targets one request is sent at most; the least preferred ones are left out. Default: 16, as many as an address may have bindings; 1 to 64.</summary>
    public int MaxTargets { get; init; } = 16;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Domains);
        foreach (var domain in Domains)
            if (string.IsNullOrWhiteSpace(domain) || domain.AsSpan().ContainsAny(" \t/@;")) throw new ArgumentException($"{nameof(Domains)} has '{domain}', which is not a host name.", nameof(Domains));
        if (!Enum.IsDefined(RelayForeignDomains)) throw new ArgumentOutOfRangeException(nameof(RelayForeignDomains), RelayForeignDomains, $"{nameof(RelayForeignDomains)} is not a {nameof(RelayPolicy)}.");
        if (RouteKey.Length is > 0 and < 16) throw new ArgumentException($"{nameof(RouteKey)} has {RouteKey.Length} bytes; 16 are the least.", nameof(RouteKey));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimerC, TimeSpan.Zero, nameof(TimerC));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SerialRingTime, TimeSpan.Zero, nameof(SerialRingTime));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTargets, 1, nameof(MaxTargets));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTargets, 64, nameof(MaxTargets));
    }
}
