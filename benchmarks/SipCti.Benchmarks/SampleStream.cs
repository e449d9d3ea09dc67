using System.Text;

namespace SipCti.Benchmarks;

/// <summary>A stream of messages of 400 to 600 bytes, of 500 on average, and the places where it is cut; the same at each run.</summary>
public static class SampleStream
{
    public const int Messages = 4_000;
    public const int MessageBytes = 500;

    /// <summary>Requests and responses in turn, some with a body; the number of bytes is the number of messages times 500.</summary>
    public static byte[] Make()
    {
        var random = new Random(18_3);
        var stream = new MemoryStream(Messages * MessageBytes);
        for (int i = 1; i <= Messages; i++)
        {
            // What one message has more than 500 bytes the next one has less.
            int length = i % 2 == 1 ? random.Next(400, 601) : (i * MessageBytes) - (int)stream.Length;
            stream.Write(Make(i, length, random));
        }

        return stream.ToArray();
    }

    /// <summary>The ends of pieces of 1 to 4,000 bytes.</summary>
    public static int[] Cut(int length)
    {
        var random = new Random(7_5);
        var ends = new List<int>();
        for (int end = random.Next(1, 4_001); end < length; end += random.Next(1, 4_001))
            ends.Add(end);
        ends.Add(length);
        return [.. ends];
    }

    private static byte[] Make(int number, int length, Random random)
    {
        string start = (number & 3) switch
        {
            0 => "SIP/2.0 200 OK",
            1 => $"MESSAGE sip:{number % 997}@example.com;transport=tcp SIP/2.0",
            2 => $"BYE sip:{number % 991}@192.0.2.{number % 251}:5061 SIP/2.0",
            _ => "SIP/2.0 180 Ringing",
        };
        string method = (number & 3) == 2 ? "BYE" : "MESSAGE";
        string head = $"{start}\r\n"
            + $"Via: SIP/2.0/TCP 192.0.2.{number % 250}:5060;branch=z9hG4bK{random.NextInt64():x};rport\r\n"
            + $"Max-Forwards: {random.Next(1, 71)}\r\n"
            + $"From: \"Extension {number % 997}\" <sip:{number % 997}@example.com>;tag={random.Next():x}\r\n"
            + $"To: <sip:{number % 991}@example.com>\r\n"
            + $"Call-ID: {random.NextInt64():x}@192.0.2.{number % 250}\r\n"
            + $"CSeq: {number} {method}\r\n"
            + $"Contact: <sip:{number % 997}@192.0.2.{number % 250}:5060;transport=tcp>\r\n";
        int body = length >= 520 ? random.Next(0, 60) : 0;
        string last = $"Content-Length: {body}\r\n\r\n" + new string('x', body);
        string agent = "User-Agent: ";
        string filled = agent.PadRight(length - head.Length - last.Length - 2, 'u') + "\r\n";
        return Encoding.ASCII.GetBytes(head + filled + last);
    }
}
