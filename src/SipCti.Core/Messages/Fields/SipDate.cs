using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The one form of dates in SIP, that of RFC 1123, always in GMT: <c>Sat, 13 Nov 2010 23:29:00 GMT</c> (RFC 3261 section 20.17).</summary>
public static class SipDate
{
    private const int Length = 29;

    /// <summary>The text of a time for the Date header field, in GMT and whole seconds.</summary>
    /// <param name="time">The time; years 1 to 9999.</param>
    public static string Format(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reads a date.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="time">The time, with offset 0.</param>
    /// <returns>False when the text has another form, another zone than GMT, or names no day that there is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out time);
    }

    /// <summary>Reads a date from bytes. The day of the week is not held against the date.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="time">The time, with offset 0.</param>
    /// <returns>False when the text has another form, another zone than GMT, or names no day that there is.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        text = SipBytes.Trim(text);
        if (text.Length != Length || !Ascii.EqualsIgnoreCase(text[25..], " GMT"u8) || !text.Slice(3, 2).SequenceEqual(", "u8) || !IsDayName(text[..3]))
            return false;

        // The name of the day is left out: the base library would compare it with the date, and clocks of terminals are wrong often enough.
        Span<char> rest = stackalloc char[20];
        return Encoding.UTF8.TryGetChars(text[5..25], rest, out int written)
            && written == rest.Length
            && DateTimeOffset.TryParseExact(
                rest, "dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool IsDayName(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < 21; i += 3)
        {
            if (Ascii.EqualsIgnoreCase(name, "MonTueWedThuFriSatSun"u8.Slice(i, 3)))
                return true;
        }

        return false;
    }
}
