using SipCti.Messages;

namespace SipCti.Core.Tests.Transport;

/// <summary>A request's top Via says where it came from.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class ViaTests(Medium medium) : TransportTest(medium)
{
    [Test]
    public async Task Another_address_than_sent_by_gets_received()
    {
        var (via, _) = await ViaOf("10.0.0.1:5060;branch=z9hG4bK1");
        Assert.That(via.ToString(), Is.EqualTo("SIP/2.0/TCP 10.0.0.1:5060;branch=z9hG4bK1;received=127.0.0.1"));
    }

    [Test]
    public async Task A_host_name_gets_received()
    {
        var (via, _) = await ViaOf("phone.example.com;branch=z9hG4bK1");
        Assert.That(via.Received, Is.EqualTo("127.0.0.1"));
    }

    [Test]
    public async Task The_same_address_without_rport_stays_as_it_is()
    {
        var (via, _) = await ViaOf("127.0.0.1:9;branch=z9hG4bK1");
        Assert.That(via.ToString(), Is.EqualTo("SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK1"));
    }

    [Test]
    public async Task Rport_is_filled_in_and_comes_with_received()
    {
        var (via, port) = await ViaOf("127.0.0.1:9;rport;branch=z9hG4bK1");
        Assert.That((via.RPort, via.Received), Is.EqualTo(((int?)port, "127.0.0.1")));
    }

    [Test]
    public async Task What_the_sender_claims_is_replaced()
    {
        var (via, port) = await ViaOf("10.0.0.1;rport=1;received=10.9.9.9;branch=z9hG4bK1");
        Assert.That((via.RPort, via.Received), Is.EqualTo(((int?)port, "127.0.0.1")));
    }

    [TestCase("127.0.0.1:9;received=10.9.9.9;branch=z9hG4bK1", false)]
    [TestCase("127.0.0.1:9;rport;rport=7;branch=z9hG4bK1", true)]
    [TestCase("127.0.0.1:9;received=10.9.9.9;received=10.9.9.8;rport=7;rport=8;branch=z9hG4bK1", true)]
    public async Task No_claim_of_the_sender_outlives_what_was_seen(string text, bool hasRPort)
    {
        var (via, port) = await ViaOf(text);
        Assert.That((via.RPort, via.Received), Is.EqualTo((hasRPort ? (int?)port : null, "127.0.0.1")));
    }

    [Test]
    public async Task Only_the_top_via_is_touched()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request(via: "10.0.0.1;branch=z9hG4bK2, SIP/2.0/TCP 10.0.0.2;rport;branch=z9hG4bK1"));
        var (_, message) = await server.User.NextAsync();
        Assert.That(message.TryGetVias(out var vias), Is.True);
        Assert.That(vias[0].ToString(), Is.EqualTo("SIP/2.0/TCP 10.0.0.1;branch=z9hG4bK2;received=127.0.0.1"));
        Assert.That(vias[1].ToString(), Is.EqualTo("SIP/2.0/TCP 10.0.0.2;rport;branch=z9hG4bK1"));
    }

    private async Task<(Via Via, int Port)> ViaOf(string via)
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request(via: via));
        var (_, message) = await server.User.NextAsync();
        return (message.TopVia, peer.EndPoint.Port);
    }
}
