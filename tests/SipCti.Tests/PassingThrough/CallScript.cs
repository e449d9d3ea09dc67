namespace SipCti.Tests.PassingThrough;

/// <summary>Requests inside the dialog of an answered call, as either side would write them.</summary>
internal sealed record CallScript(string CallId, string Bob, string Route)
{
    private int _sent;

    public string FromCaller(string method, int sequence) => $"""
        {method} {Bob} SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.1:5062;branch=z9hG4bKa{++_sent}{CallId}
        Max-Forwards: 70
        Route: {Route}
        From: <sip:alice@pbx.example>;tag=at-{CallId}
        To: <sip:bob@pbx.example>;tag=bt-{CallId}
        Call-ID: {CallId}
        CSeq: {sequence} {method}
        Contact: <sip:alice@192.0.2.1:5062;transport=tcp>
        """;

    public string FromCallee(string method, int sequence) => $"""
        {method} sip:alice@192.0.2.1:5062;transport=tcp SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.70;branch=z9hG4bKb{++_sent}{CallId}
        Max-Forwards: 70
        Route: {Route}
        From: <sip:bob@pbx.example>;tag=bt-{CallId}
        To: <sip:alice@pbx.example>;tag=at-{CallId}
        Call-ID: {CallId}
        CSeq: {sequence} {method}
        Contact: <{Bob}>
        """;
}
