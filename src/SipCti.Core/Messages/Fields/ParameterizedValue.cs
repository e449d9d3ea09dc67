namespace SipCti.Messages;

/// <summary>
/// A header field value with parameters behind it, <c>value;name=value;name</c> (RFC 3261 section 7.3.1). Immutable; one that
/// was read keeps its text as it came.
/// </summary>
public abstract class ParameterizedValue
{
    private readonly string? _text;

    /// <summary>Takes over what was read, or made.</summary>
    /// <param name="parameters">The parameters; null for none.</param>
    /// <param name="text">The text that was read; null for a value that is made.</param>
    private protected ParameterizedValue(SipParameters? parameters, string? text)
    {
        Parameters = parameters ?? SipParameters.Empty;
        _text = text;
    }

    /// <summary>All parameters, those with a property of their own among them.</summary>
    public SipParameters Parameters { get; }

    /// <summary>What stands before the parameters.</summary>
    private protected abstract string Head { get; }

    /// <summary>The value as it came; the form of the grammar for one that was made.</summary>
    public sealed override string ToString() => _text ?? Head + Parameters;
}
