using SipCti.Server;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

public sealed class SipLabTests
{
    [Test]
    public async Task A_cut_link_stays_cut_until_it_is_restored()
    {
        var (lab, alice, _) = await TestLab.PairAsync();
        await using var _1 = lab;
        lab.Cut("alice", "bob");

        var call = await alice.CallAsync("bob");
        await call.WaitForEndAsync().Soon();
        Assert.That(call.FinalStatus, Is.EqualTo(503));

        lab.Restore("bob", "alice");
        call = await alice.CallAsync("bob");
        await call.WaitForRingingAsync().Soon();
    }

    [Test]
    public async Task Chopped_bytes_make_the_same_call()
    {
        await using var lab = new SipLab();
        lab.Chop(atMost: 3, seed: 7);
        var bob = lab.AddTerminal("bob", TestLab.Unregistered("bob", "127.0.0.1:1") with { Answer = TerminalAnswer.Immediately });
        await bob.StartAsync();
        var alice = lab.AddTerminal("alice", TestLab.Unregistered("alice", lab.AddressOf("bob").ToString()));
        await alice.StartAsync();

        await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> bob  INVITE
            alice <- bob  200 (INVITE)
            alice -> bob  ACK
            """);
    }

    [Test]
    public async Task Work_that_does_not_end_is_told()
    {
        await using var lab = new SipLab { Patience = TimeSpan.FromMilliseconds(50) };
        lab.Quiescence.Enter();

        Assert.That(async () => await lab.SettleAsync(), Throws.TypeOf<TimeoutException>().With.Message.Contains("did not come to rest"));
        lab.Quiescence.Exit();
        Assert.That(async () => await lab.SettleAsync(), Throws.Nothing);
    }

    [Test]
    public async Task Names_are_unique_and_known()
    {
        await using var lab = new SipLab();
        SipServer.Create(lab.Node("proxy"));

        Assert.That(() => lab.Node("proxy"), Throws.ArgumentException.With.Message.Contains("proxy"));
        Assert.That(() => lab.AddressOf("nobody"), Throws.InvalidOperationException.With.Message.Contains("nobody"));
    }

    [Test]
    public async Task The_clock_moves_by_exactly_the_time_asked_for()
    {
        await using var lab = new SipLab();
        var begin = lab.Time.GetUtcNow();

        await lab.AdvanceAsync(TimeSpan.FromMilliseconds(12345));

        Assert.That(lab.Time.GetUtcNow() - begin, Is.EqualTo(TimeSpan.FromMilliseconds(12345)));
    }
}
