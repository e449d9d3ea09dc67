using System.Buffers;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Fuzz.Targets;

/// <summary>A message: everything public is read, and what is written, copied, edited or answered is read again.</summary>
internal static class MessageTarget
{
    private static readonly SipLimits Wide = new() { MaxHeaderBlockBytes = 1_048_576, MaxHeaderLineBytes = 65_535, MaxHeaderCount = 10_000 };

    public static void Run(byte[] input)
    {
        if (SipMessage.TryParse(input, SipLimits.Default, out SipMessage? message, out SipFault fault))
            CheckMessage(message, input);
        else
            CheckFault(fault, input);
    }

    private static void CheckMessage(SipMessage message, byte[] input)
    {
        byte[] written = message.ToArray();
        Claim.Holds(input.AsSpan().TrimStart("\r\n"u8).StartsWith(written));
        Claim.Same(message.Length, written.Length);
        bool isStrict = StrictGrammar.TryCheck(message, out SipFault strict);
        Claim.Holds(isStrict != strict.IsFault && strict.Offset >= 0 && strict.Offset <= written.Length);
        PublicReaders.ReadAll(message);
        ViewChecks.Check(message);
        Claim.Holds(written.AsSpan().SequenceEqual(message.ToArray()), "reading leaves the bytes alone");
        CheckWritten(message, written);
        CheckSegmented(input, written);
        Claim.Same(SipDatagram.Read(input, SipLimits.Default, out ReadOnlySpan<byte> frame, out _), DatagramContent.Message);
        Claim.Holds(frame.SequenceEqual(written), "a datagram ends where the parser says");
        SdpTarget.Run(message.Body.ToArray());
        if (message is SipRequest request)
            CheckDerived(request);
        CheckForwarded(message, written);
    }

    private static void CheckWritten(SipMessage message, byte[] written)
    {
        var buffer = new ArrayBufferWriter<byte>(written.Length);
        message.WriteTo(buffer);
        Claim.Holds(buffer.WrittenSpan.SequenceEqual(written));
        Claim.Holds(message.Clone().ToArray().AsSpan().SequenceEqual(written));
        Claim.Holds(Again(message, SipLimits.Default).ToArray().AsSpan().SequenceEqual(written));
    }

    private static void CheckSegmented(byte[] input, byte[] written)
    {
        ReadOnlySequence<byte> halves = Segment.Join(input, [input.Length / 2, input.Length]);
        Claim.Holds(SipMessage.TryParse(halves, SipLimits.Default, out SipMessage? same, out _) && same.ToArray().AsSpan().SequenceEqual(written));
    }

    /// <summary>What is made from a request is a message, and says what it is made for.</summary>
    private static void CheckDerived(SipRequest request)
    {
        foreach (int status in new[] { 100, 180, 486 })
        {
            SipResponse response = request.CreateResponse(status, null, "fuzz");
            var again = (SipResponse)Again(response, Wide);
            Claim.Same((again.StatusCode, again.CallId, again.CSeq), (status, request.CallId, request.CSeq));
            Claim.Holds(again.ToTag is not null);
        }

        if (request.Method != SipMethod.Invite)
            return;
        Claim.Same(((SipRequest)Again(request.CreateCancel(), Wide)).TopVia.Branch, request.TopVia.Branch);
        Again(request.CreateAck(request.CreateResponse(486, null, "fuzz")), Wide);
    }

    /// <summary>The edits of a proxy change what they name, and no other line.</summary>
    private static void CheckForwarded(SipMessage message, byte[] written)
    {
        SipMessage copy = message.Clone();
        int length = copy.Length;
        copy.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKfuzz");
        Claim.Same(copy.Length, length + "Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKfuzz\r\n".Length);
        Claim.Same(copy.TopVia.Branch, "z9hG4bKfuzz");
        Claim.Holds(copy.Headers.RemoveFirstValue(HeaderId.Via));
        Claim.Holds(copy.ToArray().AsSpan().SequenceEqual(written));

        copy.Headers.Set(HeaderId.MaxForwards, 69);
        copy.Headers.RemoveFirstValue(HeaderId.Route);
        copy.Headers.Prepend(HeaderId.RecordRoute, "<sip:192.0.2.1;lr>");
        copy.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKfuzz");
        if (copy is SipRequest request)
            request.RequestUri = SipUri.Parse("sip:next.example.com");
        Claim.Same(Again(copy, Wide).TopVia.Branch, "z9hG4bKfuzz");
        Claim.Holds(message.ToArray().AsSpan().SequenceEqual(written), "a clone has a table of its own");
    }

    private static SipMessage Again(SipMessage message, SipLimits limits)
    {
        bool isRead = SipMessage.TryParse(message.ToArray(), limits, out SipMessage? again, out SipFault fault);
        Claim.Holds(isRead, $"what was written is read: {fault}");
        return again!;
    }

    /// <summary>A fault names its place, and its answer is one message whatever the sender put into the lines that it repeats.</summary>
    private static void CheckFault(SipFault fault, byte[] input)
    {
        Claim.Holds(fault.IsFault && fault.StatusCode is >= 400 and < 600 && fault.ReasonPhrase.Length > 0 && fault.ToString().Length > 0);
        Claim.Holds(fault.Offset >= 0 && fault.Offset <= input.Length);
        DatagramContent content = SipDatagram.Read(input, SipLimits.Default, out ReadOnlySpan<byte> head, out SipFault framing);
        Claim.Same(framing.IsFault, content == DatagramContent.Malformed);
        Claim.Holds(head.Length <= input.Length && framing.Offset >= 0 && framing.Offset <= input.Length);
        if (!FaultResponse.TryCreate(new ReadOnlySequence<byte>(input), fault, out byte[]? answer))
            return;
        var framer = new SipFramer(Wide);
        var sequence = new ReadOnlySequence<byte>(answer);
        FrameStatus status = framer.Read(sequence, out _, out _, out ReadOnlySequence<byte> frame, out _);
        Claim.Holds(answer.AsSpan().StartsWith("SIP/2.0 "u8));
        Claim.Holds(status == FrameStatus.Message ? frame.Length == answer.Length : answer.Length > Wide.MaxHeaderLineBytes, "the answer is one message");
    }
}
