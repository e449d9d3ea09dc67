using System.Globalization;
using System.Text.RegularExpressions;
using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>Reads the headers with which real phones are told to answer by themselves.</summary>
internal static partial class AutoAnswerHeaders
{
    /// <summary>After which time the call is to be answered; null when the request does not ask for it.</summary>
    public static TimeSpan? DelayOf(SipRequest invite)
    {
        foreach (var value in invite.Headers.Values(HeaderId.CallInfo).Concat(invite.Headers.Values(HeaderId.AlertInfo)))
            if (AnswerAfter().Match(value) is { Success: true } match) return Seconds(match.Groups[1]);
        foreach (var value in invite.Headers.Values(HeaderId.AlertInfo))
            if (AutoAnswer().IsMatch(value)) return Delay().Match(value) is { Success: true } delay ? Seconds(delay.Groups[1]) : TimeSpan.Zero;
        return null;
    }

    private static TimeSpan Seconds(Group digits) => TimeSpan.FromSeconds(int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@";\s*answer-after\s*=\s*""?(\d{1,4})\b", RegexOptions.IgnoreCase)]
    private static partial Regex AnswerAfter();

    [GeneratedRegex(@"info\s*=\s*""?alert-autoanswer\b|auto[ -]?answer|ring[ -]?answer", RegexOptions.IgnoreCase)]
    private static partial Regex AutoAnswer();

    [GeneratedRegex(@";\s*delay\s*=\s*(\d{1,4})\b", RegexOptions.IgnoreCase)]
    private static partial Regex Delay();
}
