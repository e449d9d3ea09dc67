namespace PbxHost.Prompt;

/// <summary>One line of standard input, understood.</summary>
internal abstract record PromptCommand
{
    public const string Help = """
        call A B      make terminal A call address B (A rings first)
        clear ID      clear call ID
        monitor A     print the events of device A; * is every device, 20* every device that begins with 20
        terminals     list the registered terminals
        calls         list the calls
        """;

    private PromptCommand()
    {
    }

    internal sealed record Call(string From, string To) : PromptCommand;

    internal sealed record Clear(string Id) : PromptCommand;

    internal sealed record Monitor(string Device) : PromptCommand;

    internal sealed record Terminals : PromptCommand;

    internal sealed record Calls : PromptCommand;

    internal sealed record ShowHelp : PromptCommand;

    /// <summary>The command of <paramref name="line"/>; null with the reason in <paramref name="error"/>.</summary>
    public static PromptCommand? Parse(string line, out string error)
    {
        error = "";
        switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            case ["call", var from, var to]:
                return new Call(from, to);
            case ["clear", var id]:
                return new Clear(id);
            case ["monitor", var device]:
                return new Monitor(device);
            case ["terminals"]:
                return new Terminals();
            case ["calls"]:
                return new Calls();
            case ["help" or "?"]:
                return new ShowHelp();
            case ["call", ..]:
                error = "call needs two addresses: call A B";
                return null;
            case ["clear", ..]:
                error = "clear needs the id of a call: clear ID";
                return null;
            case ["monitor", ..]:
                error = "monitor needs one device: monitor A";
                return null;
            default:
                error = $"'{line.Trim()}' is no command; help lists them";
                return null;
        }
    }
}
