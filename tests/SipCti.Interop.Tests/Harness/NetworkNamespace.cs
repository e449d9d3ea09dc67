namespace SipCti.Interop.Tests.Harness;

/// <summary>
/// A network of its own with nothing but a loopback interface, for the processes of one scenario: ports never collide,
/// and the phones find the second local address without which they would advertise an interface of the machine.
/// A holder process keeps it; when its standard input ends (also because the test process died), the holder
/// ends every process that is still in the namespace, and the namespace is gone with the last of them.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private const string HolderScript = """
        ip link set lo up && ip addr add 10.255.255.1/32 dev lo && echo ready || exit 1
        cat > /dev/null
        own=$(readlink /proc/$$/ns/net)
        for process in /proc/[0-9]*; do
            if [ "$process" != /proc/$$ ] && [ "$(readlink $process/ns/net)" = "$own" ]; then kill -9 ${process#/proc/}; fi
        done 2> /dev/null
        """;

    private static readonly bool IsRoot = Environment.UserName == "root";

    private readonly PeerProcess _holder;

    private NetworkNamespace(PeerProcess holder) => _holder = holder;

    /// <summary>Makes a namespace; null when this user or machine may not.</summary>
    public static async Task<NetworkNamespace?> CreateAsync(string directory)
    {
        string[] unshare = IsRoot ? ["unshare", "--net"] : ["unshare", "--map-root-user", "--net"];
        var holder = PeerProcess.Start("namespace", [.. unshare, "sh", "-c", HolderScript], directory);
        try
        {
            await holder.Output.WaitForAsync(l => l == "ready", "network namespace");
            return new NetworkNamespace(holder);
        }
        catch (AssertionException)
        {
            await holder.DisposeAsync();
            return null;
        }
    }

    /// <summary>The command line that runs <paramref name="command"/> in this namespace, under its own process id.</summary>
    public IReadOnlyList<string> Enter(params IEnumerable<string> command) => IsRoot
        ? ["nsenter", $"--net=/proc/{_holder.Id}/ns/net", .. command]
        : ["nsenter", $"--target={_holder.Id}", "--user", "--net", "--preserve-credentials", .. command];

    public async ValueTask DisposeAsync()
    {
        _holder.Input.Close();
        await _holder.WaitForExitAsync(TimeSpan.FromSeconds(10));
        await _holder.DisposeAsync();
    }
}
