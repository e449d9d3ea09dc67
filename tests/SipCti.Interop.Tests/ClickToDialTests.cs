using SipCti.Interop.Tests.Harness;
using SipCti.Interop.Tests.Peers;

namespace SipCti.Interop.Tests;

/// <summary>An application makes one real phone call another, and clears the call.</summary>
internal sealed class ClickToDialTests() : LabFixture(Baresip.Program, Capture.Program)
{
    [Test]
    public async Task MakeCall_makes_the_terminal_itself_send_the_invite_and_ClearCall_ends_both()
    {
        var messages = await Capture.MessagesAsync(Lab, Office.Port);
        var (host, alice, bob) = await Office.OpenAsync(Lab);

        await host.MonitorAsync(alice.AddressOfRecord);
        var call = await host.CallAsync(alice.AddressOfRecord, bob.AddressOfRecord);
        var ringing = await alice.ReportsAsync("CALL_INCOMING");
        Assert.That(ringing.PeerUri, Does.Contain(bob.AddressOfRecord), "the fake inbound call shows the callee as its caller");
        await alice.AcceptAsync();

        await host.ReportsAsync("Established", call);
        await bob.ReportsAsync("CALL_ESTABLISHED");
        AssertThatTheCallIsTold(host.Events.Snapshot().Where(e => e["call"] == call), alice, bob);
        AssertThatAliceCalls(await messages.SoFarAsync());

        await host.ClearAsync(call);
        await host.ReportsAsync("ConnectionCleared", call);
        await host.ReportsAsync("CallCleared", call);
        await alice.AllCallsClosedAsync();
        await bob.AllCallsClosedAsync();
        Assert.That(await host.StopAsync(TimeSpan.FromSeconds(5)), Is.Zero);
    }

    private static void AssertThatTheCallIsTold(IEnumerable<HostEvent> events, Baresip alice, Baresip bob)
    {
        var told = events.ToList();
        Assert.That(told.Select(e => (e.Name, e["device"])), Is.EqualTo([
            ("ServiceInitiated", alice.AddressOfRecord),
            ("Originated", alice.AddressOfRecord),
            ("Delivered", bob.AddressOfRecord),
            ("Established", bob.AddressOfRecord)]));
        Assert.That(told[1]["terminal-initiated"], Is.EqualTo("True"));
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
