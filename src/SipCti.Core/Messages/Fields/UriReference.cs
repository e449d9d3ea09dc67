using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A URI in angle brackets with parameters, as Call-Info, Alert-Info, Error-Info (RFC 3261 sections 20.4, 20.9, 20.18),
/// Geolocation (RFC 6442) and Identity-Info (RFC 4474) hold it. Immutable; one that was read keeps its text as it came.
/// </summary>
public sealed class UriReference : AddressValue
{
    /// <summary>Makes a reference.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="parameters">The parameters; null for none.</param>
    public UriReference(SipUri uri, SipParameters? parameters = null)
        : base(new NameAddr(uri, null, parameters))
    {
    }

    private UriReference(NameAddr address)
        : base(address)
    {
    }

    /// <summary>What Call-Info refers to: <c>icon</c>, <c>info</c>, <c>card</c>, ...; null when not said.</summary>
    public string? Purpose => Parameters["purpose"];

    /// <summary>Reads a reference.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="value">The reference read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out UriReference? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a reference from bytes. Without brackets it is accepted too, as many send it; the parameters are then those of the field.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="value">The reference read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out UriReference? value)
    {
        value = NameAddr.TryParse(text, out NameAddr? address) && address.DisplayName is null ? new UriReference(address) : null;
        return value is not null;
    }
}
