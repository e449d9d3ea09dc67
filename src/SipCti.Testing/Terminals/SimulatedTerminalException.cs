namespace SipCti.Testing;

/// <summary>A simulated terminal could not do what the test asked; the message says which terminal and why.</summary>
public sealed class SimulatedTerminalException : Exception
{
    /// <summary>Makes an exception.</summary>
    public SimulatedTerminalException() : this("The simulated terminal could not do what was asked.") { }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What failed, and why.</param>
    public SimulatedTerminalException(string message) : base(message) { }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What failed, and why.</param>
    /// <param name="innerException">The cause.</param>
    public SimulatedTerminalException(string message, Exception innerException) : base(message, innerException) { }
}
