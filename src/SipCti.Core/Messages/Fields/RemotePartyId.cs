using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A value of Remote-Party-ID, the identity of one side of a call from before RFC 3325, still deployed
/// (draft-ietf-sip-privacy-04). Immutable; one that was read keeps its text as it came.
/// </summary>
public sealed class RemotePartyId : AddressValue
{
    /// <summary>Makes an identity.</summary>
    /// <param name="address">The address; parameters that it has are kept.</param>
    /// <param name="party">Whose it is: <c>calling</c> or <c>called</c>; null for none.</param>
    /// <param name="privacy">What is to be kept private: <c>full</c>, <c>name</c>, <c>uri</c>, <c>off</c>; null for none.</param>
    /// <param name="isScreened">Whether it was checked; null for not said.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF or NUL.</exception>
    public RemotePartyId(NameAddr address, string? party = null, string? privacy = null, bool? isScreened = null)
        : base(With(With(With(address, "party", party), "privacy", privacy), "screen", isScreened is bool yes ? (yes ? "yes" : "no") : null))
    {
    }

    private RemotePartyId(NameAddr address)
        : base(address)
    {
    }

    /// <summary>Whose identity it is: <c>calling</c>, <c>called</c>; null when not said.</summary>
    public string? Party => Parameters["party"];

    /// <summary>What is to be kept private, as written; null when not said.</summary>
    public string? Privacy => Parameters["privacy"];

    /// <summary>Whether it was checked: <c>yes</c>, <c>no</c>; null when not said.</summary>
    public string? Screen => Parameters["screen"];

    /// <summary>The kind of identity: <c>subscriber</c>, <c>user</c>, <c>term</c>; null when not said.</summary>
    public string? IdType => Parameters["id-type"];

    /// <summary>Reads an identity.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="value">The identity read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RemotePartyId? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads an identity from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="value">The identity read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out RemotePartyId? value)
    {
        value = NameAddr.TryParse(text, out NameAddr? address) ? new RemotePartyId(address) : null;
        return value is not null;
    }
}
