using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>A machine written down as a table: one line for each (state, event) that does something. Every other pair stays and does nothing.</summary>
internal static class MachineTable
{
    /// <summary>All pairs of the states and events, each with what the table says.</summary>
    /// <param name="states">The states that the machine has.</param>
    /// <param name="lines">Lines <c>State + Event -> Next : Action Action</c>.</param>
    public static IEnumerable<TestCaseData> Expand<TEvent>(IReadOnlyList<TransactionState> states, string lines)
        where TEvent : struct, Enum
    {
        var table = new Dictionary<(TransactionState, TEvent), Transition>();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split([' ', '+', '>', '-', ':'], StringSplitOptions.RemoveEmptyEntries);
            var actions = TransactionActions.None;
            foreach (var word in words[3..])
                actions |= Enum.Parse<TransactionActions>(word);
            table.Add((Enum.Parse<TransactionState>(words[0]), Enum.Parse<TEvent>(words[1])), new(Enum.Parse<TransactionState>(words[2]), actions));
        }

        foreach (var state in states)
        {
            foreach (var @event in Enum.GetValues<TEvent>())
            {
                var listed = table.Remove((state, @event), out var expected);
                yield return new TestCaseData(state, @event, listed ? expected : Transition.Stay(state)).SetArgDisplayNames(state.ToString(), @event.ToString());
            }
        }

        if (table.Count > 0)
            throw new ArgumentException($"Lines of states that the machine does not have: {string.Join(", ", table.Keys)}.", nameof(lines));
    }
}
