namespace SipCti.Fuzz.Targets;

/// <summary>The code under test has contradicted itself.</summary>
public sealed class ClaimBrokenException : Exception
{
    public ClaimBrokenException()
    {
    }

    public ClaimBrokenException(string message)
        : base(message)
    {
    }

    public ClaimBrokenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
