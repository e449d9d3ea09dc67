using SipCti.Interop.Tests.Harness;

namespace SipCti.Interop.Tests.Peers;

/// <summary>samples/PbxHost as its user runs it: a process, told by its command line and its standard input.</summary>
internal sealed class PbxHostProcess
{
    private readonly PeerProcess _process;

    private PbxHostProcess(PeerProcess process)
    {
        _process = process;
        Events = new Journal<HostEvent>($"{process.Name} events");
        process.Output.Observe(line =>
        {
            if (line.StartsWith("event ", StringComparison.Ordinal))
                Events.Add(HostEvent.Parse(line));
        });
    }

    public Journal<HostEvent> Events { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<PbxHostProcess> StartAsync(Lab lab, string name, params IEnumerable<string> arguments)
    {
        var process = Launch(lab, name, arguments);
        await process.Output.WaitForAsync(l => l == "ready", "'ready' line");
        return new PbxHostProcess(process);
    }

    /// <summary>Starts it without waiting, for a start that is to fail.</summary>
    public static PeerProcess Launch(Lab lab, string name, params IEnumerable<string> arguments) =>
        lab.Start(name, DotnetHost, [Path.Combine(AppContext.BaseDirectory, "PbxHost.dll"), .. arguments]);

    /// <summary>Makes <paramref name="from"/> call <paramref name="to"/>; answers the id of the call.</summary>
    public async Task<string> CallAsync(string from, string to) => (await DoAsync($"call {from} {to}", "call "))["call ".Length..];

    public Task MonitorAsync(string device) => DoAsync($"monitor {device}", "monitor ");

    public Task ClearAsync(string call) => DoAsync($"clear {call}", "clearing ");

    public Task<HostEvent> ReportsAsync(string name, string? call = null) =>
        Events.WaitForAsync(e => e.Name == name && (call is null || e["call"] == call), name);

    /// <summary>Types a command; answers the first line that is printed in answer to it.</summary>
    public async Task<string> AskAsync(string command)
    {
        var from = _process.Output.Count;
        await _process.Input.WriteLineAsync(command);
        await _process.Input.FlushAsync();
        var verb = command.Split(' ')[0];
        return await _process.Output.WaitForAsync(
            l => l.StartsWith("error ", StringComparison.Ordinal) || l.StartsWith(verb == "clear" ? "clearing " : $"{verb} ", StringComparison.Ordinal),
            $"answer to '{command}'", from);
    }

    /// <summary>Asks it to end, as a supervisor (TERM) or a person at the keyboard (INT) does; answers its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan guard, string signal = "TERM")
    {
        await _process.SignalAsync(signal);
        return await _process.WaitForExitAsync(guard);
    }

    private async Task<string> DoAsync(string command, string expected)
    {
        var answer = await AskAsync(command);
        Assert.That(answer, Does.StartWith(expected), $"answer to '{command}'");
        return answer;
    }

    private static string DotnetHost => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
