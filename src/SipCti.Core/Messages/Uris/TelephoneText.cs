namespace SipCti.Messages;

/// <summary>Telephone numbers as text (RFC 3966 sections 3 to 5): digits, letters of extended keypads, and separators for the eye.</summary>
internal static class TelephoneText
{
    /// <summary>A character that is there for the eye alone (RFC 3966 section 5.1.1).</summary>
    public static bool IsSeparator(char c) => c is '-' or '.' or '(' or ')';

    /// <summary>True when the digits are the same, ignoring separators and case.</summary>
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int i = 0;
        int j = 0;
        while (true)
        {
            bool isLeft = Next(left, ref i, out int one);
            if (isLeft != Next(right, ref j, out int other) || one != other)
                return false;
            if (!isLeft)
                return true;
        }
    }

    /// <summary>The number without separators, in lower case, with no needless escapes.</summary>
    public static string Digits(ReadOnlySpan<char> number)
    {
        Span<char> digits = number.Length <= 128 ? stackalloc char[128] : new char[number.Length];
        return digits[..WriteDigits(number, digits)].ToString();
    }

    public static int Hash(ReadOnlySpan<char> number)
    {
        Span<char> digits = number.Length <= 128 ? stackalloc char[128] : new char[number.Length];
        return string.GetHashCode(digits[..WriteDigits(number, digits)], StringComparison.Ordinal);
    }

    private static int WriteDigits(ReadOnlySpan<char> number, Span<char> digits)
    {
        int length = UriEscape.Normalize(number, digits);
        int kept = 0;
        for (int i = 0; i < length; i++)
        {
            if (!IsSeparator(digits[i]))
                digits[kept++] = char.ToLowerInvariant(digits[i]);
        }

        return kept;
    }

    private static bool Next(ReadOnlySpan<char> text, ref int at, out int unit)
    {
        while (at < text.Length)
        {
            unit = UriEscape.NextUnit(text, ref at, ignoreCase: true);
            if (unit > 127 || !IsSeparator((char)unit))
                return true;
        }

        unit = 0;
        return false;
    }
}
