using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>A value of the Warning header field: more about the status of a response (RFC 3261 section 20.43). Immutable.</summary>
public sealed class Warning
{
    private readonly string? _text;

    /// <summary>Makes a warning.</summary>
    /// <param name="code">100 to 999; those of RFC 3261 are 300 to 399.</param>
    /// <param name="agent">Who warns: a host, with a port or without, or a pseudonym.</param>
    /// <param name="text">The text for people.</param>
    /// <exception cref="ArgumentException">The code is out of range, the agent holds no visible ASCII characters only, or a comma or quote, or the text holds CR, LF or NUL.</exception>
    public Warning(int code, string agent, string text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 999);
        ArgumentNullException.ThrowIfNull(agent);
        Guard.NoLineBreak(text);
        if (!Ascii.IsValid(agent) || !IsAgent(Encoding.ASCII.GetBytes(agent)))
            throw new ArgumentException($"'{agent}' is no host and no token.", nameof(agent));
        Code = code;
        Agent = agent;
        Text = text;
    }

    private Warning(string raw, int code, string agent, string text)
    {
        _text = raw;
        Code = code;
        Agent = agent;
        Text = text;
    }

    /// <summary>The code, 0 to 999.</summary>
    public int Code { get; }

    /// <summary>Who warns: a host, with a port or without, or a pseudonym.</summary>
    public string Agent { get; }

    /// <summary>The text for people, without quotes.</summary>
    public string Text { get; }

    /// <summary>Reads a warning.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="value">The warning read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Warning? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads a warning from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="value">The warning read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Warning? value)
    {
        value = null;
        text = SipBytes.Trim(text);
        if (text.Length < 3 || text.ContainsAny((byte)'\r', (byte)'\n') || !SipBytes.TryReadNumber(text[..3], 999, out uint code))
            return false;
        int agent = SipBytes.SkipSpace(text, 3);
        int length = text[agent..].IndexOfAny((byte)' ', (byte)'\t');
        if (agent == 3 || length < 0 || !IsAgent(text.Slice(agent, length)))
            return false;
        int quoted = SipBytes.SkipSpace(text, agent + length);
        if (text[quoted] != (byte)'"' || QuotedText.SkipQuoted(text, quoted) != text.Length)
            return false;
        value = new Warning(
            QuotedText.Decode(text), (int)code, Encoding.ASCII.GetString(text.Slice(agent, length)), QuotedText.Unquote(QuotedText.Decode(text[quoted..])));
        return true;
    }

    /// <summary>The value as it came; the form of the grammar for one that was made.</summary>
    public override string ToString() => _text ?? string.Create(CultureInfo.InvariantCulture, $"{Code} {Agent} {QuotedText.Quote(Text)}");

    private static bool IsAgent(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (!SipBytes.IsVisible(b) || b is (byte)'"' or (byte)',' or (byte)'<')
                return false;
        }

        return text.Length > 0;
    }
}
