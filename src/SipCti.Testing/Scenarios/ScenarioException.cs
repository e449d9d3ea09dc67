namespace SipCti.Testing;

/// <summary>A call flow did not go as its <see cref="Scenario"/> says; the message shows what was expected, what came, and the ladder.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>Makes an exception.</summary>
    public ScenarioException() : this("The scenario failed.") { }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was expected and what came.</param>
    public ScenarioException(string message) : base(message) { }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was expected and what came.</param>
    /// <param name="innerException">The cause.</param>
    public ScenarioException(string message, Exception innerException) : base(message, innerException) { }
}
