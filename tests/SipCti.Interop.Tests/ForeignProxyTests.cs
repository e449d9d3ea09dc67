using System.Net;
using SipCti.Interop.Tests.Harness;
using SipCti.Interop.Tests.Peers;

namespace SipCti.Interop.Tests;

/// <summary>The pass-through in front of somebody else's registrar and proxy.</summary>
internal sealed class ForeignProxyTests() : LabFixture(Baresip.Program, Kamailio.Program, Capture.Program)
{
    private const int PassThroughPort = 5060;
    private const int ProxyPort = 5080;

    [Test]
    public async Task Two_terminals_register_at_kamailio_through_the_pass_through_and_call([Values("path", "contact")] string registration)
    {
        var messages = await Capture.MessagesAsync(Lab, PassThroughPort, ProxyPort);
        await Kamailio.StartAsync(Lab, ProxyPort, knowsPath: registration == "path");
        var passThrough = await PbxHostProcess.StartAsync(Lab, "pass-through", "--pass-through-only", "--registration", registration,
            "--listen", $"127.0.0.1:{PassThroughPort}", "--next-hop", $"sip:127.0.0.1:{ProxyPort};transport=tcp", "--log-level", "Information");
        var alice = await Baresip.StartAsync(Lab, Phone("alice", 0));
        var bob = await Baresip.StartAsync(Lab, Phone("bob", 1) with { AnswersItself = true });
        await alice.RegisterAsync();
        await bob.RegisterAsync();
        AssertThatKamailioCheckedDigest(await messages.SoFarAsync());
        await passThrough.MonitorAsync(alice.AddressOfRecord);

        await alice.DialAsync(bob.AddressOfRecord);
        await bob.ReportsAsync("CALL_ESTABLISHED");
        await alice.ReportsAsync("CALL_ESTABLISHED");
        foreach (var name in (string[])["ServiceInitiated", "Originated", "Delivered", "Established"])
            await passThrough.ReportsAsync(name);

        await bob.HangUpAsync();
        await alice.AllCallsClosedAsync();
        await passThrough.ReportsAsync("CallCleared");
        AssertThatTheCallWentThroughBoth(await messages.SoFarAsync());
        Assert.That(await passThrough.StopAsync(TimeSpan.FromSeconds(5)), Is.Zero);
    }

    [Test]
    public async Task A_wrong_password_is_refused_by_kamailio()
    {
        await Kamailio.StartAsync(Lab, ProxyPort, knowsPath: true);
        await PbxHostProcess.StartAsync(Lab, "pass-through", "--pass-through-only",
            "--listen", $"127.0.0.1:{PassThroughPort}", "--next-hop", $"sip:127.0.0.1:{ProxyPort};transport=tcp");
        var mallory = await Baresip.StartAsync(Lab, Phone("mallory", 0) with { Password = "guess" });
        await mallory.RegisterAsync(expected: "REGISTER_FAIL");
    }

    private static BaresipOptions Phone(string user, int index) => new()
    {
        User = user,
        Password = Kamailio.PasswordOf(user),
        Domain = $"127.0.0.1:{ProxyPort}",
        OutboundProxy = $"127.0.0.1:{PassThroughPort}",
        Index = index,
    };

    private static void AssertThatKamailioCheckedDigest(IReadOnlyList<CapturedMessage> messages)
    {
        var fromKamailio = messages.Where(m => m.Source.Port == ProxyPort && m.Header("CSeq")!.EndsWith("REGISTER", StringComparison.Ordinal)).ToList();
        Assert.That(fromKamailio.Count(m => m.Status == 401), Is.EqualTo(2), "a challenge each");
        Assert.That(fromKamailio.Count(m => m.Status == 200), Is.EqualTo(2), "an acceptance each");
    }

    /// <summary>alice to pass-through, pass-through to Kamailio, back to the pass-through, pass-through to bob.</summary>
    private static void AssertThatTheCallWentThroughBoth(IReadOnlyList<CapturedMessage> messages)
    {
        var phones = messages.Where(m => m.Method == "REGISTER" && m.Destination.Port == PassThroughPort).Select(m => m.Source).Distinct().ToList();
        Assert.That(phones, Has.Count.EqualTo(2), "a connection each");
        var ways = messages.Where(m => m.Method == "INVITE").Select(m => (Name(m.Source, m.Destination), Name(m.Destination, m.Source)));
        Assert.That(ways, Is.EqualTo([("alice", "pass-through"), ("pass-through", "kamailio"), ("kamailio", "pass-through"), ("pass-through", "bob")]));

        // A connection between the two servers, whoever opened it, has a port that tells them apart at one of its ends.
        string Name(IPEndPoint end, IPEndPoint other) =>
            end.Equals(phones[0]) ? "alice"
            : end.Equals(phones[1]) ? "bob"
            : end.Port == ProxyPort || (end.Port != PassThroughPort && other.Port == PassThroughPort) ? "kamailio"
            : "pass-through";
    }
}
