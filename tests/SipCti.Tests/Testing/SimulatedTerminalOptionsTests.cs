using SipCti.Testing;

namespace SipCti.Tests.Testing;

public sealed class SimulatedTerminalOptionsTests
{
    private static readonly SimulatedTerminalOptions Good = TestLab.Unregistered("alice", "127.0.0.1:5060");

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return new(Good with { AddressOfRecord = "alice" }, "AddressOfRecord");
        yield return new(Good with { AddressOfRecord = "sip:pbx.example" }, "AddressOfRecord");
        yield return new(Good with { OutboundProxy = "tel:123" }, "OutboundProxy");
        yield return new(Good with { Expires = TimeSpan.Zero }, "Expires");
        yield return new(Good with { RetryInterval = TimeSpan.Zero }, "RetryInterval");
        yield return new(Good with { RefuseRefer = 200 }, "RefuseRefer");
    }

    [TestCaseSource(nameof(Wrong))]
    public void A_wrong_option_is_named(SimulatedTerminalOptions options, string name) =>
        Assert.That(() => new SimulatedTerminal(options), Throws.InstanceOf<ArgumentException>().With.Message.Contains(name));

    [Test]
    public void A_status_that_rejects_nothing_is_refused() => Assert.That(() => TerminalAnswer.Reject(200), Throws.InstanceOf<ArgumentException>());
}
