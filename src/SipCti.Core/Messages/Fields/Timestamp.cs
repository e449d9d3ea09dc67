using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// The Timestamp header field: when the client sent the request, by its own clock, and how long the server took
/// (RFC 3261 section 20.38). Immutable; one that was read keeps its text as it came.
/// </summary>
public sealed class Timestamp
{
    private readonly string? _text;

    /// <summary>Makes a timestamp.</summary>
    /// <param name="value">Seconds since any moment, 0 or more.</param>
    /// <param name="delay">Seconds between request and response, 0 or more; null for none.</param>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public Timestamp(decimal value, decimal? delay = null)
        : this(value, delay, null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfNegative(delay ?? 0, nameof(delay));
    }

    private Timestamp(decimal value, decimal? delay, string? text)
    {
        Value = value;
        Delay = delay;
        _text = text;
    }

    /// <summary>Seconds since a moment that only the client knows.</summary>
    public decimal Value { get; }

    /// <summary>Seconds between request and response; null when not said.</summary>
    public decimal? Delay { get; }

    /// <summary>Reads a timestamp.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="value">The timestamp read.</param>
    /// <returns>False when the text is malformed, or a number has more than 28 digits before its point.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Timestamp? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a timestamp from bytes.</summary>
    /// <param name="text">The value of the field, no line break.</param>
    /// <param name="value">The timestamp read.</param>
    /// <returns>False when the text is malformed, or a number has more than 28 digits before its point.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Timestamp? value)
    {
        value = null;
        text = SipBytes.Trim(text);
        int space = text.IndexOfAny((byte)' ', (byte)'\t');
        int end = space < 0 ? text.Length : space;
        int start = SipBytes.SkipSpace(text, end);
        if (end == 0 || !SipBytes.IsDigit(text[0]) || !TryReadNumber(text[..end], out decimal seconds))
            return false;
        decimal delay = 0;
        if (start < text.Length && !TryReadNumber(text[start..], out delay))
            return false;
        value = new Timestamp(seconds, start < text.Length ? delay : null, QuotedText.Decode(text));
        return true;
    }

    /// <summary>The value as it came; the form of the grammar for one that was made.</summary>
    public override string ToString() =>
        _text ?? (Delay is decimal delay ? string.Create(CultureInfo.InvariantCulture, $"{Value} {delay}") : Value.ToString(CultureInfo.InvariantCulture));

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out decimal number)
    {
        number = 0;

        // The base library passes over NUL at the end.
        return !text.Contains((byte)0) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
