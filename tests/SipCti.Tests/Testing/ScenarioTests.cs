using SipCti.Testing;

namespace SipCti.Tests.Testing;

public sealed class ScenarioTests
{
    private const string Call = """
        alice: call bob
        alice -> bob  INVITE
        alice <- bob  180 Ringing (INVITE)
        """;

    [TestCase("alice: call bob\nalice -> bob  INVITE", "bob -> alice  180", "not in the table", TestName = "A_message_too_many_fails_the_scenario")]
    [TestCase(Call + "\nalice <- bob  200 (INVITE)", "200 (INVITE)", "did not come", TestName = "A_missing_message_fails_the_scenario")]
    [TestCase("alice: call bob\nalice -> bob  INVITE\nalice <- bob  486 (INVITE)", "180 Ringing (INVITE)", "not in the table", TestName = "Another_status_fails_the_scenario")]
    [TestCase("alice: call bob\nalice -> bob  INVITE sip:carol@*\nalice <- bob  180", "the Request-URI is 'sip:bob@pbx.example'", "expected", TestName = "Another_uri_fails_the_scenario")]
    [TestCase("alice: call bob\nalice -> bob  INVITE\n   Max-Forwards: 69\nalice <- bob  180", "Max-Forwards is '70'", "INVITE", TestName = "Another_header_value_fails_the_scenario")]
    [TestCase("alice: call bob\nalice -> bob  INVITE\n   !Contact\nalice <- bob  180", "there is Contact", "INVITE", TestName = "An_unwanted_header_fails_the_scenario")]
    [TestCase("alice: call bob\nalice -> bob  INVITE\n   Subject\nalice <- bob  180", "there is no Subject", "INVITE", TestName = "A_missing_header_fails_the_scenario")]
    [TestCase("alice: call bob\nalice -> bob  INVITE\nbob -> alice  INVITE\nalice <- bob  180", "did not come", "INVITE", TestName = "The_wrong_direction_fails_the_scenario")]
    [TestCase(Call + "\nbob: answer\nalice -> bob  ACK", "200 OK (INVITE)", "not in the table", TestName = "A_message_left_out_of_a_later_block_fails_the_scenario")]
    [TestCase("carol: call bob\nalice -> bob INVITE", "There is no terminal 'carol'", "line 1", TestName = "An_unknown_actor_fails_the_scenario")]
    [TestCase("alice: dance", "does not know how to 'dance'", "line 1", TestName = "An_unknown_action_fails_the_scenario")]
    [TestCase("bob: answer", "bob has no call to answer", "line 1", TestName = "An_action_without_its_call_fails_the_scenario")]
    public async Task Deviation_fails_the_scenario(string table, string tells, string tellsToo)
    {
        var (lab, _, _) = await TestLab.PairAsync();
        await using var _1 = lab;

        Assert.That(async () => await Scenario.RunAsync(lab, table), Throws.TypeOf<ScenarioException>().With.Message.Contains(tells).And.Message.Contains(tellsToo));
    }

    [Test]
    public async Task A_failure_shows_expected_against_seen_and_the_ladder()
    {
        var (lab, _, _) = await TestLab.PairAsync();
        await using var _1 = lab;

        var failure = await Assert.ThrowsAsync<ScenarioException>(async () => await Scenario.RunAsync(lab, """
            alice: call bob
            alice -> bob  INVITE
            alice <- bob  486 (INVITE)
            alice -> bob  ACK
            """));

        Assert.That(failure!.Message.ReplaceLineEndings("\n"), Is.EqualTo("""
            The scenario failed after line 1 'alice: call bob'.

              expected                    seen
              alice -> bob INVITE         alice -> bob  INVITE
            ! alice <- bob 486 (INVITE)   (did not come)
            ! alice -> bob ACK            (did not come)
            ! -                           bob -> alice  180 Ringing (INVITE)  (not in the table)

            The ladder of the scenario so far:

                        bob                       alice
            +0.000 s     |<-------- INVITE ---------|
            +0.000 s     |-- 180 Ringing (INVITE) ->|

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public async Task The_order_within_one_direction_of_a_call_is_checked()
    {
        var (lab, _, _) = await TestLab.PairAsync(bob: o => o with { Answer = TerminalAnswer.After(TimeSpan.FromSeconds(1)) });
        await using var _1 = lab;

        Assert.That(async () => await Scenario.RunAsync(lab, """
            alice: call bob
            ...
            +2s
            alice -> bob  ACK
            alice <- bob  200 (INVITE)
            alice: hang up
            alice <- bob  200 (BYE)
            alice -> bob  BYE
            """), Throws.Nothing, "Between directions there is no order.");
        Assert.That(async () => await Scenario.RunAsync(lab, """
            alice: call bob
            alice <- bob  200 (INVITE)
            alice <- bob  180 (INVITE)
            alice -> bob  INVITE
            """), Throws.TypeOf<ScenarioException>());
    }

    [Test]
    public async Task Optional_and_other_messages_are_allowed_where_the_table_says_so()
    {
        var (lab, _, _) = await TestLab.PairAsync();
        await using var _1 = lab;

        await Scenario.RunAsync(lab, """
            # Rings, or not.
            alice: call bob
            alice   -> bob  INVITE
            ? alice <- bob  100
            ? alice <- bob  18x
            bob: answer
            ...
            """);
    }

    [Test]
    public async Task Own_actions_run_and_their_failure_is_told()
    {
        var (lab, alice, _) = await TestLab.PairAsync();
        await using var _1 = lab;
        var actions = new Dictionary<string, Func<Task>>
        {
            ["app: call twice"] = async () =>
            {
                await alice.CallAsync("bob");
                await alice.CallAsync("bob");
            },
            ["app: fail"] = () => throw new InvalidOperationException("no such luck"),
            ["app: hang"] = () => new TaskCompletionSource().Task,
        };

        await Scenario.RunAsync(lab, """
            app: call twice
            alice -> bob  INVITE
            alice -> bob  INVITE
            alice <- bob  180
            alice <- bob  180
            """, actions);
        Assert.That(async () => await Scenario.RunAsync(lab, "app: fail", actions), Throws.TypeOf<ScenarioException>().With.Message.Contains("no such luck"));
        Assert.That(async () => await Scenario.RunAsync(lab, "app: hang", actions), Throws.TypeOf<ScenarioException>().With.Message.Contains("not come to its end"));
    }

    [TestCase("alice => bob INVITE")]
    [TestCase("alice -> bob invite now please")]
    [TestCase("+5 parsecs")]
    [TestCase("nonsense")]
    [TestCase("alice: call bob\n   Contact: x")]
    [TestCase("alice -> bob INVITE\n   !Contact: x")]
    public async Task A_line_that_cannot_be_understood_is_named(string table)
    {
        await using var lab = new SipLab();

        Assert.That(async () => await Scenario.RunAsync(lab, table), Throws.TypeOf<FormatException>().With.Message.Contains("line ").And.Message.Contains(table.Split('\n')[^1].Trim()));
    }
}
