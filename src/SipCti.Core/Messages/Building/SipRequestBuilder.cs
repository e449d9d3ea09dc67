using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// Builds a request from nothing (RFC 3261 section 8.1.1). What is not given is made: the From tag and the Call-ID from the
/// cryptographic generator, CSeq 1, Max-Forwards 70. A request that is sent through a client transaction needs no Via, for the
/// transaction adds its own. One builder builds one request.
/// </summary>
public sealed class SipRequestBuilder : SipMessageBuilder<SipRequestBuilder>
{
    private readonly SipMethod _method;
    private readonly byte[] _startLine;
    private readonly bool _isSecure;
    private NameAddr? _from;
    private NameAddr? _to;
    private string? _callId;
    private uint? _cseq;
    private int _maxForwards = 70;

    /// <summary>Begins a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="requestUri">Where it goes; without headers (section 19.1.1).</param>
    /// <exception cref="ArgumentException">The method is the default value, or the URI has headers or a character that must be escaped.</exception>
    public SipRequestBuilder(SipMethod method, SipUri requestUri)
    {
        ArgumentNullException.ThrowIfNull(requestUri);
        Guard.Token(method.Name, nameof(method));
        if (requestUri.Headers is not null)
            throw new ArgumentException("A Request-URI has no headers (RFC 3261 section 19.1.1).", nameof(requestUri));
        _method = method;
        _isSecure = requestUri.IsSecure;
        _startLine = Encoding.UTF8.GetBytes($"{method.Name} {requestUri} SIP/2.0\r\n");
        if (!StrictStartLine.CheckRequest(_startLine.AsSpan()[..^2], out SipFault fault))
            throw new ArgumentException($"'{requestUri}' cannot be a Request-URI: the grammar does not allow what stands at byte {fault.Offset} of the start line.", nameof(requestUri));
    }

    private bool IsOfOtherRequest => _method == SipMethod.Ack || _method == SipMethod.Cancel;

    /// <summary>Who sends. A tag is added when the address has none, except in ACK and CANCEL.</summary>
    /// <param name="from">The address.</param>
    /// <exception cref="ArgumentException">The address cannot stand there.</exception>
    public SipRequestBuilder From(NameAddr from)
    {
        ArgumentNullException.ThrowIfNull(from);
        HeaderLineText.Of(HeaderId.From, from.ToString(), nameof(from));
        _from = from;
        return this;
    }

    /// <summary>Who sends; a tag is added.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="displayName">The plain display name; null for none.</param>
    /// <exception cref="ArgumentException">The display name holds a control character.</exception>
    public SipRequestBuilder From(SipUri uri, string? displayName = null) => From(new NameAddr(uri, displayName));

    /// <summary>Who is meant; with a tag within a dialog.</summary>
    /// <param name="to">The address.</param>
    /// <exception cref="ArgumentException">The address cannot stand there.</exception>
    public SipRequestBuilder To(NameAddr to)
    {
        ArgumentNullException.ThrowIfNull(to);
        HeaderLineText.Of(HeaderId.To, to.ToString(), nameof(to));
        _to = to;
        return this;
    }

    /// <summary>Who is meant.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="displayName">The plain display name; null for none.</param>
    /// <exception cref="ArgumentException">The display name holds a control character.</exception>
    public SipRequestBuilder To(SipUri uri, string? displayName = null) => To(new NameAddr(uri, displayName));

    /// <summary>The Call-ID; of the dialog, or of the request that ACK or CANCEL belongs to. A new one when it is not given.</summary>
    /// <param name="callId">One or two words (section 25.1).</param>
    /// <exception cref="ArgumentException">The text is no Call-ID.</exception>
    public SipRequestBuilder CallId(string callId)
    {
        ArgumentNullException.ThrowIfNull(callId);
        HeaderLineText.Of(HeaderId.CallId, callId, nameof(callId));
        _callId = callId.Trim(' ', '\t');
        return this;
    }

    /// <summary>The number in CSeq; its method is that of the request. 1 when it is not given, and never so in ACK and CANCEL.</summary>
    /// <param name="number">Below 2^31 (section 8.1.1.5).</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is too large.</exception>
    public SipRequestBuilder CSeq(uint number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, (uint)int.MaxValue);
        _cseq = number;
        return this;
    }

    /// <summary>Hops left; 70 when it is not given (section 8.1.1.6).</summary>
    /// <param name="hops">0 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public SipRequestBuilder MaxForwards(int hops)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hops);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hops, byte.MaxValue);
        _maxForwards = hops;
        return this;
    }

    /// <summary>Adds a Via with a new branch; for a request that is sent without a client transaction.</summary>
    /// <param name="transport">A token such as <c>TCP</c>.</param>
    /// <param name="host">The host that responses go to; an IPv6 address in brackets.</param>
    /// <param name="port">1 to 65,535, or null for none.</param>
    /// <exception cref="ArgumentException">A part is not what it must be.</exception>
    public SipRequestBuilder Via(string transport, string host, int? port = null) => Via(Messages.Via.Create(transport, host, port, SipTokens.NewBranch()));

    /// <summary>Adds a Via below those given before.</summary>
    /// <param name="via">The Via.</param>
    /// <exception cref="ArgumentException">The Via cannot stand there.</exception>
    public SipRequestBuilder Via(Via via)
    {
        ArgumentNullException.ThrowIfNull(via);
        return Header(HeaderId.Via, via.ToString());
    }

    /// <summary>Adds the route set of a dialog or of a registration, next hop first; each a Route line.</summary>
    /// <param name="routes">The addresses; one without brackets gets them.</param>
    /// <exception cref="ArgumentException">An address cannot stand there.</exception>
    public SipRequestBuilder Route(params IEnumerable<NameAddr> routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        foreach (NameAddr route in routes)
            Header(HeaderId.Route, new NameAddr(route.Uri, route.DisplayName, route.Parameters).ToString());

        return this;
    }

    /// <summary>Checks that nothing is missing and nothing contradicts itself, and makes the request.</summary>
    /// <param name="limits">The limits that it keeps to; null for the default ones.</param>
    /// <returns>A request that any parser reads as it is written; without a Via once that is added.</returns>
    /// <exception cref="InvalidOperationException">A field is missing or must not stand there, or a limit is crossed; the message names it.</exception>
    public SipRequest Build(SipLimits? limits = null)
    {
        NameAddr from = _from ?? throw Missing(HeaderId.From);
        NameAddr to = _to ?? throw Missing(HeaderId.To);
        if (IsOfOtherRequest)
            CheckOtherRequest(from);
        Check(FieldRule.OfRequest(_method), _method.Name);
        CheckContact();
        bool isViaGiven = Has(HeaderId.Via);
        var lines = new List<HeaderLineText>(Lines.Count + 8);
        lines.AddRange(Lines.Where(static line => line.Id == HeaderId.Via));
        lines.AddRange(Lines.Where(static line => line.Id == HeaderId.Route));
        lines.Add(HeaderLineText.Of(HeaderId.MaxForwards, _maxForwards.ToString(CultureInfo.InvariantCulture), "hops"));
        lines.Add(HeaderLineText.Of(HeaderId.From, (from.Tag is null ? from.WithTag(SipTokens.NewTag()) : from).ToString(), "from"));
        lines.Add(HeaderLineText.Of(HeaderId.To, to.ToString(), "to"));
        lines.Add(HeaderLineText.Of(HeaderId.CallId, _callId ?? SipTokens.NewCallId(), "callId"));
        lines.Add(HeaderLineText.Of(HeaderId.CSeq, new CSeq(_cseq ?? 1, _method).ToString(), "number"));
        lines.AddRange(Lines.Where(static line => line.Id is not (HeaderId.Via or HeaderId.Route)));

        // The parser demands a Via; where the transaction will add it, another stands there for the check alone.
        var request = (SipRequest)Build(_startLine, isViaGiven ? default : "Via: SIP/2.0/TCP h\r\n"u8, lines, limits);
        if (!isViaGiven)
            request.Headers.Remove(HeaderId.Via);
        return request;
    }

    private InvalidOperationException Missing(HeaderId id) => new($"{_method.Name} needs {HeaderTable.Name(id)} (RFC 3261 section 8.1.1).");

    // ACK and CANCEL belong to an INVITE, and are found by what they share with it (sections 9.1, 13.2.2.4 and 17.1.1.3).
    private void CheckOtherRequest(NameAddr from)
    {
        if (_callId is null)
            throw Missing(HeaderId.CallId);
        if (_cseq is null)
            throw Missing(HeaderId.CSeq);
        if (from.Tag is null)
            throw new InvalidOperationException($"{_method.Name} needs the From tag of its INVITE (RFC 3261 sections 9.1 and 17.1.1.3).");
    }

    private void CheckContact()
    {
        if (!_method.MayFormDialog)
            return;
        HeaderLineText[] lines = [.. Lines.Where(static line => line.Id == HeaderId.Contact)];
        if (lines.Length != 1 || !Messages.Contact.TryParse(lines[0].Value, out Contact? contact) || !contact.Uri.IsSip)
            throw new InvalidOperationException($"{_method.Name} needs one Contact, with a SIP or SIPS URI (RFC 3261 section 8.1.1.8).");
        if ((_isSecure || IsTopRouteSecure()) && !contact.Uri.IsSecure)
            throw new InvalidOperationException($"{_method.Name} to a SIPS URI, or by way of one, needs a SIPS URI in Contact (RFC 3261 section 8.1.1.8).");
    }

    private bool IsTopRouteSecure()
    {
        foreach (HeaderLineText line in Lines)
        {
            if (line.Id != HeaderId.Route)
                continue;
            var splitter = new ValueSplitter(line.Value);
            return splitter.MoveNext() && NameAddr.TryParse(splitter.Current, out NameAddr? top) && top.Uri.IsSecure;
        }

        return false;
    }
}
