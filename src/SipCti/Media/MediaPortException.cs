namespace SipCti.Media;

/// <summary>No media port could be opened.</summary>
public sealed class MediaPortException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="message">What happened, and what may be done.</param>
    /// <param name="innerException">The socket's error; null for none.</param>
    public MediaPortException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
