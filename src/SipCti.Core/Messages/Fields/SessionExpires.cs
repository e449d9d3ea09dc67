using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The Session-Expires header field: how long a session holds without a refresh, and who refreshes (RFC 4028 section 4). Immutable.</summary>
public sealed class SessionExpires : ParameterizedValue
{
    /// <summary>Makes a value.</summary>
    /// <param name="seconds">The interval in seconds; 90 at least (section 4), which is not checked.</param>
    /// <param name="refresher">Who refreshes; null to leave it open.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    public SessionExpires(uint seconds, SessionRefresher? refresher = null, SipParameters? parameters = null)
        : base(Joined(parameters, refresher), null)
    {
        Seconds = seconds;
        Refresher = refresher;
    }

    private SessionExpires(in ValueParts parts, uint seconds, SessionRefresher? refresher)
        : base(parts.Parameters, QuotedText.Decode(parts.Text))
    {
        Seconds = seconds;
        Refresher = refresher;
    }

    /// <summary>The interval in seconds.</summary>
    public uint Seconds { get; }

    /// <summary>Who refreshes; null when that is open.</summary>
    public SessionRefresher? Refresher { get; }

    private protected override string Head => Seconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a value.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed, or the refresher is neither uac nor uas.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SessionExpires? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a value from bytes.</summary>
    /// <param name="text">The value of the field, no line break.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed, or the refresher is neither uac nor uas.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SessionExpires? value)
    {
        value = null;
        if (!ValueParts.TryRead(text, out ValueParts parts) || !SipBytes.TryReadNumber(parts.Head, uint.MaxValue, out uint seconds))
            return false;
        SessionRefresher? refresher = null;
        if (parts.Parameters.TryGetSpan("refresher", out ReadOnlySpan<char> name))
        {
            if (!Is(name, "uac") && !Is(name, "uas"))
                return false;
            refresher = Is(name, "uac") ? SessionRefresher.Uac : SessionRefresher.Uas;
        }

        value = new SessionExpires(parts, seconds, refresher);
        return true;
    }

    private static bool Is(ReadOnlySpan<char> name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static SipParameters? Joined(SipParameters? parameters, SessionRefresher? refresher) =>
        refresher is SessionRefresher who ? (parameters ?? SipParameters.Empty).With("refresher", who == SessionRefresher.Uac ? "uac" : "uas") : parameters;
}
