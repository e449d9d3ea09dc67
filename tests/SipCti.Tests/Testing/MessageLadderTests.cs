using System.Net;
using SipCti.Testing;

namespace SipCti.Tests.Testing;

public sealed class MessageLadderTests
{
    [Test]
    public async Task A_message_between_two_tapped_participants_is_told_once()
    {
        var (lab, _, _) = await TestLab.PairAsync();
        await using var _1 = lab;
        await lab.Terminals["alice"].CallAsync("bob");
        await lab.SettleAsync();

        Assert.That(lab.Ladder.Messages.Select(m => m.ToString()), Is.EqualTo(new[] { "alice -> bob  INVITE", "bob -> alice  180 Ringing (INVITE)" }));
    }

    [Test]
    public async Task A_peer_without_a_tap_is_shown_by_its_name_or_its_endpoint()
    {
        await using var lab = new SipLab();
        var ladder = new MessageLadder(time: lab.Time);
        var bob = new SimulatedTerminal(TestLab.Unregistered("bob", "127.0.0.1:1") with { Time = lab.Time });
        await bob.StartAsync();
        await using var _ = bob;
        var endPoint = new IPEndPoint(IPAddress.Loopback, bob.Contact.Port!.Value);
        await using var alice = new SimulatedTerminal(TestLab.Unregistered("alice", endPoint.ToString()) with { Time = lab.Time, Tap = ladder.Tap("alice") });
        await alice.StartAsync();

        await (await alice.CallAsync("bob")).WaitForRingingAsync().Soon();
        Assert.That(ladder.Messages.Select(m => m.ToString()), Is.EqualTo(new[] { $"alice -> {endPoint}  INVITE", $"{endPoint} -> alice  180 Ringing (INVITE)" }));

        ladder.Name(endPoint, "bob");
        Assert.That(ladder.Messages[0].To, Is.EqualTo("bob"));
    }

    [Test]
    public async Task The_drawing_makes_room_for_its_labels_and_leaves_out_long_reasons()
    {
        var (lab, alice, bob) = await TestLab.PairAsync();
        await using var _1 = lab;
        var call = await alice.CallAsync("bob");
        await lab.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        await bob.Calls[0].RejectAsync(480);
        await lab.SettleAsync();
        Assert.That(call.FinalStatus, Is.EqualTo(480));

        Assert.That(lab.Ladder.Draw(m => m.To == "alice"), Is.EqualTo("""
                        bob                       alice
            +0.000 s     |-- 180 Ringing (INVITE) ->|
            +1.500 s     |------ 480 (INVITE) ----->|

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Nothing_is_drawn_as_nothing() => Assert.That(new MessageLadder().Draw(), Is.EqualTo("(no messages)\n"));
}
