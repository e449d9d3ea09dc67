using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>The Retry-After header field: when to try again (RFC 3261 section 20.33). Immutable.</summary>
public sealed class RetryAfter : ParameterizedValue
{
    /// <summary>Makes a value.</summary>
    /// <param name="seconds">Seconds to wait.</param>
    /// <param name="comment">A comment for people; null for none.</param>
    /// <param name="duration">Seconds that the callee can be reached from then on; null for none.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">The comment holds CR, LF or NUL.</exception>
    public RetryAfter(uint seconds, string? comment = null, uint? duration = null, SipParameters? parameters = null)
        : base(duration is uint d ? (parameters ?? SipParameters.Empty).With("duration", d.ToString(CultureInfo.InvariantCulture)) : parameters, null)
    {
        if (comment is not null)
            Guard.NoLineBreak(comment);
        Seconds = seconds;
        Comment = comment;
    }

    private RetryAfter(in ValueParts parts, uint seconds, string? comment)
        : base(parts.Parameters, QuotedText.Decode(parts.Text))
    {
        Seconds = seconds;
        Comment = comment;
    }

    /// <summary>Seconds to wait.</summary>
    public uint Seconds { get; }

    /// <summary>The comment without its outer parentheses and without escapes; null when there is none.</summary>
    public string? Comment { get; }

    /// <summary>Seconds that the callee can be reached from then on; null when not said.</summary>
    public uint? Duration => ValueParts.NumberOf(Parameters, "duration", uint.MaxValue);

    private protected override string Head =>
        Comment is null ? Seconds.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Seconds} ({Escaped(Comment)})");

    /// <summary>Reads a value.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RetryAfter? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a value from bytes.</summary>
    /// <param name="text">The value of the field, no line break.</param>
    /// <param name="value">The value read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out RetryAfter? value)
    {
        value = null;
        text = SipBytes.Trim(text);
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        if (!SipBytes.TryReadNumber(text[..digits], uint.MaxValue, out uint seconds))
            return false;
        int open = SipBytes.SkipSpace(text, digits);
        bool hasComment = open < text.Length && text[open] == (byte)'(';
        int end = hasComment ? SkipComment(text, open) : digits;
        if (end < 0 || !ValueParts.TryRead(text, end, out ValueParts parts) || !parts.TryGetNumber("duration", uint.MaxValue, out _))
            return false;
        string? comment = hasComment ? QuotedText.Unescape(QuotedText.Decode(text[(open + 1)..(end - 1)])) : null;
        value = new RetryAfter(parts, seconds, comment);
        return true;
    }

    // Behind the parenthesis that closes the one at the offset; comments nest (RFC 3261 section 25.1). -1 when it never closes.
    private static int SkipComment(ReadOnlySpan<byte> text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\':
                    i++;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    return i + 1;
                default:
                    break;
            }
        }

        return -1;
    }

    private static string Escaped(string comment)
    {
        var text = new StringBuilder(comment.Length);
        foreach (char c in comment)
        {
            if (c is '(' or ')' or '\\')
                text.Append('\\');
            text.Append(c);
        }

        return text.ToString();
    }
}
