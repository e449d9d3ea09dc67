using System.Text;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>Raw messages as data rows, and short ways to read one.</summary>
public static class Samples
{
    public const string Invite =
        "INVITE sip:bob@biloxi.example.com SIP/2.0\r\n" +
        "Via: SIP/2.0/TCP pc33.example.com:5060;branch=z9hG4bK776asdhds;rport\r\n" +
        "Max-Forwards: 70\r\n" +
        "To: Bob <sip:bob@biloxi.example.com>\r\n" +
        "From: \"Alice\" <sip:alice@atlanta.example.com>;tag=1928301774\r\n" +
        "Call-ID: a84b4c76e66710@pc33\r\n" +
        "CSeq: 314159 INVITE\r\n" +
        "Contact: <sip:alice@pc33.example.com:5060>\r\n" +
        "Content-Length: 0\r\n\r\n";

    public const string Odd =
        "SUBSCRIBE sip:bob@h;x=%20y SIP/2.0\r\n" +
        "v:  SIP  / 2.0  / TCP     one.example   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP / 2.0 / UDP  192.168.255.111:5080 ; branch=z9hG4bK30239\r\n" +
        "TO :\r\n sip:vivekg@h ;   tag    = 1918181833n\r\n" +
        "f: \"J \\\\ \\\"R\\\"\"       <sip:j@h>\r\n  ;\r\n  tag = 98asjd8\r\n" +
        "MaX-fOrWaRdS: 0068\r\n" +
        "i: odd@1\r\n" +
        "X-New:   strange ,, ;; value\r\n continued\r\n" +
        "VIA: SIP/2.0/SCTP [2001:db8::1]:5061;received=2001:db8::2;branch=z9\r\n" +
        "cseq: 0009\r\n  SUBSCRIBE\r\n" +
        "X-New: again\r\n" +
        "k : path ,  outbound\r\n" +
        "Empty:\r\n" +
        "l: 5 \r\n\r\n" +
        "\0\r\n\r\n";

    public const string Response =
        "SIP/2.0 183 Fortschritt \u00fc\r\n" +
        "Via: SIP/2.0/TCP a;branch=z9hG4bK1;received=192.0.2.9;rport=4711\r\n" +
        "From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>;tag=2\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n" +
        "Record-Route: <sip:p2;lr>, <sip:p1;lr>\r\nServer: x\r\n\r\n";

    public static IEnumerable<TestCaseData> Valid()
    {
        yield return new TestCaseData(Invite).SetArgDisplayNames(nameof(Invite));
        yield return new TestCaseData(Odd).SetArgDisplayNames(nameof(Odd));
        yield return new TestCaseData(Response).SetArgDisplayNames(nameof(Response));
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static SipMessage Read(string text)
    {
        Assert.That(SipMessage.TryParse(Bytes(text), SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, fault.ToString());
        return message!;
    }

    public static SipRequest ReadRequest(string text) => (SipRequest)Read(text);

    /// <summary>A request with this header field instead of the one of the same name, or added.</summary>
    public static string With(string header)
    {
        string name = header[..header.IndexOf(':', StringComparison.Ordinal)];
        string[] lines = Invite.Split("\r\n");
        int index = Array.FindIndex(lines, 1, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        if (index < 0)
            return Invite.Replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n", StringComparison.Ordinal);
        lines[index] = header;
        return string.Join("\r\n", lines);
    }

    /// <summary>A request without this header field.</summary>
    public static string Without(string name) =>
        string.Join("\r\n", Invite.Split("\r\n").Where(line => !line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)));
}
