namespace SipCti.Interop.Tests.Harness;

/// <summary>Whether the foreign programs that a test needs are on this machine.</summary>
internal static class RequiredPeers
{
    /// <summary>With this variable set to 1 a missing program fails the test instead of skipping it.</summary>
    private const string Variable = "SIPCTI_REQUIRE_PEERS";

    private static bool AreRequired => Environment.GetEnvironmentVariable(Variable) == "1";

    public static void Check(IEnumerable<string> programs)
    {
        foreach (var program in programs)
        {
            if (!IsOnPath(program))
                Missing(program);
        }
    }

    public static void Missing(string peer) => Missing(peer, AreRequired);

    public static void Missing(string peer, bool required)
    {
        if (required)
            Assert.Fail($"{peer} is missing on this machine, and {Variable} is 1.");
        else
            Assert.Ignore($"{peer} is missing on this machine.");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        // Daemons live in sbin, which is not on every user's path.
        .Concat(["/usr/sbin", "/sbin"])
        .Any(d => d.Length > 0 && File.Exists(Path.Combine(d, program)));
}
