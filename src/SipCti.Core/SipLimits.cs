namespace SipCti;

/// <summary>
/// The caps on what the network may make this process hold. Each is enforced before the bytes are buffered, and reaching
/// one has a clear answer (413, 513, 503 with Retry-After, ...) instead of growing memory.
/// </summary>
/// <remarks>Defaults are for a server with some tens of thousands of terminals; a host lowers or raises them in one place.</remarks>
public sealed record SipLimits
{
    /// <summary>The limits used when a host gives none.</summary>
    public static SipLimits Default { get; } = new();

    /// <summary>
    /// Bytes of start line and header fields together, 256 to 1,048,576. Default 32,768: eight times what real
    /// calls through several proxies need, and half of the largest datagram. Beyond it: 513 (RFC 3261 section 21.5.7).
    /// </summary>
    public int MaxHeaderBlockBytes { get; init; } = 32_768;

    /// <summary>
    /// Bytes of one header field with its folded lines, and of the start line, 64 to 65,535. Default 8,192: room for
    /// a signed Identity or a long Route. Beyond it: 414 for a start line, 513 for a field.
    /// </summary>
    public int MaxHeaderLineBytes { get; init; } = 8_192;

    /// <summary>
    /// Header fields in a message, 8 to 10,000. Default 256: 70 hops that each add a Via and a Record-Route, and 100 more. Beyond it: 513.
    /// </summary>
    public int MaxHeaderCount { get; init; } = 256;

    /// <summary>
    /// Bytes of a body, 0 to 67,108,864. Default 262,144: session descriptions are below 10 KB, presence and
    /// conference documents below 200 KB. Beyond it: 413 (RFC 3261 section 21.4.11).
    /// </summary>
    public int MaxBodyBytes { get; init; } = 262_144;

    /// <summary>Open connections, at least 1. Default 100,000: about 1.5 GB when all are busy. Beyond it: a new one is closed at once.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>Open connections from one IP address, at least 1. Default 10,000: a site behind one NAT address. Beyond it: a new one is closed at once.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 10_000;

    /// <summary>How long a connection may carry no byte either way, above zero. Default 15 minutes: above the keep-alive interval of RFC 5626 section 4.4.1.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an accepted connection may take to its first byte, above zero. Default 10 seconds.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a begun message may take to its last byte, above zero. Default 30 seconds, near Timer F (RFC 3261 section 17.1.2.2), when its sender gives up anyway.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that may wait to be sent on one connection, at least 65,536. Default 4 MiB: about one second of a busy trunk. Beyond it: the send is refused.</summary>
    public int MaxPendingSendBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a connect may take, above zero. Default 5 seconds: leaves time for another server before Timer B ends.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Transactions held at once, at least 1. Default 200,000. Beyond it: 503 with Retry-After, sent statelessly.</summary>
    public int MaxTransactions { get; init; } = 200_000;

    /// <summary>Bindings of one address-of-record, at least 1. Default 16. Beyond it: the REGISTER is refused with 403.</summary>
    public int MaxBindingsPerAddressOfRecord { get; init; } = 16;

    /// <summary>Dialogs held at once, at least 1. Default 200,000. Beyond it: 503 with Retry-After.</summary>
    public int MaxDialogs { get; init; } = 200_000;

    /// <summary>Checks every limit against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range; the exception names it.</exception>
    public void Validate()
    {
        Check(MaxHeaderBlockBytes, 256, 1_048_576, nameof(MaxHeaderBlockBytes));
        Check(MaxHeaderLineBytes, 64, ushort.MaxValue, nameof(MaxHeaderLineBytes));
        Check(MaxHeaderCount, 8, 10_000, nameof(MaxHeaderCount));
        Check(MaxBodyBytes, 0, 67_108_864, nameof(MaxBodyBytes));
        Check(MaxConnections, 1, int.MaxValue, nameof(MaxConnections));
        Check(MaxConnectionsPerAddress, 1, int.MaxValue, nameof(MaxConnectionsPerAddress));
        Check(IdleTimeout, nameof(IdleTimeout));
        Check(FirstByteTimeout, nameof(FirstByteTimeout));
        Check(HeaderTimeout, nameof(HeaderTimeout));
        Check(MaxPendingSendBytes, 65_536, int.MaxValue, nameof(MaxPendingSendBytes));
        Check(ConnectTimeout, nameof(ConnectTimeout));
        Check(MaxTransactions, 1, int.MaxValue, nameof(MaxTransactions));
        Check(MaxBindingsPerAddressOfRecord, 1, int.MaxValue, nameof(MaxBindingsPerAddressOfRecord));
        Check(MaxDialogs, 1, int.MaxValue, nameof(MaxDialogs));
    }

    private static void Check(int value, int least, int most, string option)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(option, value, $"{nameof(SipLimits)}.{option} must be from {least} to {most}.");
    }

    private static void Check(TimeSpan value, string option)
    {
        // One day is the longest time that any of these can mean something; it also keeps every timer representable.
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(option, value, $"{nameof(SipLimits)}.{option} must be above zero and at most one day.");
    }
}
