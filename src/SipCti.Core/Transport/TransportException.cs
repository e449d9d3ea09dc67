namespace SipCti.Transport;

/// <summary>There is no flow to a peer: it refused, did not answer in time, or a limit of this server forbids it.</summary>
public sealed class TransportException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TransportException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong, with whom.</param>
    public TransportException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong, with whom.</param>
    /// <param name="innerException">What the transport said.</param>
    public TransportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
