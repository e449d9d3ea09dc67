namespace SipCti.Interop.Tests.Harness;

/// <summary>The room of one scenario: a network namespace, a directory for configurations and logs, and the processes in it.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly NetworkNamespace _network;
    private readonly List<PeerProcess> _processes = [];
    private readonly List<Func<int, string>> _kept = [];
    private readonly HashSet<PeerProcess> _quiet = [];

    private Lab(NetworkNamespace network, string directory)
    {
        _network = network;
        Directory = directory;
    }

    public string Directory { get; }

    /// <summary>Opens a room for a scenario that needs <paramref name="programs"/>; without one of them the test is
    /// ignored, or fails where peers are required.</summary>
    public static async Task<Lab> OpenAsync(params string[] programs)
    {
        RequiredPeers.Check([.. programs, "unshare", "nsenter", "ip", "bash"]);
        var directory = System.IO.Directory.CreateTempSubdirectory("sipcti-interop-").FullName;
        var network = await NetworkNamespace.CreateAsync(directory);
        if (network is null)
        {
            System.IO.Directory.Delete(directory, recursive: true);
            RequiredPeers.Missing("a network namespace (unshare --net)");
        }

        return new Lab(network!, directory);
    }

    public PeerProcess Start(string name, string program, params IEnumerable<string> arguments) =>
        Add(name, [program, .. arguments], rawOutput: false);

    public PeerProcess StartRaw(string name, string program, params IEnumerable<string> arguments) =>
        Add(name, [program, .. arguments], rawOutput: true);

    public string WriteFile(string name, string content)
    {
        var path = Path.Combine(Directory, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Waits until somebody listens on <paramref name="port"/>, for peers that do not say so. The kernel tells
    /// nobody of it, so a shell in the namespace looks until it is there.</summary>
    public async Task ListeningAsync(int port)
    {
        var look = Start($"port {port}", "sh", "-c",
            $"until grep -qE '^ *[0-9]+: [0-9A-F]+:{port:X4} 00000000:0000 0A' /proc/net/tcp; do sleep 0.05; done; echo listening");
        await look.Output.WaitForAsync(l => l == "listening", $"listener on port {port}");
    }

    /// <summary>Puts <paramref name="tail"/>, the last so many lines of something, into the report of a failed test;
    /// <paramref name="instead"/> is the process whose raw output it makes needless.</summary>
    public void Keep(Func<int, string> tail, PeerProcess? instead = null)
    {
        _kept.Add(tail);
        if (instead is not null)
            _quiet.Add(instead);
    }

    /// <summary>What every process said last, for the report of a failed test.</summary>
    public string Logs() => string.Join($"{Environment.NewLine}---{Environment.NewLine}",
        _processes.Where(p => !_quiet.Contains(p)).Select(p => p.Output.Tail(40)).Concat(_kept.Select(t => t(60))).Where(t => t.Length > 0));

    public async ValueTask DisposeAsync()
    {
        _processes.ForEach(p => p.Kill());
        // Takes the children of Kamailio, tshark and the shells with it.
        await _network.DisposeAsync();
        foreach (var process in _processes)
            await process.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private PeerProcess Add(string name, string[] command, bool rawOutput)
    {
        var process = PeerProcess.Start(name, _network.Enter(command), Directory, rawOutput);
        _processes.Add(process);
        return process;
    }
}
