using System.Diagnostics;

namespace SipCti.Interop.Tests.Harness;

/// <summary>One process of a scenario, with all that it prints kept in a journal.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private bool _disposed;

    private PeerProcess(string name, Process process, bool rawOutput)
    {
        _process = process;
        Name = name;
        Output = new Journal<string>(name);
        Task[] streams = rawOutput
            ? [ReadLinesAsync(process.StandardError)]
            : [ReadLinesAsync(process.StandardOutput), ReadLinesAsync(process.StandardError)];
        _reading = EndJournalAsync(streams);
    }

    public string Name { get; }

    /// <summary>Lines of standard output and standard error (standard error alone when the output is raw).</summary>
    public Journal<string> Output { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Standard output as bytes, for a process started with <c>rawOutput</c>.</summary>
    public Stream RawOutput => _process.StandardOutput.BaseStream;

    public static PeerProcess Start(string name, IReadOnlyList<string> command, string directory, bool rawOutput = false)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Daemons live in sbin, which is not on every user's path.
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        start.Environment["TMPDIR"] = directory;
        start.Environment["HOME"] = directory;
        start.Environment["TERM"] = "dumb";
        start.Environment["LC_ALL"] = "C.UTF-8";
        return new PeerProcess(name, Process.Start(start)!, rawOutput);
    }

    public async Task<int> WaitForExitAsync(TimeSpan guard)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(guard);
        }
        catch (TimeoutException)
        {
            throw new AssertionException($"{Name} did not end within {guard.TotalSeconds} s.{Environment.NewLine}{Output.Tail()}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name, such as TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {Id}"]);
        await kill.WaitForExitAsync();
    }

    public void Kill()
    {
        if (!_disposed && !_process.HasExited)
            _process.Kill();
    }

    /// <summary>Ends the process and reads what it still had to say; a process of its own that holds the pipes open
    /// has to be ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        Kill();
        _disposed = true;
        await _process.WaitForExitAsync();
        await _reading.WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private async Task ReadLinesAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            Output.Add(line);
    }

    private async Task EndJournalAsync(Task[] streams)
    {
        await Task.WhenAll(streams);
        Output.End();
    }
}
