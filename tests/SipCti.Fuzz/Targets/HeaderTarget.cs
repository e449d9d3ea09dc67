namespace SipCti.Fuzz.Targets;

/// <summary>Lines put among the header fields of a message that is whole without them, so that the readers of optional fields are reached at once.</summary>
internal static class HeaderTarget
{
    private static ReadOnlySpan<byte> Before =>
        "INVITE sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/TCP a.example.com;branch=z9hG4bK1\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n"u8;

    public static void Run(byte[] input) => MessageTarget.Run([.. Before, .. input, .. "\r\n\r\n"u8]);
}
