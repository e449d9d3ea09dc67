using SipCti.Interop.Tests.Harness;
using SipCti.Interop.Tests.Peers;

namespace SipCti.Interop.Tests;

/// <summary>PbxHost and two phones registered there with their passwords: alice, and bob who answers every call.</summary>
internal static class Office
{
    /// <summary>Where the pass-through listens.</summary>
    public const int Port = 5060;

    public const string Domain = "pbx.example";

    private const int ProxyPort = 5070;

    /// <summary>The host with both its servers in one process, and both phones.</summary>
    public static async Task<(PbxHostProcess Host, Baresip Alice, Baresip Bob)> OpenAsync(Lab lab, params IEnumerable<string> moreOptions)
    {
        var host = await PbxHostProcess.StartAsync(lab, "pbxhost", [.. ListenAt, .. ProxyListenAt, .. Common(lab), .. moreOptions]);
        return (host, await AliceAsync(lab), await BobAsync(lab));
    }

    /// <summary>The same with the pass-through and the proxy as processes of their own, joined by a TCP connection; the host is the pass-through.</summary>
    public static async Task<(PbxHostProcess Host, Baresip Alice, Baresip Bob)> OpenApartAsync(Lab lab) =>
        (await StartApartAsync(lab), await AliceAsync(lab), await BobAsync(lab));

    /// <summary>Pass-through and proxy apart, without phones; answers the pass-through.</summary>
    public static async Task<PbxHostProcess> StartApartAsync(Lab lab)
    {
        await PbxHostProcess.StartAsync(lab, "proxy", ["--proxy-only", .. ProxyListenAt, .. Common(lab)]);
        return await PbxHostProcess.StartAsync(lab, "pass-through", ["--pass-through-only",
            "--next-hop", $"sip:127.0.0.1:{ProxyPort};transport=tcp", .. ListenAt, .. Common(lab)]);
    }

    /// <summary>bob's phone, registered.</summary>
    public static Task<Baresip> BobAsync(Lab lab) => PhoneAsync(lab, "bob", 1, answersItself: true);

    public static string PasswordOf(string user) => $"secret-{user}";

    private static Task<Baresip> AliceAsync(Lab lab) => PhoneAsync(lab, "alice", 0, answersItself: false);

    private static async Task<Baresip> PhoneAsync(Lab lab, string user, int index, bool answersItself)
    {
        var phone = await Baresip.StartAsync(lab, new()
        {
            User = user,
            Password = PasswordOf(user),
            Domain = Domain,
            OutboundProxy = $"127.0.0.1:{Port}",
            Index = index,
            AnswersItself = answersItself,
        });
        await phone.RegisterAsync();
        return phone;
    }

    private static string[] ListenAt => ["--listen", $"127.0.0.1:{Port}"];

    private static string[] ProxyListenAt => ["--proxy-listen", $"127.0.0.1:{ProxyPort}"];

    private static string[] Common(Lab lab) =>
        ["--realm", Domain, "--log-level", "Information",
            "--users", lab.WriteFile("users", $"alice,{PasswordOf("alice")}\nbob,{PasswordOf("bob")}\n")];
}
