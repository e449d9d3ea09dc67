using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>The Subscription-State header field of NOTIFY (RFC 6665 section 4.1.3 and 8.2.3). Immutable.</summary>
public sealed class SubscriptionState : ParameterizedValue
{
    /// <summary>Makes a state.</summary>
    /// <param name="state">A token: <c>active</c>, <c>pending</c> or <c>terminated</c>.</param>
    /// <param name="expires">Seconds that the subscription holds; null for none.</param>
    /// <param name="reason">Why it ended; null for none.</param>
    /// <param name="retryAfter">Seconds to wait before subscribing again; null for none.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">The state is no token, or the reason holds CR, LF or NUL.</exception>
    public SubscriptionState(string state, uint? expires = null, string? reason = null, uint? retryAfter = null, SipParameters? parameters = null)
        : base(Joined(parameters, expires, reason, retryAfter), null)
    {
        Guard.Token(state);
        State = state;
    }

    private SubscriptionState(in ValueParts parts)
        : base(parts.Parameters, QuotedText.Decode(parts.Text))
    {
        State = Encoding.ASCII.GetString(parts.Head);
    }

    /// <summary>The state as written; any token is one. Compare it ignoring case.</summary>
    public string State { get; }

    /// <summary>True for <c>active</c>.</summary>
    public bool IsActive => Is("active");

    /// <summary>True for <c>pending</c>: nobody has allowed the subscription yet.</summary>
    public bool IsPending => Is("pending");

    /// <summary>True for <c>terminated</c>: this is the last NOTIFY.</summary>
    public bool IsTerminated => Is("terminated");

    /// <summary>Seconds that the subscription still holds; null when not said.</summary>
    public uint? Expires => ValueParts.NumberOf(Parameters, "expires", uint.MaxValue);

    /// <summary>Why it ended: <c>deactivated</c>, <c>timeout</c>, <c>noresource</c>, ...; null when not said.</summary>
    public string? Reason => Parameters["reason"];

    /// <summary>Seconds to wait before subscribing again; null when not said.</summary>
    public uint? RetryAfter => ValueParts.NumberOf(Parameters, "retry-after", uint.MaxValue);

    private protected override string Head => State;

    /// <summary>Reads a state.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="value">The state read.</param>
    /// <returns>False when the text is malformed, or expires or retry-after are no numbers of 32 bits.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SubscriptionState? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a state from bytes.</summary>
    /// <param name="text">The value of the field, no line break.</param>
    /// <param name="value">The state read.</param>
    /// <returns>False when the text is malformed, or expires or retry-after are no numbers of 32 bits.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SubscriptionState? value)
    {
        value = null;
        if (!ValueParts.TryReadToken(text, out ValueParts parts)
            || !parts.TryGetNumber("expires", uint.MaxValue, out _)
            || !parts.TryGetNumber("retry-after", uint.MaxValue, out _))
        {
            return false;
        }

        value = new SubscriptionState(parts);
        return true;
    }

    private static SipParameters Joined(SipParameters? parameters, uint? expires, string? reason, uint? retryAfter)
    {
        parameters ??= SipParameters.Empty;
        if (reason is not null)
            parameters = parameters.With("reason", reason);
        if (expires is uint seconds)
            parameters = parameters.With("expires", seconds.ToString(CultureInfo.InvariantCulture));
        return retryAfter is uint wait ? parameters.With("retry-after", wait.ToString(CultureInfo.InvariantCulture)) : parameters;
    }

    private bool Is(string state) => State.Equals(state, StringComparison.OrdinalIgnoreCase);
}
