using System.Globalization;

namespace SipCti.Testing;

/// <summary>Begins the actions of a scenario and keeps an eye on how they end.</summary>
internal sealed class ScenarioActions(SipLab lab, IReadOnlyDictionary<string, Func<Task>> own)
{
    private readonly List<(ScenarioAction Action, Task Task, bool IsOwn)> _begun = [];

    /// <summary>The first action that failed; null when none did.</summary>
    public (ScenarioAction Action, Exception Exception)? Failed
    {
        get
        {
            foreach (var (action, task, _) in _begun)
                if (task.IsFaulted || task.IsCanceled) return (action, task.Exception?.GetBaseException() ?? new OperationCanceledException());
            return null;
        }
    }

    /// <summary>
    /// The first of the caller's actions that is not done; null when all are. A terminal's action may stay open: a BYE that is never answered is
    /// a matter of the messages.
    /// </summary>
    public ScenarioAction? Unfinished => _begun.Where(b => b.IsOwn && !b.Task.IsCompleted).Select(b => b.Action).FirstOrDefault();

    public void Begin(ScenarioAction action)
    {
        var isOwn = own.TryGetValue(action.Text, out var work);
        _begun.Add((action, lab.RunCountedAsync(async () => await (isOwn ? work!() : BuiltIn(action))), isOwn));
    }

    private async Task BuiltIn(ScenarioAction action)
    {
        string[] words = action.What.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (action.Who == "network" && words is [var verb and ("cut" or "restore"), var a, var b])
        {
            if (verb == "cut") lab.Cut(a, b);
            else lab.Restore(a, b);
            return;
        }

        if (!lab.Terminals.TryGetValue(action.Who, out var terminal))
            throw new ScenarioException($"There is no terminal '{action.Who}' in the lab, and no action '{action.Text}' was given.");
        switch (words)
        {
            case ["call", var uri]: await terminal.CallAsync(uri); break;
            case ["answer"]: await Waiting(terminal, action).AnswerAsync(); break;
            case ["reject", var status]: await Waiting(terminal, action).RejectAsync(int.Parse(status, CultureInfo.InvariantCulture)); break;
            case ["hang", "up"]: await Last(terminal, action, c => c.State != SimulatedCallState.Ended).HangUpAsync(); break;
            case ["hold"]: await Last(terminal, action, c => c.State == SimulatedCallState.Connected).HoldAsync(); break;
            case ["retrieve"]: await Last(terminal, action, c => c.State == SimulatedCallState.Connected).RetrieveAsync(); break;
            case ["register"]: await terminal.RegisterAsync(); break;
            case ["unregister"]: await terminal.UnregisterAsync(); break;
            default: throw new ScenarioException($"A terminal does not know how to '{action.What}'.");
        }
    }

    private static SimulatedCall Waiting(SimulatedTerminal terminal, ScenarioAction action) =>
        Last(terminal, action, c => c.IsIncoming && c.State is SimulatedCallState.Begun or SimulatedCallState.Ringing);

    private static SimulatedCall Last(SimulatedTerminal terminal, ScenarioAction action, Func<SimulatedCall, bool> which) =>
        terminal.Calls.LastOrDefault(which) ?? throw new ScenarioException($"{action.Who} has no call to {action.What}.");
}
