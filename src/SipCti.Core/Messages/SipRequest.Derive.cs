using System.Globalization;

namespace SipCti.Messages;

/// <content>Messages made from a request: its responses, its ACK, its CANCEL. Header fields are taken over byte for byte.</content>
public sealed partial class SipRequest
{
    /// <summary>
    /// Makes a response as RFC 3261 section 8.2.6.2 says: all Via, From, To, Call-ID, CSeq of the request; Timestamp in a 100;
    /// Record-Route in 101 to 299 to a request that may form a dialog (section 12.1.1); Content-Length 0.
    /// </summary>
    /// <param name="statusCode">100 to 699.</param>
    /// <param name="reason">The reason phrase; null for the registered one.</param>
    /// <param name="toTag">The tag to add to To when it has none; null for none, as in a 100.</param>
    /// <exception cref="ArgumentException">The tag is no token, or the reason holds CR, LF or NUL.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The status code is out of range.</exception>
    public SipResponse CreateResponse(int statusCode, string? reason = null, string? toTag = null)
    {
        var headers = Headers.Derive(Headers.CountOf(HeaderId.Via) + 9);
        headers.AppendAll(Headers, HeaderId.Via);
        if (statusCode is > 100 and < 300 && Method.MayFormDialog)
            headers.AppendAll(Headers, HeaderId.RecordRoute);
        headers.AppendAll(Headers, HeaderId.From);
        if (toTag is null || HasToTag())
            headers.AppendAll(Headers, HeaderId.To);
        else
            AppendTagged(headers, toTag);
        headers.AppendAll(Headers, HeaderId.CallId);
        headers.AppendAll(Headers, HeaderId.CSeq);
        if (statusCode == 100)
            headers.AppendAll(Headers, HeaderId.Timestamp);
        headers.Append(HeaderId.ContentLength, "0");
        return SipResponse.Create(statusCode, reason, headers);
    }

    /// <summary>Makes the ACK to a final response other than 2xx (RFC 3261 section 17.1.1.3): the top Via of this INVITE, To of the response.</summary>
    /// <param name="response">The final response.</param>
    public SipRequest CreateAck(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Derive(SipMethod.Ack, response.Headers);
    }

    /// <summary>Makes the CANCEL of this request (RFC 3261 section 9.1): the same Request-URI, top Via, Route, From, To, Call-ID and CSeq number.</summary>
    public SipRequest CreateCancel() => Derive(SipMethod.Cancel, Headers);

    private SipRequest Derive(SipMethod method, SipHeaders to)
    {
        var headers = Headers.Derive(10);
        int via = Headers.IndexOf(HeaderId.Via);
        if (via >= 0)
            headers.Append(HeaderId.Via, Headers.Values(HeaderId.Via)[0]);
        headers.AppendAll(Headers, HeaderId.Route);
        headers.Append(HeaderId.MaxForwards, "70");
        headers.AppendAll(Headers, HeaderId.From);
        headers.AppendAll(to, HeaderId.To);
        headers.AppendAll(Headers, HeaderId.CallId);
        headers.Append(HeaderId.CSeq, string.Create(CultureInfo.InvariantCulture, $"{CSeq.Number} {method.Name}"));
        headers.Append(HeaderId.ContentLength, "0");
        return Build(method, RequestUri, headers);
    }

    private bool HasToTag()
    {
        NameAddrViews to = Headers.ViewAddresses(HeaderId.To);
        return to.MoveNext() && to.Current.Parameters.Contains("tag"u8);
    }

    private void AppendTagged(SipHeaders headers, string toTag)
    {
        Guard.Token(toTag);
        headers.AppendWithSuffix(Headers, HeaderId.To, $";tag={toTag}");
    }
}
