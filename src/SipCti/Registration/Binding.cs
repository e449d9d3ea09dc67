using System.Net;
using SipCti.Messages;

namespace SipCti.Registration;

/// <summary>
/// One contact of one address-of-record: where a terminal can be reached, until when, and by which way
/// (RFC 3261 section 10, RFC 3327 for the way).
/// </summary>
public sealed record Binding
{
    private readonly IReadOnlyList<NameAddr> _path = [];

    /// <summary>The address-of-record in its canonical form, as <see cref="SipUri.AddressOfRecord"/> gives it.</summary>
    public required string AddressOfRecord { get; init; }

    /// <summary>The address at which the terminal wants to be reached, as it was last registered.</summary>
    public required SipUri Contact { get; init; }

    /// <summary>
    /// What tells this binding from the others of its address-of-record, for as long as it lives. A table gives it when the
    /// binding is added and keeps it on each refresh, also when the spelling of the contact changes (contacts that are
    /// equal by RFC 3261 section 19.1.4 need not look alike). Compare it ordinally; do not read meaning into it.
    /// </summary>
    public required string ContactKey { get; init; }

    /// <summary>The parameters of the Contact other than <c>expires</c> and <c>q</c>; they are given back in each 200 (RFC 3840, RFC 5626).</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>Preference among the contacts of the address, 0 to 1, the highest first. Default 1 (RFC 3261 section 20.10).</summary>
    public double Q { get; init; } = 1.0;

    /// <summary>When the binding ends unless it is refreshed.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When the binding was added; a refresh does not change it.</summary>
    public required DateTimeOffset Registered { get; init; }

    /// <summary>The Call-ID of the last REGISTER that wrote this binding.</summary>
    public required string CallId { get; init; }

    /// <summary>The CSeq number of that REGISTER; a later one with the same Call-ID has to be higher (RFC 3261 section 10.3 step 7).</summary>
    public required uint CSeq { get; init; }

    /// <summary>The servers to pass on the way to the terminal, in the order in which they are put into Route (RFC 3327). Empty: none.</summary>
    public IReadOnlyList<NameAddr> Path
    {
        get => _path;
        init => _path = value ?? [];
    }

    /// <summary>
    /// The token of the flow that leads to the terminal, at the server that has it: unless set otherwise, the user part of the first Path address
    /// (RFC 5626 section 5.1). Null when there is none.
    /// </summary>
    public string? FlowToken
    {
        get => field ?? (_path.Count > 0 ? _path[0].Uri.User : null);
        init;
    }

    /// <summary>The terminal's own identity, <c>+sip.instance</c>, without quotes and angle brackets; null when it gave none (RFC 5626 section 4.1).</summary>
    public string? InstanceId { get; init; }

    /// <summary>The <c>reg-id</c> of a registration by RFC 5626, or null when that processing was not applied.</summary>
    public int? RegId { get; init; }

    /// <summary>The User-Agent of the terminal, or null.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The remote end of the connection on which the registration came to the registrar, or null when it is not known.</summary>
    public IPEndPoint? Received { get; init; }

    /// <summary>The token of that connection at the registrar's own server, or null.</summary>
    public string? ReceivedFlowToken { get; init; }

    /// <summary>True when <paramref name="other"/> is a state, perhaps an older one, of this same binding.</summary>
    internal bool IsSameAs(Binding other) =>
        string.Equals(ContactKey, other.ContactKey, StringComparison.Ordinal)
        && string.Equals(AddressOfRecord, other.AddressOfRecord, StringComparison.Ordinal);
}
