using System.Globalization;
using System.Text;
using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>Draws messages as a ladder in plain ASCII, so that it survives every console and test log.</summary>
internal static class LadderDrawing
{
    private const int TimeWidth = 12;
    private const int SmallestGap = 14;
    private const int LongestLabel = 24;

    public static string Draw(IReadOnlyList<LadderMessage> messages, IReadOnlyList<string> order)
    {
        if (messages.Count == 0) return "(no messages)\n";
        var seen = messages.SelectMany(m => new[] { m.From, m.To }).ToHashSet();
        string[] columns = [.. order.Where(seen.Contains), .. seen.Except(order)];
        var columnOf = columns.Index().ToDictionary(c => c.Item, c => c.Index);
        var places = Places(messages, columns, columnOf);

        var text = new StringBuilder();
        text.Append(Heading(columns, places)).Append('\n');
        foreach (var message in messages)
        {
            var offset = (message.Time - messages[0].Time).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
            text.Append(Line($"+{offset} s", Label(message), places, columnOf[message.From], columnOf[message.To])).Append('\n');
        }

        return text.ToString();
    }

    // A long reason phrase would push the columns apart: then the status says it all.
    private static string Label(LadderMessage message) =>
        message.Label is { Length: > LongestLabel } && message.Message is SipResponse response
            ? $"{response.StatusCode} ({response.CSeq.Method.Name})"
            : message.Label;

    /// <summary>Where each column's line stands, so that every label fits between the columns that its arrow joins.</summary>
    private static int[] Places(IReadOnlyList<LadderMessage> messages, string[] columns, Dictionary<string, int> columnOf)
    {
        var places = new int[columns.Length];
        places[0] = TimeWidth + columns[0].Length / 2;
        for (var column = 1; column < columns.Length; column++)
        {
            var names = (columns[column - 1].Length + columns[column].Length) / 2 + 2;
            places[column] = places[column - 1] + Math.Max(SmallestGap, names);
            foreach (var message in messages)
            {
                var (left, right) = (columnOf[message.From], columnOf[message.To]);
                if (left > right) (left, right) = (right, left);
                if (right == column && left < right) places[column] = Math.Max(places[column], places[left] + Label(message).Length + 7);
            }
        }

        return places;
    }

    private static string Heading(string[] columns, int[] places)
    {
        var line = new StringBuilder();
        for (var column = 0; column < columns.Length; column++)
        {
            var begin = Math.Max(places[column] - columns[column].Length / 2, line.Length);
            line.Append(' ', begin - line.Length).Append(columns[column]);
        }

        return line.ToString();
    }

    private static string Line(string time, string label, int[] places, int from, int to)
    {
        var line = new char[places[^1] + 1 + (from == to ? label.Length + 5 : 0)];
        Array.Fill(line, ' ');
        time.CopyTo(line);
        foreach (var place in places) line[place] = '|';
        if (from == to)
        {
            $"<-- {label}".CopyTo(line.AsSpan(places[from] + 1));
            return new string(line).TrimEnd();
        }

        var (left, right) = (Math.Min(places[from], places[to]), Math.Max(places[from], places[to]));
        var between = line.AsSpan(left + 1, right - left - 1);
        between.Fill('-');
        if (to > from) between[^1] = '>';
        else between[0] = '<';
        $" {label} ".CopyTo(between[((between.Length - label.Length - 2) / 2)..]);
        return new string(line);
    }
}
