using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Transport;

/// <summary>Messages for the tests, as text.</summary>
internal static class Text
{
    public static string Request(string method = "OPTIONS", string callId = "call-1", uint cseq = 1, string body = "", string via = "10.0.0.1:5060;branch=z9hG4bK1", string more = "")
        => $"{method} sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/TCP {via}\r\nMax-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=a\r\n" +
           $"To: <sip:bob@example.com>\r\nCall-ID: {callId}\r\nCSeq: {cseq} {method}\r\n{more}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public static SipRequest Parsed(string text)
    {
        Assert.That(SipMessage.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out var fault), Is.True, fault.ToString());
        return (SipRequest)message!;
    }
}
