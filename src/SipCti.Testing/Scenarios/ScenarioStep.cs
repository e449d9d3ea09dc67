namespace SipCti.Testing;

/// <summary>One line of a scenario.</summary>
/// <param name="Line">Its number in the table, from 1.</param>
/// <param name="Text">The line as written, without indentation.</param>
internal abstract record ScenarioStep(int Line, string Text)
{
    public override string ToString() => $"line {Line} '{Text}'";
}

/// <summary>A message that has to come, or may come.</summary>
internal sealed record ExpectedMessage(int Line, string Text, string From, string To, MessagePattern Pattern, bool IsOptional) : ScenarioStep(Line, Text)
{
    public bool Matches(LadderMessage message) => message.From == From && message.To == To && Pattern.Mismatch(message.Message) is null;

    /// <summary>Whether a message is of this kind in this direction, if not the one expected.</summary>
    public bool IsNear(LadderMessage message) => message.From == From && message.To == To && Pattern.IsSameKind(message.Message);

    public override string ToString() => base.ToString();
}

/// <summary>Any further messages may come among those listed.</summary>
internal sealed record OtherMessages(int Line, string Text) : ScenarioStep(Line, Text)
{
    public override string ToString() => base.ToString();
}

/// <summary>The clock moves.</summary>
internal sealed record ClockStep(int Line, string Text, TimeSpan By) : ScenarioStep(Line, Text)
{
    public override string ToString() => base.ToString();
}

/// <summary>Somebody does something.</summary>
internal sealed record ScenarioAction(int Line, string Text, string Who, string What) : ScenarioStep(Line, Text)
{
    public override string ToString() => base.ToString();
}
