namespace PbxHost.Prompt;

/// <summary>Standard output, a whole line at a time: answers and events come from many threads.</summary>
internal sealed class LineWriter(TextWriter output)
{
    private readonly Lock _lock = new();

    public void WriteLine(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
