using System.Globalization;
using System.Text.RegularExpressions;

namespace SipCti.Testing;

/// <summary>Reads the text of a scenario into steps.</summary>
internal static partial class ScenarioTable
{
    /// <summary>Reads a table.</summary>
    /// <exception cref="FormatException">A line cannot be understood; the message names it.</exception>
    public static IReadOnlyList<ScenarioStep> Parse(string table)
    {
        var steps = new List<ScenarioStep>();
        int? margin = null;
        foreach (var (index, raw) in table.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var text = raw.Trim();
            if (text.Length == 0 || text[0] == '#') continue;
            var indentation = raw.Length - raw.TrimStart().Length;
            margin ??= indentation;
            if (indentation > margin) AddHeader(steps, index + 1, text);
            else steps.Add(Step(index + 1, text));
        }

        return steps;
    }

    private static void AddHeader(List<ScenarioStep> steps, int line, string text)
    {
        if (steps.LastOrDefault() is not ExpectedMessage { Pattern: var pattern } || !pattern.TryAdd(text))
            throw Bad(line, text, "an indented line says something about a header of the message above it: 'Name: value', 'Name' or '!Name'");
    }

    private static ScenarioStep Step(int line, string text)
    {
        if (text == "...") return new OtherMessages(line, text);
        if (text[0] == '+') return new ClockStep(line, text, Time(line, text));
        if (Arrow().Match(text) is { Success: true } arrow)
        {
            var pattern = MessagePattern.Parse(arrow.Groups["what"].Value.Trim()) ?? throw Bad(line, text, "after the receiver comes a method or a status");
            var (left, right) = (arrow.Groups["left"].Value, arrow.Groups["right"].Value);
            if (arrow.Groups["arrow"].Value == "<-") (left, right) = (right, left);
            return new ExpectedMessage(line, text, left, right, pattern, arrow.Groups["optional"].Success);
        }

        if (Action().Match(text) is { Success: true } action) return new ScenarioAction(line, text, action.Groups["who"].Value, action.Groups["what"].Value.Trim());
        throw Bad(line, text, "it is no message ('a -> b  INVITE'), action ('bob: answer'), clock step ('+5s') or '...'");
    }

    private static TimeSpan Time(int line, string text)
    {
        if (Clock().Match(text) is not { Success: true } match) throw Bad(line, text, "a clock step is a number with ms, s, min or h");
        var number = double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "min" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
    }

    private static FormatException Bad(int line, string text, string why) => new($"Scenario line {line} '{text}' cannot be understood: {why}.");

    [GeneratedRegex(@"^(?<optional>\?\s*)?(?<left>[\w.-]+)\s*(?<arrow>->|<-)\s*(?<right>[\w.-]+)\s+(?<what>.+)$")]
    private static partial Regex Arrow();

    [GeneratedRegex(@"^(?<who>[\w.-]+):\s+(?<what>.+)$")]
    private static partial Regex Action();

    [GeneratedRegex(@"^\+(?<number>\d+(\.\d+)?)\s*(?<unit>ms|s|min|h)$")]
    private static partial Regex Clock();
}
