using SipCti.Messages;
using SipCti.Proxying;

namespace SipCti.Tests.Proxying;

[TestFixture]
public sealed class DialogRouteTests
{
    private static readonly byte[] Key = new byte[32];

    [TestCase("aaa", "bbb")]
    [TestCase("aaa", null)]
    [TestCase(null, "bbb")]
    [TestCase(null, null)]
    public void What_was_written_is_read(string? a, string? b)
    {
        var written = new DialogRoute(a, b);

        Assert.That(DialogRoute.TryRead(Own(written.ToParameter(Key, "c1")), Key, "c1", out var read), Is.True);
        Assert.That(read, Is.EqualTo(written));
    }

    [Test]
    public void Nothing_else_is_read()
    {
        var parameter = new DialogRoute("aaa", "bbb").ToParameter(Key, "c1");

        Assert.That(DialogRoute.TryRead(Own(parameter), Key, "c2", out _), Is.False, "another Call-ID");
        Assert.That(DialogRoute.TryRead(Own(parameter), new byte[] { 1, 2, 3 }, "c1", out _), Is.False, "another key");
        Assert.That(DialogRoute.TryRead(Own(parameter.Replace("bbb", "ccc", StringComparison.Ordinal)), Key, "c1", out _), Is.False, "another connection");
        Assert.That(DialogRoute.TryRead(Own(parameter.Replace("~aaa", "", StringComparison.Ordinal)), Key, "c1", out _), Is.False, "a connection less");
        Assert.That(DialogRoute.TryRead(Own(""), Key, "c1", out _), Is.False, "no parameter");
        Assert.That(DialogRoute.TryRead(Own(";dialog"), Key, "c1", out _), Is.False, "no value");
        Assert.That(DialogRoute.TryRead(Own(";dialog=~~"), Key, "c1", out _), Is.False, "no proof");
    }

    [Test]
    public void The_Call_ID_and_the_connections_are_not_run_together()
    {
        // The proof of one Call-ID without connections must not prove a shorter one with them.
        var proof = new DialogRoute(null, null).ToParameter(Key, "c1~aaa~bbb");

        Assert.That(DialogRoute.TryRead(Own(proof + "~aaa~bbb"), Key, "c1", out _), Is.False);
    }

    [TestCase("aaa", "bbb", "aaa", "bbb")]
    [TestCase("aaa", "bbb", "bbb", "aaa")]
    [TestCase("aaa", "bbb", "ccc", null)]
    [TestCase("aaa", null, "aaa", null)]
    [TestCase("aaa", null, "ccc", "aaa")]
    [TestCase(null, "bbb", "bbb", null)]
    [TestCase(null, "bbb", "ccc", "bbb")]
    [TestCase(null, null, "ccc", null)]
    public void A_request_goes_to_the_end_that_it_does_not_come_from(string? a, string? b, string arrivedOn, string? expected) =>
        Assert.That(new DialogRoute(a, b).Opposite(arrivedOn), Is.EqualTo(expected));

    private static SipUri Own(string parameters) => SipUri.Parse($"sip:127.0.0.1:5070;transport=tcp;lr{parameters}");
}
