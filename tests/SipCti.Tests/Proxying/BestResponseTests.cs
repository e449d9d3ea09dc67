using SipCti.Messages;
using SipCti.Proxying;

namespace SipCti.Tests.Proxying;

[TestFixture]
public sealed class BestResponseTests
{
    [TestCase(new[] { 486 }, 486)]
    [TestCase(new[] { 500, 486 }, 486, TestName = "The_lowest_class_wins")]
    [TestCase(new[] { 486, 302, 404 }, 302, TestName = "A_redirection_is_better_than_a_refusal")]
    [TestCase(new[] { 302, 603, 404 }, 603, TestName = "A_6xx_wins_over_everything")]
    [TestCase(new[] { 404, 407, 486 }, 407, TestName = "A_challenge_helps_the_caller")]
    [TestCase(new[] { 404, 484, 486 }, 484, TestName = "An_incomplete_address_helps_the_caller")]
    [TestCase(new[] { 408, 486 }, 486, TestName = "Busy_says_more_than_no_answer")]
    [TestCase(new[] { 480, 486 }, 486, TestName = "Busy_says_more_than_absent")]
    [TestCase(new[] { 408, 480 }, 480, TestName = "Absent_says_more_than_no_answer")]
    [TestCase(new[] { 487, 486 }, 486, TestName = "A_reason_says_more_than_our_own_cancel")]
    [TestCase(new[] { 486, 403 }, 486, TestName = "Among_equals_the_first_wins")]
    [TestCase(new[] { 503, 504 }, 504, TestName = "A_503_is_the_last_choice")]
    public void Choice(int[] statuses, int expected)
    {
        var best = new BestResponse();
        foreach (var status in statuses) best.Add(Response(status));

        Assert.That(best.Take()!.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public void Without_a_response_there_is_no_best_one() => Assert.That(new BestResponse().Take(), Is.Null);

    private static SipResponse Response(int status)
    {
        var to = SipUri.Parse("sip:bob@pbx.example");
        var request = SipRequest.Create(SipMethod.Invite, to, new NameAddr(SipUri.Parse("sip:alice@pbx.example")).WithTag("a"), new NameAddr(to), "c1", 1);
        return request.CreateResponse(status, null, "b");
    }
}
