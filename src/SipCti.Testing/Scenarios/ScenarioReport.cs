using System.Text;

namespace SipCti.Testing;

/// <summary>Tells how a block of a scenario went wrong: expected and seen side by side.</summary>
internal static class ScenarioReport
{
    public static string Write(
        ScenarioStep? before, IReadOnlyList<ExpectedMessage> expected, IReadOnlyList<LadderMessage> seen, ScenarioMatch match, bool othersAllowed)
    {
        var left = Enumerable.Range(0, seen.Count).Except(match.Best.OfType<int>()).Except(match.Near.OfType<int>()).ToList();
        var rows = new List<(string Mark, string Expected, string Seen)>();
        for (var line = 0; line < expected.Count; line++)
        {
            var text = Trim(expected[line].Text);
            if (match.Best[line] is { } index) rows.Add((" ", text, seen[index].ToString()));
            else if (expected[line].IsOptional) rows.Add((" ", text, "-"));
            else rows.Add(("!", text, match.Near[line] is { } near ? Near(expected[line], seen[near]) : Missing(expected[line], left, seen)));
        }

        rows.AddRange(left.Select(index => (othersAllowed ? " " : "!", "-", $"{seen[index]}  (not in the table)")));

        var width = rows.Count == 0 ? 0 : rows.Max(r => r.Expected.Length);
        var report = new StringBuilder($"The scenario failed {(before is null ? "at its beginning" : $"after {before}")}.\n\n");
        report.Append($"  {"expected".PadRight(width)}   seen\n");
        foreach (var row in rows) report.Append($"{row.Mark} {row.Expected.PadRight(width)}   {row.Seen}\n");
        return report.ToString();
    }

    private static string Near(ExpectedMessage expected, LadderMessage message) =>
        $"{message}, but {expected.Pattern.Mismatch(message.Message) ?? "not in this order"}";

    private static string Missing(ExpectedMessage expected, List<int> left, IReadOnlyList<LadderMessage> seen)
    {
        var index = left.FindIndex(i => expected.IsNear(seen[i]));
        if (index < 0) return "(did not come)";
        var message = seen[left[index]];
        left.RemoveAt(index);
        return Near(expected, message);
    }

    private static string Trim(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
