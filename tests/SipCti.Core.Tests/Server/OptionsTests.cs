using System.Net;
using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Core.Tests.Server;

public class OptionsTests
{
    [Test]
    public void A_wrong_value_fails_the_build_and_names_the_option()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SipServer.Create(o => o.StrandCount = 3).Build(), Throws.InstanceOf<ArgumentException>().With.Message.Contain("StrandCount"));
            Assert.That(() => SipServer.Create(o => o.DrainTimeout = TimeSpan.FromSeconds(-1)).Build(), Throws.InstanceOf<ArgumentException>().With.Message.Contain("DrainTimeout"));
            Assert.That(() => SipServer.Create(o => o.Limits = o.Limits with { MaxBodyBytes = -1 }).Build(), Throws.InstanceOf<ArgumentException>().With.Message.Contain("MaxBodyBytes"));
            Assert.That(() => SipServer.Create(o => o.ListenTcp("not an address", 5060)), Throws.InstanceOf<ArgumentException>().With.Message.Contain("not an address"));
            Assert.That(() => SipServer.Create(o => o.ListenTcp("127.0.0.1", 65536)), Throws.InstanceOf<ArgumentException>());
        });
    }

    [TestCase("sip:192.0.2.1", "192.0.2.1:5060")]
    [TestCase("sip:192.0.2.1:5070;transport=tcp", "192.0.2.1:5070")]
    [TestCase("sip:u@[2001:db8::1]:5070", "[2001:db8::1]:5070")]
    [TestCase("sip:LOCALHOST:6000", "127.0.0.1:6000")]
    [TestCase("sip:known.example", "192.0.2.7:5062")]
    [TestCase("sip:known.example:6000", "192.0.2.7:6000")]
    [TestCase("sip:any.example;maddr=192.0.2.8", "192.0.2.8:5060")]
    public async Task The_static_resolver_finds(string uri, string expected) => Assert.That((await Resolve(uri)).Single(), Is.EqualTo(IPEndPoint.Parse(expected)));

    [TestCase("sip:unknown.example")]
    [TestCase("sips:192.0.2.1")]
    [TestCase("sip:192.0.2.1;transport=udp")]
    [TestCase("tel:+1234")]
    public async Task The_static_resolver_has_nothing_for(string uri) => Assert.That(await Resolve(uri), Is.Empty);

    private static async Task<IReadOnlyList<IPEndPoint>> Resolve(string uri) =>
        await new StaticResolver(new Dictionary<string, IReadOnlyList<IPEndPoint>> { ["Known.Example"] = [IPEndPoint.Parse("192.0.2.7:5062")] }).ResolveAsync(SipUri.Parse(uri), CancellationToken.None);
}
