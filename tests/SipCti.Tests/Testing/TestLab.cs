using SipCti.Testing;

namespace SipCti.Tests.Testing;

/// <summary>Labs that many tests want.</summary>
internal static class TestLab
{
    /// <summary>Two terminals without any server: each is the other's outbound proxy.</summary>
    public static async Task<(SipLab Lab, SimulatedTerminal Alice, SimulatedTerminal Bob)> PairAsync(
        LabNetwork network = LabNetwork.InMemory,
        Func<SimulatedTerminalOptions, SimulatedTerminalOptions>? alice = null,
        Func<SimulatedTerminalOptions, SimulatedTerminalOptions>? bob = null)
    {
        var lab = new SipLab(network);
        var b = lab.AddTerminal("bob", Change(bob, Unregistered("bob", "127.0.0.1:1")));
        await b.StartAsync();
        var a = lab.AddTerminal("alice", Change(alice, Unregistered("alice", lab.AddressOf("bob").ToString())));
        await a.StartAsync();
        return (lab, a, b);
    }

    public static SimulatedTerminalOptions Unregistered(string user, string outboundProxy) => new()
    {
        AddressOfRecord = $"sip:{user}@pbx.example",
        OutboundProxy = outboundProxy,
        Register = false,
    };

    public static Task Soon(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    private static SimulatedTerminalOptions Change(Func<SimulatedTerminalOptions, SimulatedTerminalOptions>? change, SimulatedTerminalOptions options) =>
        change?.Invoke(options) ?? options;
}
