namespace SipCti.Messages;

/// <summary>The names of the directions, and what they make of each other (RFC 8866 section 6.7, RFC 3264 section 6.1).</summary>
internal static class SdpDirections
{
    public static bool TryRead(ReadOnlySpan<byte> attribute, out SdpDirection direction)
    {
        direction = SdpDirection.SendRecv;
        if (attribute.Length != "sendrecv".Length)
            return false;
        if (attribute.SequenceEqual("sendrecv"u8))
            return true;
        direction = attribute.SequenceEqual("sendonly"u8) ? SdpDirection.SendOnly : attribute.SequenceEqual("recvonly"u8) ? SdpDirection.RecvOnly : SdpDirection.Inactive;
        return direction != SdpDirection.Inactive || attribute.SequenceEqual("inactive"u8);
    }

    public static string Text(SdpDirection direction) => direction switch
    {
        SdpDirection.SendRecv => "sendrecv",
        SdpDirection.SendOnly => "sendonly",
        SdpDirection.RecvOnly => "recvonly",
        SdpDirection.Inactive => "inactive",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "No direction."),
    };

    /// <summary>The direction of an answer: one sends only what the other wants to receive, and the other way round.</summary>
    /// <param name="offered">The direction that the offerer tells.</param>
    /// <param name="able">What the answerer is able to do.</param>
    public static SdpDirection Answer(SdpDirection offered, SdpDirection able)
    {
        bool sends = able is SdpDirection.SendRecv or SdpDirection.SendOnly && offered is SdpDirection.SendRecv or SdpDirection.RecvOnly;
        bool receives = able is SdpDirection.SendRecv or SdpDirection.RecvOnly && offered is SdpDirection.SendRecv or SdpDirection.SendOnly;
        return (sends, receives) switch
        {
            (true, true) => SdpDirection.SendRecv,
            (true, false) => SdpDirection.SendOnly,
            (false, true) => SdpDirection.RecvOnly,
            _ => SdpDirection.Inactive,
        };
    }
}
