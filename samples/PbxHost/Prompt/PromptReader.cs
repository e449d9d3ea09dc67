namespace PbxHost.Prompt;

/// <summary>Reads commands line by line until the input ends; an answer is one or more lines of output.</summary>
internal sealed class PromptReader(TextReader input, LineWriter output, Func<PromptCommand, ValueTask> execute)
{
    /// <summary>Ends with the input: a host that runs without one serves on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await input.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (PromptCommand.Parse(line, out var error) is { } command)
                await execute(command).ConfigureAwait(false);
            else
                output.WriteLine($"error {error}");
        }
    }
}
