using SipCti.Interop.Tests.Harness;

namespace SipCti.Interop.Tests;

internal sealed class RequiredPeersTests
{
    [Test]
    public void A_missing_peer_is_named_and_the_test_ignored() =>
        Assert.That(() => RequiredPeers.Missing("no-such-phone", required: false),
            Throws.TypeOf<IgnoreException>().With.Message.Contains("no-such-phone"));

    [Test]
    public void A_missing_peer_fails_where_peers_are_required()
    {
        // In a context of its own, or this test would fail with it.
        using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
            Assert.That(() => RequiredPeers.Missing("no-such-phone", required: true),
                Throws.TypeOf<AssertionException>().With.Message.Contains("no-such-phone"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void What_is_there_is_not_missing() => Assert.That(() => RequiredPeers.Check(["sh"]), Throws.Nothing);
}
