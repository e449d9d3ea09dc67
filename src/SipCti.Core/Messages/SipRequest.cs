using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>A request (RFC 3261 section 7.1).</summary>
public sealed partial class SipRequest : SipMessage
{
    private SipUri? _requestUri;

    internal SipRequest(byte[] source, int startLine, int startLineLength, SipMethod method, SipHeaders headers, ReadOnlyMemory<byte> body)
        : base(source, startLine, startLineLength, headers, body) => Method = method;

    private SipRequest(SipRequest other)
        : base(other)
    {
        Method = other.Method;
        _requestUri = other._requestUri;
    }

    /// <summary>The method.</summary>
    public SipMethod Method { get; }

    /// <summary>Where the request goes. Setting it rewrites the start line.</summary>
    public SipUri RequestUri
    {
        get => _requestUri ??= ReadRequestUri();
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            string text = value.ToString();
            int length = StartLineLength(Method, text);
            WriteStartLine(ReplaceStartLine(length), Method, text);
            _requestUri = value;
        }
    }

    /// <summary>The Request-URI as it stands in the start line, without allocating.</summary>
    /// <param name="uri">The URI.</param>
    /// <returns>False when it is malformed, or holds header fields (RFC 3261 section 19.1.1); never for a request that was parsed whole.</returns>
    public bool TryViewRequestUri(out SipUriView uri) =>
        SipUriView.TryParse(RawRequestUri, out uri) && !uri.HasHeaders;

    /// <summary>The Request-URI as it stands in the start line.</summary>
    internal ReadOnlySpan<byte> RawRequestUri => StartLine[(Method.Name.Length + 1)..^LineEnd.Length];

    // Header fields in the Request-URI are not allowed (section 19.1.1, table 1), and would turn up in what is forwarded.
    internal bool TryCheckRequestUri(out SipFault fault)
    {
        bool isValid = TryViewRequestUri(out _);
        fault = isValid ? default : new SipFault(SipFaultKind.RequestUriInvalid, null, Method.Name.Length + 1);
        return isValid;
    }

    // One space, the version in any case, CRLF: the start line was checked when the message was read.
    private static ReadOnlySpan<byte> LineEnd => " SIP/2.0\r\n"u8;

    /// <summary>Makes a request with Max-Forwards 70 and Content-Length 0. The client transaction adds the Via.</summary>
    /// <param name="method">The method.</param>
    /// <param name="requestUri">Where it goes.</param>
    /// <param name="from">Who sends; with a tag.</param>
    /// <param name="to">Who is meant.</param>
    /// <param name="callId">The Call-ID; see <see cref="SipTokens.NewCallId"/>.</param>
    /// <param name="cseq">The sequence number, below 2^31 (RFC 3261 section 8.1.1.5).</param>
    /// <exception cref="ArgumentException">The Call-ID is empty or holds white space or control characters, or the method is the default value.</exception>
    public static SipRequest Create(SipMethod method, SipUri requestUri, NameAddr from, NameAddr to, string callId, uint cseq)
    {
        ArgumentNullException.ThrowIfNull(requestUri);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        Guard.Token(method.Name, nameof(method));
        ArgumentException.ThrowIfNullOrEmpty(callId);
        if (!MandatoryFields.IsCallId(Encoding.UTF8.GetBytes(callId)))
            throw new ArgumentException($"'{callId}' is no Call-ID (RFC 3261 section 20.8).", nameof(callId));
        var headers = new SipHeaders([], 0, new HeaderSlot[12], 0, 0, 0);
        headers.Append(HeaderId.MaxForwards, "70");
        headers.Append(HeaderId.From, from.ToString());
        headers.Append(HeaderId.To, to.ToString());
        headers.Append(HeaderId.CallId, callId);
        headers.Append(HeaderId.CSeq, new CSeq(cseq, method).ToString());
        headers.Append(HeaderId.ContentLength, "0");
        return Build(method, requestUri, headers);
    }

    /// <inheritdoc/>
    public override SipRequest Clone() => new(this);

    private static SipRequest Build(SipMethod method, SipUri requestUri, SipHeaders headers)
    {
        string text = requestUri.ToString();
        int length = StartLineLength(method, text);
        WriteStartLine(headers.Reserve(length, out byte[] source, out int start), method, text);
        return new SipRequest(source, start, length, method, headers, default) { _requestUri = requestUri };
    }

    private static int StartLineLength(SipMethod method, string requestUri) => method.Name.Length + 1 + Encoding.UTF8.GetByteCount(requestUri) + LineEnd.Length;

    private static void WriteStartLine(Span<byte> line, SipMethod method, string requestUri)
    {
        int at = Encoding.ASCII.GetBytes(method.Name, line);
        line[at++] = (byte)' ';
        at += Encoding.UTF8.GetBytes(requestUri, line[at..]);
        LineEnd.CopyTo(line[at..]);
    }

    private SipUri ReadRequestUri() =>
        SipUri.TryParse(RawRequestUri, out SipUri? uri) ? uri : throw new InvalidOperationException("The Request-URI is malformed.");
}
