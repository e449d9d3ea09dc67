using System.Net;
using SipCti.Interop.Tests.Harness;
using SipCti.Interop.Tests.Peers;

namespace SipCti.Interop.Tests;

/// <summary>Many calls at once on one connection a side, through pass-through and proxy in processes of their own.</summary>
internal sealed class TrunkLoadTests() : LabFixture(Sipp.Program, Capture.Program)
{
    private const int PassThroughPort = 5060;
    private const int ProxyPort = 5070;
    private const int CallerPort = 6010;
    private const int CalleePort = 6020;
    private const int RegisteringPort = 6030;
    private const int Callees = 1000;
    private const int Calls = 10_000;
    private const int CallsPerSecond = 200;
    private const string Domain = "pbx.example";

    [Test]
    public async Task Ten_thousand_calls_share_one_connection_a_side()
    {
        var connections = await Capture.ConnectionsAsync(Lab);
        var proxy = await PbxHostProcess.StartAsync(Lab, "proxy", "--proxy-only", "--no-auth", "--proxy-listen", $"127.0.0.1:{ProxyPort}");
        var passThrough = await PbxHostProcess.StartAsync(Lab, "pass-through", "--pass-through-only",
            "--listen", $"127.0.0.1:{PassThroughPort}", "--next-hop", $"sip:127.0.0.1:{ProxyPort};transport=tcp");
        var callees = Lab.WriteFile("callees", $"SEQUENTIAL,PRINTF={Callees}\ncallee%04d;\n");

        var callee = Sipp.Start(Lab, "callee", "callee.xml", Calls, CalleePort);
        await Lab.ListeningAsync(CalleePort);
        var registering = await Sipp.Start(Lab, "register", "register.xml", Callees, RegisteringPort, $"127.0.0.1:{PassThroughPort}",
            "-inf", callees, "-key", "domain", Domain, "-key", "contact_port", $"{CalleePort}", "-r", "500").EndAsync(TimeSpan.FromSeconds(60));
        AssertClean(registering, Callees, "registrations");

        var caller = Sipp.Start(Lab, "caller", "caller.xml", Calls, CallerPort, $"127.0.0.1:{PassThroughPort}",
            "-inf", callees, "-key", "domain", Domain, "-r", $"{CallsPerSecond}", "-recv_timeout", "20000");
        var called = await caller.EndAsync(TimeSpan.FromSeconds(150));
        await TestContext.Out.WriteLineAsync($"{called}");
        AssertClean(called, Calls, $"calls; {caller.Errors()}");
        AssertClean(await callee.EndAsync(TimeSpan.FromSeconds(20)), Calls, $"answered calls; {callee.Errors()}");

        Assert.That(await passThrough.StopAsync(TimeSpan.FromSeconds(5)), Is.Zero);
        Assert.That(await proxy.StopAsync(TimeSpan.FromSeconds(5)), Is.Zero);
        AssertConnections(await connections.SoFarAsync());
    }

    private static void AssertClean(SippStatistics statistics, int expected, string what)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(statistics.Successful, Is.EqualTo(expected), $"successful {what}");
            Assert.That(statistics.Failed, Is.Zero, $"failed {what}");
            Assert.That(statistics.Unexpected, Is.Zero, $"unexpected messages in {what}");
            Assert.That(statistics.OutOfCall, Is.Zero, $"messages outside of the {what}");
            Assert.That(statistics.Retransmissions, Is.Zero, $"retransmissions in {what}");
        }
    }

    private static void AssertConnections(IReadOnlyList<(IPEndPoint From, IPEndPoint To)> opened)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(opened.Count(c => c.From.Port == CallerPort && c.To.Port == PassThroughPort), Is.EqualTo(1), "caller to pass-through");
            Assert.That(opened.Count(c => c.From.Port == RegisteringPort && c.To.Port == PassThroughPort), Is.EqualTo(1), "registering to pass-through");
            Assert.That(opened.Count(c => c.To.Port == CalleePort), Is.EqualTo(1), "pass-through to callee");
            Assert.That(opened.Count(c => c.To.Port == ProxyPort), Is.EqualTo(1), "pass-through to proxy");
            Assert.That(opened, Has.Count.EqualTo(4), $"and none besides: {string.Join(", ", opened)}");
        }
    }
}
