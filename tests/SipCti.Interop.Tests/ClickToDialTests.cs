using SipCti.Interop.Tests.Harness;
using SipCti.Interop.Tests.Peers;

namespace SipCti.Interop.Tests;

/// <summary>An application makes one real phone call another, and clears the call.</summary>
internal sealed class ClickToDialTests() : LabFixture(Baresip.Program, Sipp.Program, Capture.Program)
{
    [Test]
    public async Task MakeCall_makes_the_terminal_itself_send_the_invite_and_ClearCall_ends_both([Values] bool apart)
    {
        var messages = await Capture.MessagesAsync(Lab, Office.Port);
        var (host, alice, bob) = apart ? await Office.OpenApartAsync(Lab) : await Office.OpenAsync(Lab);

        await host.MonitorAsync(alice.AddressOfRecord);
        var call = await host.CallAsync(alice.AddressOfRecord, bob.AddressOfRecord);
        var ringing = await alice.ReportsAsync("CALL_INCOMING");
        Assert.That(ringing.PeerUri, Does.Contain(bob.AddressOfRecord), "the fake inbound call shows the callee as its caller");
        await alice.AcceptAsync();

        await host.ReportsAsync("Established", call);
        await bob.ReportsAsync("CALL_ESTABLISHED");
        AssertThatTheCallIsTold(host, call, terminalInitiated: true);
        AssertThatAliceCalls(await messages.SoFarAsync());

        await host.ClearAsync(call);
        await host.ReportsAsync("ConnectionCleared", call);
        await host.ReportsAsync("CallCleared", call);
        await alice.AllCallsClosedAsync();
        await bob.AllCallsClosedAsync();
        Assert.That(await host.StopAsync(TimeSpan.FromSeconds(5)), Is.Zero);
    }

    /// <summary>alice is SIPp here, a phone that answers 405 to REFER: the pass-through calls in her place, with her password.</summary>
    [Test]
    public async Task A_terminal_that_refuses_REFER_is_called_for_by_the_pass_through()
    {
        const int AlicePort = 6040;
        var host = await Office.StartApartAsync(Lab);
        await Office.BobAsync(Lab);
        var alice = Sipp.Start(Lab, "alice", "no-refer.xml", 1, AlicePort);
        await Lab.ListeningAsync(AlicePort);
        var registered = await Sipp.Start(Lab, "registration", "register-digest.xml", 1, 6050, $"127.0.0.1:{Office.Port}", "-s", "alice",
            "-au", "alice", "-ap", Office.PasswordOf("alice"), "-auth_uri", Office.Domain, "-key", "domain", Office.Domain, "-key", "contact_port", $"{AlicePort}")
            .EndAsync(TimeSpan.FromSeconds(20));
        Assert.That(registered.Successful, Is.EqualTo(1));

        await host.MonitorAsync("sip:alice@pbx.example");
        var call = await host.CallAsync("alice", "bob");
        await host.ReportsAsync("Established", call);
        AssertThatTheCallIsTold(host, call, terminalInitiated: false);
        await host.ClearAsync(call);
        await host.ReportsAsync("CallCleared", call);
        var ended = await alice.EndAsync(TimeSpan.FromSeconds(20));
        Assert.That(ended, Has.Property(nameof(SippStatistics.Successful)).EqualTo(1).And.Property(nameof(SippStatistics.Unexpected)).Zero, alice.Errors());
    }

    private static void AssertThatTheCallIsTold(PbxHostProcess host, string call, bool terminalInitiated)
    {
        var told = host.Events.Snapshot().Where(e => e["call"] == call).ToList();
        Assert.That(told.Select(e => (e.Name, e["device"])), Is.EqualTo([
            ("ServiceInitiated", "sip:alice@pbx.example"),
            ("Originated", "sip:alice@pbx.example"),
            ("Delivered", "sip:bob@pbx.example"),
            ("Established", "sip:bob@pbx.example")]));
        Assert.That(told[1]["terminal-initiated"], Is.EqualTo($"{terminalInitiated}"));
    }

    /// <summary>The REFER went to alice in the dialog of the fake call, and then she sent an INVITE of her own,
    /// down the connection on which she registered.</summary>
    private static void AssertThatAliceCalls(IReadOnlyList<CapturedMessage> messages)
    {
        var registration = messages.First(m => m.Method == "REGISTER" && m.Header("From")!.Contains("alice", StringComparison.Ordinal));
        var refer = messages.SingleOrDefault(m => m.Method == "REFER");
        var fake = messages.SingleOrDefault(m => m.Method == "INVITE" && m.Destination.Equals(registration.Source));
        var own = messages.FirstOrDefault(m => m.Method == "INVITE" && m.Source.Equals(registration.Source));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fake, Is.Not.Null, "a fake inbound call to alice");
            Assert.That(refer, Is.Not.Null, "one REFER");
            Assert.That(refer?.Destination, Is.EqualTo(registration.Source));
            Assert.That(refer?.CallId, Is.EqualTo(fake?.CallId), "the REFER belongs to the fake call's dialog");
            Assert.That(own, Is.Not.Null, "an INVITE from alice's connection");
            Assert.That(own?.Header("User-Agent"), Does.StartWith("baresip"));
            Assert.That(own?.RequestUri, Does.Contain("bob"));
            Assert.That(own?.CallId, Is.Not.EqualTo(fake?.CallId), "a call of her own");
        }
    }
}
