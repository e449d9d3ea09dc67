using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>Who diverted a call, and why: a value of the Diversion header field (RFC 5806). Immutable; one that was read keeps its text as it came.</summary>
public sealed class Diversion : AddressValue
{
    // Two digits (RFC 5806).
    private const uint MaxCount = 99;

    /// <summary>Makes a diversion.</summary>
    /// <param name="address">Who diverted the call; parameters that it has are kept.</param>
    /// <param name="reason">Why: <c>user-busy</c>, <c>no-answer</c>, <c>unconditional</c>, ...; null for none.</param>
    /// <param name="counter">How many diversions stand behind this entry, 0 to 99; null for none.</param>
    /// <param name="limit">How many diversions are allowed, 0 to 99; null for none.</param>
    /// <param name="privacy"><c>full</c>, <c>name</c>, <c>uri</c> or <c>off</c>; null for none.</param>
    /// <param name="isScreened">Whether the identity was checked; null for not said.</param>
    /// <exception cref="ArgumentException">A number is above 99, or a text holds CR, LF or NUL.</exception>
    public Diversion(NameAddr address, string? reason = null, uint? counter = null, uint? limit = null, string? privacy = null, bool? isScreened = null)
        : this(With(With(With(With(With(address, "reason", reason), "counter", Number(counter)), "limit", Number(limit)), "privacy", privacy), "screen", YesOrNo(isScreened)))
    {
    }

    private Diversion(NameAddr address)
        : base(address)
    {
    }

    /// <summary>Why the call was diverted, as written; null when not said.</summary>
    public string? Reason => Parameters["reason"];

    /// <summary>How many diversions this entry stands for; null when not said.</summary>
    public uint? Counter => ValueParts.NumberOf(Parameters, "counter", MaxCount);

    /// <summary>How many diversions are allowed; null when not said.</summary>
    public uint? Limit => ValueParts.NumberOf(Parameters, "limit", MaxCount);

    /// <summary>What is to be kept from the called one: <c>full</c>, <c>name</c>, <c>uri</c>, <c>off</c>; null when not said.</summary>
    public string? Privacy => Parameters["privacy"];

    /// <summary>Whether the identity was checked or given by the network: <c>yes</c>, <c>no</c>; null when not said.</summary>
    public string? Screen => Parameters["screen"];

    /// <summary>Reads a diversion.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="value">The diversion read.</param>
    /// <returns>False when the text is malformed, or counter or limit are no numbers up to 99.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Diversion? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a diversion from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="value">The diversion read.</param>
    /// <returns>False when the text is malformed, or counter or limit are no numbers up to 99.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Diversion? value)
    {
        value = null;
        if (!NameAddr.TryParse(text, out NameAddr? address)
            || !ValueParts.TryGetNumber(address.Parameters, "counter", MaxCount, out _)
            || !ValueParts.TryGetNumber(address.Parameters, "limit", MaxCount, out _))
        {
            return false;
        }

        value = new Diversion(address);
        return true;
    }

    private static string? YesOrNo(bool? value) => value is bool isTrue ? (isTrue ? "yes" : "no") : null;

    private static string? Number(uint? value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value ?? 0, MaxCount, nameof(value));
        return value?.ToString(CultureInfo.InvariantCulture);
    }
}
