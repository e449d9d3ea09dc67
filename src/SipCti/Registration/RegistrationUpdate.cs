using System.Net;
using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>What one REGISTER asks of the table, its syntax and its intervals already judged by the registrar.</summary>
public sealed record RegistrationUpdate
{
    /// <summary>The address-of-record in its canonical form (RFC 3261 section 10.3 step 5).</summary>
    public required string AddressOfRecord { get; init; }

    /// <summary>The Call-ID of the request.</summary>
    public required string CallId { get; init; }

    /// <summary>The CSeq number of the request.</summary>
    public required uint CSeq { get; init; }

    /// <summary>The contacts to add, refresh or remove, in the order of the request. Empty and not <see cref="RemoveAll"/>: nothing changes.</summary>
    public IReadOnlyList<RegistrationContact> Contacts { get; init; } = [];

    /// <summary>True for <c>Contact: *</c>: every binding of the address is removed (RFC 3261 section 10.3 step 6).</summary>
    public bool RemoveAll { get; init; }

    /// <summary>The Path of the request, in its order; stored with each contact (RFC 3327 section 5.3).</summary>
    public IReadOnlyList<NameAddr> Path { get; init; } = [];

    /// <summary>The User-Agent of the request, or null.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The remote end of the connection on which the request came, or null.</summary>
    public IPEndPoint? Received { get; init; }

    /// <summary>The token of that connection, or null.</summary>
    public string? ReceivedFlowToken { get; init; }
}
