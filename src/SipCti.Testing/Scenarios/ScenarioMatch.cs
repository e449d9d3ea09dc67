namespace SipCti.Testing;

/// <summary>
/// Matches the messages that came against those of a block of lines. Messages of one call in one direction keep the order of the lines; between
/// directions and between calls there is no order that a network would promise.
/// </summary>
internal sealed class ScenarioMatch
{
    private readonly IReadOnlyList<ExpectedMessage> _expected;
    private readonly IReadOnlyList<LadderMessage> _seen;
    private readonly bool _othersAllowed;
    private readonly int?[] _now;
    private readonly int?[] _nearNow;
    private readonly bool[] _passed;
    private int _bestCount = -1;

    private ScenarioMatch(IReadOnlyList<ExpectedMessage> expected, IReadOnlyList<LadderMessage> seen, bool othersAllowed)
    {
        _expected = expected;
        _seen = seen;
        _othersAllowed = othersAllowed;
        _now = new int?[expected.Count];
        _nearNow = new int?[expected.Count];
        _passed = new bool[seen.Count];
        Best = new int?[expected.Count];
        Near = new int?[expected.Count];
    }

    /// <summary>Whether every line that is not optional has its message, and every message its line.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>For each line the index of its message; the best that was found.</summary>
    public int?[] Best { get; private set; }

    /// <summary>For each line without a message the index of one that may have been meant: of its kind, and yet another.</summary>
    public int?[] Near { get; private set; }

    public static ScenarioMatch Of(IReadOnlyList<ExpectedMessage> expected, IReadOnlyList<LadderMessage> seen, bool othersAllowed)
    {
        var match = new ScenarioMatch(expected, seen, othersAllowed);
        match.IsComplete = match.Search(0, 0, isLost: false);
        return match;
    }

    private bool Search(int line, int found, bool isLost)
    {
        if (found > _bestCount)
        {
            _bestCount = found;
            Best = [.. _now];
            Near = [.. _nearNow];
        }

        var left = _expected.Count - line;
        if (left == 0) return !isLost && (found == _seen.Count || _othersAllowed);

        // When it cannot succeed any more, only a better picture for the report is worth the search.
        isLost |= !_othersAllowed && found + left < _seen.Count;
        if (isLost && found + left <= _bestCount) return false;

        var any = false;
        foreach (var candidate in Candidates(_expected[line]).ToArray())
        {
            any = true;
            var passed = Pass(candidate);
            _now[line] = candidate;
            if (Search(line + 1, found + 1, isLost)) return true;
            _now[line] = null;
            foreach (var index in passed) _passed[index] = false;
        }

        if (_expected[line].IsOptional) return Search(line + 1, found, isLost);
        if (!any) SearchWithout(line, found);
        return false;
    }

    /// <summary>The line did not come: only to see for the report how much of the rest did.</summary>
    private void SearchWithout(int line, int found)
    {
        var expected = _expected[line];
        var near = Enumerable.Range(0, _seen.Count).Where(i => !_passed[i] && expected.IsNear(_seen[i])).Cast<int?>().FirstOrDefault();
        var passed = near is { } index ? Pass(index) : [];
        _nearNow[line] = near;
        Search(line + 1, found, isLost: true);
        _nearNow[line] = null;
        foreach (var one in passed) _passed[one] = false;
    }

    /// <summary>The messages that may be the line's: of each call the first one not passed yet, or any later one when others may come in between.</summary>
    private IEnumerable<int> Candidates(ExpectedMessage line)
    {
        var calls = new HashSet<string>();
        for (var index = 0; index < _seen.Count; index++)
        {
            var message = _seen[index];
            if (_passed[index] || message.From != line.From || message.To != line.To) continue;
            var isFirst = calls.Add(message.Message.CallId);
            if ((isFirst || _othersAllowed) && line.Matches(message)) yield return index;
        }
    }

    private List<int> Pass(int candidate)
    {
        var message = _seen[candidate];
        var passed = new List<int>();
        for (var index = 0; index <= candidate; index++)
        {
            var earlier = _seen[index];
            if (_passed[index] || earlier.From != message.From || earlier.To != message.To || earlier.Message.CallId != message.Message.CallId) continue;
            _passed[index] = true;
            passed.Add(index);
        }

        return passed;
    }
}
