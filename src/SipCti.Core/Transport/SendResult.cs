namespace SipCti.Transport;

/// <summary>What became of a message given to <see cref="Flow.Send"/>.</summary>
public enum SendResult
{
    /// <summary>It will go out, unless the connection is lost first.</summary>
    Queued,

    /// <summary>The flow is closed; nothing was sent.</summary>
    Closed,

    /// <summary>The peer does not take what it gets: the flow was closed by this message (<see cref="SipLimits.MaxPendingSendBytes"/>).</summary>
    Overflow,
}
