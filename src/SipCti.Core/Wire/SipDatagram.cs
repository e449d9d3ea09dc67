using System.Buffers.Binary;

namespace SipCti.Wire;

/// <summary>Finds the message in a datagram (RFC 3261 section 18.3). The rules differ from those of a stream, which <see cref="SipFramer"/> knows.</summary>
public static class SipDatagram
{
    private const uint StunCookie = 0x2112A442;
    private const int StunHeadLength = 20;

    /// <summary>
    /// Looks at a datagram: its message begins behind line ends (section 7.5) and ends where Content-Length says, or else with the
    /// datagram; what stands behind is not part of it. Never throws for what the bytes hold, and allocates nothing.
    /// </summary>
    /// <param name="datagram">All bytes of one datagram.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="frame">
    /// The message; with <see cref="DatagramContent.Malformed"/> the part of its head that is there, from which
    /// <see cref="Messages.FaultResponse"/> makes the answer to a request; otherwise empty.
    /// </param>
    /// <param name="fault">With <see cref="DatagramContent.Malformed"/>: why; <see cref="SipFault.Offset"/> counts from the start line.</param>
    /// <exception cref="ArgumentNullException"><paramref name="limits"/> is null.</exception>
    public static DatagramContent Read(ReadOnlySpan<byte> datagram, SipLimits limits, out ReadOnlySpan<byte> frame, out SipFault fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        fault = default;
        frame = default;
        if (IsStun(datagram))
            return DatagramContent.Stun;
        ReadOnlySpan<byte> message = datagram.TrimStart("\r\n"u8);
        if (!message.ContainsAnyExcept("\r\n\0"u8))
            return DatagramContent.KeepAlive;
        var head = new HeadScanner(limits);
        bool isEnded = head.Scan(message, 0);
        if (!isEnded)
            head.Report(head.IsTooLong ? SipFaultKind.HeaderBlockTooLarge : SipFaultKind.HeaderBlockUnterminated, null);
        int room = message.Length - head.Offset;
        CheckBody(ref head, room, limits);
        fault = head.Fault;
        int length = head.HasContentLength ? head.ContentLength : room;
        frame = message[..(fault.IsFault ? head.Offset : head.Offset + length)];
        return fault.IsFault ? DatagramContent.Malformed : DatagramContent.Message;
    }

    private static void CheckBody(ref HeadScanner head, int room, SipLimits limits)
    {
        if (head.HasContentLength && head.ContentLength > room)
            head.Report(SipFaultKind.BodyTruncated, "Content-Length");
        else if (!head.HasContentLength && room > limits.MaxBodyBytes)
            head.Report(SipFaultKind.BodyTooLarge, null);
    }

    /// <summary>Two zero bits, the magic cookie, and a length that is a multiple of four (RFC 8489 section 5). No message begins so.</summary>
    private static bool IsStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= StunHeadLength
        && (datagram[0] & 0xC0) == 0
        && (datagram[3] & 3) == 0
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == StunCookie;
}
