namespace SipCti.Wire;

/// <summary>What <see cref="SipFramer.Read"/> found at the head of a stream.</summary>
public enum FrameStatus
{
    /// <summary>No complete message yet: give the same bytes and more.</summary>
    NeedMore,

    /// <summary>One complete message.</summary>
    Message,

    /// <summary>A double CRLF, the ping of RFC 5626 section 3.5.1: it is answered with a single CRLF.</summary>
    KeepAlive,

    /// <summary>Where the message ends cannot be known, or a limit was crossed: answer, then close the stream.</summary>
    Lost,
}
