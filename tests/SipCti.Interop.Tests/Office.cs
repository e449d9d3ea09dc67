using SipCti.Interop.Tests.Harness;
using SipCti.Interop.Tests.Peers;

namespace SipCti.Interop.Tests;

/// <summary>PbxHost with both its servers in one process, and two phones registered there with their passwords: alice, and bob who answers every call.</summary>
internal static class Office
{
    /// <summary>Where the pass-through listens.</summary>
    public const int Port = 5060;

    private const string Domain = "pbx.example";

    public static async Task<(PbxHostProcess Host, Baresip Alice, Baresip Bob)> OpenAsync(Lab lab, params IEnumerable<string> moreOptions)
    {
        var users = lab.WriteFile("users", "alice,secret-a\nbob,secret-b\n");
        var host = await PbxHostProcess.StartAsync(lab, "pbxhost", ["--listen", $"127.0.0.1:{Port}", "--proxy-listen", "127.0.0.1:5070",
            "--realm", Domain, "--users", users, "--log-level", "Information", .. moreOptions]);
        var alice = await Baresip.StartAsync(lab, Phone("alice", "secret-a", 0));
        var bob = await Baresip.StartAsync(lab, Phone("bob", "secret-b", 1) with { AnswersItself = true });
        await alice.RegisterAsync();
        await bob.RegisterAsync();
        return (host, alice, bob);
    }

    private static BaresipOptions Phone(string user, string password, int index) => new()
    {
        User = user,
        Password = password,
        Domain = Domain,
        OutboundProxy = $"127.0.0.1:{Port}",
        Index = index,
    };
}
