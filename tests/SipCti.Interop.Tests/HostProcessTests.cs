using SipCti.Interop.Tests.Harness;
using SipCti.Interop.Tests.Peers;

namespace SipCti.Interop.Tests;

/// <summary>PbxHost as a process: how it ends, what it refuses, what it answers at its prompt.</summary>
internal sealed class HostProcessTests() : LabFixture(Baresip.Program)
{
    [Test]
    public async Task A_signal_ends_the_calls_and_then_the_process_within_five_seconds([Values("TERM", "INT")] string signal)
    {
        var (host, alice, bob) = await Office.OpenAsync(Lab);
        await alice.DialAsync(bob.AddressOfRecord);
        await alice.ReportsAsync("CALL_ESTABLISHED");

        var exitCode = await host.StopAsync(TimeSpan.FromSeconds(5), signal);
        Assert.That(exitCode, Is.Zero);
        await alice.AllCallsClosedAsync();
        await bob.AllCallsClosedAsync();
    }

    [Test]
    public async Task The_prompt_lists_terminals_and_calls_and_refuses_what_it_cannot_do()
    {
        var (host, alice, bob) = await Office.OpenAsync(Lab);
        Assert.That(await host.AskAsync("terminals"), Is.EqualTo("terminals 2"));
        Assert.That(await host.AskAsync("calls"), Is.EqualTo("calls 0"));
        Assert.That(await host.AskAsync("call carol bob"), Does.StartWith("error "));
        Assert.That(await host.AskAsync("clear 12345"), Does.StartWith("error "));
        Assert.That(await host.AskAsync("call alice"), Does.StartWith("error "));

        await host.MonitorAsync("al*");
        await alice.DialAsync(bob.AddressOfRecord);
        await host.ReportsAsync("Established");
        Assert.That(await host.AskAsync("calls"), Is.EqualTo("calls 1"));
    }

    [Test]
    public async Task A_dialled_address_is_translated_by_the_rules_of_the_file()
    {
        var rules = Lab.WriteFile("rules", "send 9* sip:{rest}@pbx.example\n");
        var (_, alice, bob) = await Office.OpenAsync(Lab, "--translate", rules);
        await alice.DialAsync("sip:9bob@pbx.example");
        await bob.ReportsAsync("CALL_ESTABLISHED");
    }

    [Test]
    public async Task An_address_in_use_ends_the_start_with_the_name_of_its_option()
    {
        await PbxHostProcess.StartAsync(Lab, "first", "--no-auth");
        var second = PbxHostProcess.Launch(Lab, "second", "--no-auth", "--proxy-listen", "127.0.0.1:5071");
        Assert.That(await second.WaitForExitAsync(Journal<string>.Guard), Is.EqualTo(1));
        await second.Output.WaitForAsync(l => l.StartsWith("--listen 127.0.0.1:5060: ", StringComparison.Ordinal), "reason");
    }
}
