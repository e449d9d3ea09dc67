using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A token with parameters: a coding or language with its preference (Accept-Encoding, Accept-Language), a security mechanism
/// (RFC 3329), the features wanted of a terminal behind <c>*</c> (RFC 3841), an access network (RFC 7315). Immutable.
/// </summary>
public sealed class ParameterizedToken : ParameterizedValue
{
    /// <summary>Makes a value.</summary>
    /// <param name="token">The token.</param>
    /// <param name="parameters">The parameters; null for none.</param>
    /// <exception cref="ArgumentException"><paramref name="token"/> is no token, or the parameter <c>q</c> is not within 0 to 1.</exception>
    public ParameterizedToken(string token, SipParameters? parameters = null)
        : base(parameters, null)
    {
        Guard.Token(token);
        if (!QValue.TryRead(Parameters, out double? q))
            throw new ArgumentException("The parameter q is not within 0 to 1.", nameof(parameters));
        Token = token;
        Q = q;
    }

    private ParameterizedToken(in ValueParts parts, double? q)
        : base(parts.Parameters, QuotedText.Decode(parts.Text))
    {
        Token = Encoding.ASCII.GetString(parts.Head);
        Q = q;
    }

    /// <summary>The token, as written. Compare it ignoring case.</summary>
    public string Token { get; }

    /// <summary>The preference, 0 to 1; null when not said, which counts as 1 where preferences are known.</summary>
    public double? Q { get; }

    private protected override string Head => Token;

    /// <summary>Reads a value.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed, or q is not within 0 to 1.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ParameterizedToken? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a value from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed, or q is not within 0 to 1.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out ParameterizedToken? value)
    {
        value = null;
        if (!ValueParts.TryReadToken(text, out ValueParts parts) || !QValue.TryRead(parts.Parameters, out double? q))
            return false;
        value = new ParameterizedToken(parts, q);
        return true;
    }
}
