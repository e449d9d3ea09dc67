namespace SipCti.Cti;

/// <summary>A service was refused, or failed before it began. <see cref="Exception.Message"/> is a sentence that a person can act on.</summary>
public sealed class CtiException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="category">What kind of failure.</param>
    /// <param name="error">The precise failure.</param>
    /// <param name="message">A sentence that a person can act on.</param>
    /// <param name="innerException">What caused it; null for none.</param>
    public CtiException(CtiErrorCategory category, CtiErrorValue error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Category = category;
        Error = error;
    }

    /// <summary>What kind of failure.</summary>
    public CtiErrorCategory Category { get; }

    /// <summary>The precise failure.</summary>
    public CtiErrorValue Error { get; }
}
