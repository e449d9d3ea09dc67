using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>A value of the Reason header field: why a request was sent (RFC 3326). Immutable.</summary>
public sealed class Reason : ParameterizedValue
{
    /// <summary>Makes a reason.</summary>
    /// <param name="protocol">Whose cause it is, a token: <c>SIP</c>, <c>Q.850</c>, ...</param>
    /// <param name="cause">The cause, 0 or more; null for none.</param>
    /// <param name="text">A text for people; null for none.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">The protocol is no token, the cause negative, or the text holds CR, LF or NUL.</exception>
    public Reason(string protocol, int? cause = null, string? text = null, SipParameters? parameters = null)
        : base(Joined(parameters, cause, text), null)
    {
        Guard.Token(protocol);
        Protocol = protocol;
    }

    private Reason(in ValueParts parts)
        : base(parts.Parameters, QuotedText.Decode(parts.Text))
    {
        Protocol = Encoding.ASCII.GetString(parts.Head);
    }

    /// <summary>Whose cause it is, as written. Compare it ignoring case.</summary>
    public string Protocol { get; }

    /// <summary>The cause: a SIP status, a Q.850 cause; null when not said.</summary>
    public int? Cause => (int?)ValueParts.NumberOf(Parameters, "cause", int.MaxValue);

    /// <summary>The text for people; null when there is none.</summary>
    public string? Text => Parameters["text"];

    /// <summary>True when the cause is a SIP status.</summary>
    public bool IsSip => Protocol.Equals("SIP", StringComparison.OrdinalIgnoreCase);

    private protected override string Head => Protocol;

    /// <summary>Reads a reason.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="value">The reason read.</param>
    /// <returns>False when the text is malformed, or the cause no number.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Reason? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a reason from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="value">The reason read.</param>
    /// <returns>False when the text is malformed, or the cause no number.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Reason? value)
    {
        value = null;
        if (!ValueParts.TryReadToken(text, out ValueParts parts) || !parts.TryGetNumber("cause", int.MaxValue, out _))
            return false;
        value = new Reason(parts);
        return true;
    }

    private static SipParameters? Joined(SipParameters? parameters, int? cause, string? text)
    {
        if (cause is int number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(cause));
            parameters = (parameters ?? SipParameters.Empty).With("cause", number.ToString(CultureInfo.InvariantCulture));
        }

        if (text is null)
            return parameters;
        Guard.NoLineBreak(text);

        // Quoted even when it is a token (RFC 3326 section 2).
        return SipParameters.TryParse($"{parameters?.Without("text")};text={QuotedText.Quote(text)}", out SipParameters joined) ? joined : parameters;
    }
}
