using System.Globalization;

namespace SipCti.Messages;

/// <summary>
/// Builds the response to a request: it takes over what RFC 3261 section 8.2.6.2 says, as
/// <see cref="SipRequest.CreateResponse"/> does, and refuses to leave out what the status code demands. One builder builds one response.
/// </summary>
public sealed class SipResponseBuilder : SipMessageBuilder<SipResponseBuilder>
{
    private readonly SipRequest _request;
    private readonly int _statusCode;
    private readonly byte[] _startLine;
    private string? _toTag;

    /// <summary>Begins a response.</summary>
    /// <param name="request">The request that it answers; not an ACK.</param>
    /// <param name="statusCode">100 to 699.</param>
    /// <param name="reason">The reason phrase; null for the registered one.</param>
    /// <exception cref="ArgumentException">The request is an ACK, or the reason holds a control character.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The status code is out of range.</exception>
    public SipResponseBuilder(SipRequest request, int statusCode, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 699);
        if (request.Method == SipMethod.Ack)
            throw new ArgumentException("An ACK has no response (RFC 3261 section 17).", nameof(request));
        _request = request;
        _statusCode = statusCode;
        byte[] phrase = HeaderLineText.Encode("the reason phrase", reason ?? SipReasonPhrases.For(statusCode), nameof(reason));
        string code = statusCode.ToString(CultureInfo.InvariantCulture);
        _startLine = [.. "SIP/2.0 "u8, (byte)code[0], (byte)code[1], (byte)code[2], (byte)' ', .. phrase, .. "\r\n"u8];
        if (!StrictStartLine.CheckStatus(_startLine.AsSpan()[..^2], out _))
            throw new ArgumentException($"'{reason}' is no reason phrase (RFC 3261 section 25.1).", nameof(reason));
    }

    /// <summary>The tag to add to To when the request has none there: that of the dialog. A new one when it is not given, and none in a 100.</summary>
    /// <param name="tag">A token.</param>
    /// <exception cref="ArgumentException">The text is no token.</exception>
    public SipResponseBuilder ToTag(string tag)
    {
        Guard.Token(tag);
        _toTag = tag;
        return this;
    }

    /// <summary>Checks that nothing is missing, and makes the response.</summary>
    /// <param name="limits">The limits that it keeps to; null for the default ones.</param>
    /// <returns>A response that any parser reads as it is written.</returns>
    /// <exception cref="InvalidOperationException">A field is missing, or a limit is crossed; the message names it.</exception>
    public SipResponse Build(SipLimits? limits = null)
    {
        string? tag = _toTag ?? (_statusCode == 100 ? null : SipTokens.NewTag());
        SipResponse frame = _request.CreateResponse(_statusCode, null, tag);
        frame.Headers.Remove(HeaderId.ContentLength);

        // One with the delay added stands in place of that of the request (RFC 3261 section 8.2.6.1).
        if (Has(HeaderId.Timestamp))
            frame.Headers.Remove(HeaderId.Timestamp);
        Check(FieldRule.OfResponse(_request.Method, _statusCode), _statusCode.ToString(CultureInfo.InvariantCulture));
        var taken = new List<byte>(512);
        foreach (ref readonly HeaderSlot slot in frame.Headers.Slots)
            taken.AddRange(frame.Headers.LineOf(slot));
        return (SipResponse)Build(_startLine, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(taken), [.. Lines], limits);
    }

    private protected override SipResponseBuilder Add(in HeaderLineText line)
    {
        if (line.Id is HeaderId.Via or HeaderId.RecordRoute)
            throw new ArgumentException($"A response takes over the {HeaderTable.Name(line.Id)} of its request.", nameof(line));
        return base.Add(line);
    }
}
