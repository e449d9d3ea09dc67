namespace SipCti.Testing;

/// <summary>Runs a scenario's steps: blocks of messages between actions and clock steps.</summary>
internal sealed class ScenarioRunner(SipLab lab, IReadOnlyList<ScenarioStep> steps, ScenarioActions actions)
{
    private readonly HashSet<string> _participants = [.. steps.OfType<ExpectedMessage>().SelectMany(m => new[] { m.From, m.To })];
    private readonly List<ExpectedMessage> _block = [];
    private int _first;
    private int _next;
    private bool _othersAllowed;

    public async Task RunAsync()
    {
        await lab.SettleAsync();
        _first = _next = lab.Ladder.Messages.Count;
        ScenarioStep? before = null;
        foreach (var step in steps)
        {
            switch (step)
            {
                case ExpectedMessage message:
                    _block.Add(message);
                    continue;
                case OtherMessages:
                    _othersAllowed = true;
                    continue;
            }

            await CheckAsync(before);
            before = step;
            if (step is ClockStep clock) await lab.AdvanceAsync(clock.By);
            else if (step is ScenarioAction action) actions.Begin(action);
        }

        await CheckAsync(before);
        if (actions.Unfinished is { } unfinished) throw new ScenarioException($"{Capital(unfinished)} has not come to its end.\n{Ladder()}");
    }

    private async Task CheckAsync(ScenarioStep? before)
    {
        await lab.SettleAsync();
        if (actions.Failed is { } failed)
            throw new ScenarioException($"{Capital(failed.Action)} failed: {failed.Exception.Message}\n{Ladder()}", failed.Exception);

        var all = lab.Ladder.Messages;
        LadderMessage[] seen = [.. all.Skip(_next).Where(Concerns)];
        _next = all.Count;
        var match = ScenarioMatch.Of(_block, seen, _othersAllowed);
        if (!match.IsComplete) throw new ScenarioException(ScenarioReport.Write(before, _block, seen, match, _othersAllowed) + "\n" + Ladder());
        _block.Clear();
        _othersAllowed = false;
    }

    private string Ladder() => $"The ladder of the scenario so far:\n\n{lab.Ladder.Draw(lab.Ladder.Messages.Skip(_first).Where(Concerns).ToHashSet().Contains)}";

    private bool Concerns(LadderMessage message) => _participants.Contains(message.From) && _participants.Contains(message.To);

    private static string Capital(ScenarioStep step) => $"Scenario {step}";
}
