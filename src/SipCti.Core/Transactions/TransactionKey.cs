using SipCti.Messages;

namespace SipCti.Transactions;

/// <summary>What a response is matched by: branch and CSeq method (RFC 3261 section 17.1.3).</summary>
internal readonly struct ClientKey(string branch, SipMethod method) : IEquatable<ClientKey>
{
    private readonly string _branch = branch;
    private readonly SipMethod _method = method;

    public bool Equals(ClientKey other) => string.Equals(_branch, other._branch, StringComparison.Ordinal) && _method == other._method;

    public override bool Equals(object? obj) => obj is ClientKey other && Equals(other);

    // The branch alone is all but unique: only CANCEL shares it with its INVITE.
    public override int GetHashCode() => string.GetHashCode(_branch);
}

/// <summary>What a request is matched by: branch, sent-by and method, an ACK with the method of its INVITE (RFC 3261 section 17.2.3).</summary>
internal readonly struct ServerKey : IEquatable<ServerKey>
{
    private readonly string _branch;
    private readonly string _host;
    private readonly int _port;
    private readonly SipMethod _method;

    private ServerKey(string branch, string host, int port, SipMethod method)
    {
        _branch = branch;
        _host = host;
        _port = port;
        _method = method;
    }

    /// <summary>The key under which a request's transaction is kept, or would be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="method">The method of the transaction that is sought.</param>
    /// <param name="toTag">For a request of RFC 2543 the To tag of the sought request.</param>
    public static ServerKey Of(SipRequest request, SipMethod method, string? toTag)
    {
        var via = request.TopVia;
        return IsRfc3261(via)
            ? new(via.Branch!, via.Host, via.Port ?? 0, method)
            : new(Rfc2543Identity(request, via, toTag), "", 0, method);
    }

    public static bool IsRfc3261(Via via) => via is { HasMagicCookie: true, Branch.Length: > 7 };

    public bool Equals(ServerKey other) =>
        string.Equals(_branch, other._branch, StringComparison.Ordinal)
        && _port == other._port
        && string.Equals(_host, other._host, StringComparison.OrdinalIgnoreCase)
        && _method == other._method;

    public override bool Equals(object? obj) => obj is ServerKey other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(_branch);

    // RFC 3261 17.2.3: without the magic cookie a request is known by its Request-URI, tags, Call-ID, CSeq number and top
    // Via. No header value holds a line break, so the parts cannot run into each other.
    private static string Rfc2543Identity(SipRequest request, Via via, string? toTag) =>
        $"{request.RequestUri}\n{request.FromTag}\n{toTag}\n{request.CallId}\n{request.CSeq.Number}\n{via}";
}
