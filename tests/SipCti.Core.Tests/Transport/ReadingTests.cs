using System.Text;
using SipCti.Messages;

namespace SipCti.Core.Tests.Transport;

/// <summary>Bytes become messages, however they come.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class ReadingTests(Medium medium) : TransportTest(medium)
{
    [Test]
    public async Task A_message_arrives_whole_wherever_it_is_cut()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        var bytes = Encoding.UTF8.GetBytes(Text.Request(body: "hello\r\n\r\nworld"));
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            await peer.WriteAsync(bytes.AsMemory(0, cut));
            await peer.WriteAsync(bytes.AsMemory(cut));
            var (_, message) = await server.User.NextAsync();
            Assert.That(Encoding.UTF8.GetString(message.Body.Span), Is.EqualTo("hello\r\n\r\nworld"), $"cut at {cut}");
        }
    }

    [Test]
    public async Task A_message_arrives_whole_byte_by_byte()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        var bytes = Encoding.UTF8.GetBytes(Text.Request(body: "v=0"));
        for (var index = 0; index < bytes.Length; index++)
            await peer.WriteAsync(bytes.AsMemory(index, 1));
        var (_, message) = await server.User.NextAsync();
        Assert.That(message.CallId, Is.EqualTo("call-1"));
    }

    [Test]
    public async Task Messages_of_one_write_arrive_one_by_one_in_order()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(string.Concat(Enumerable.Range(1, 500).Select(n => Text.Request(callId: $"c{n}", body: new string('x', n)))));
        for (var n = 1; n <= 500; n++)
        {
            var (_, message) = await server.User.NextAsync();
            Assert.That((message.CallId, message.Body.Length), Is.EqualTo(($"c{n}", n)));
        }
    }

    [Test]
    public async Task Requests_and_responses_go_their_ways()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        var request = Text.Request();
        await peer.WriteAsync(request + Text.Parsed(request).CreateResponse(180));
        var (_, first) = await server.User.NextAsync();
        var (_, second) = await server.User.NextAsync();
        Assert.That(first, Is.InstanceOf<SipRequest>());
        Assert.That(((SipResponse)second).StatusCode, Is.EqualTo(180));
    }

    [Test]
    public async Task A_double_crlf_is_answered_with_a_single_one()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync("\r\n\r\n");
        Assert.That(await peer.ReadAsync(2), Is.EqualTo("\r\n"));

        // Nothing but that one pong came before the answer to a message; and a lone CRLF is no ping.
        server.User.React = (flow, message) => flow.Send(((SipRequest)message).CreateResponse(200));
        await peer.WriteAsync("\r\n" + Text.Request());
        Assert.That(await peer.ReadAsync(11), Is.EqualTo("SIP/2.0 200"));
    }

    [Test]
    public async Task The_end_of_the_peer_closes_the_flow_after_its_last_message()
    {
        var server = await Rig.ServeAsync();
        server.User.React = (flow, message) => flow.Send(((SipRequest)message).CreateResponse(200));
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        await peer.EndAsync();
        Assert.That(await peer.ReadToEndAsync(), Does.StartWith("SIP/2.0 200"));
        var (flow, _) = await server.User.NextAsync();
        Assert.That((await server.User.NextClosedAsync()).Reason, Is.EqualTo("closed by the peer"));
        await flow.Closed.WaitAsync(Rig.Guard);
        Assert.That(server.Layer.FlowCount, Is.Zero);
    }

    [Test]
    public async Task A_reset_connection_closes_its_flow_and_no_other()
    {
        var server = await Rig.ServeAsync();
        var broken = await Rig.ConnectAsync(server);
        var sound = await Rig.ConnectAsync(server);
        await broken.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        broken.Link.Abort();
        Assert.That((await server.User.NextClosedAsync()).Flow, Is.SameAs(flow));
        Assert.That(flow.IsClosed);

        await sound.WriteAsync(Text.Request(callId: "sound"));
        Assert.That((await server.User.NextAsync()).Message.CallId, Is.EqualTo("sound"));
    }

    [Test]
    public async Task A_user_that_throws_does_not_end_the_flow()
    {
        var server = await Rig.ServeAsync();
        server.User.React = (_, message) =>
        {
            if (message.CallId == "bad")
                throw new InvalidOperationException("a bug above");
        };
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request(callId: "bad") + Text.Request(callId: "good"));
        await server.User.NextAsync();
        Assert.That((await server.User.NextAsync()).Message.CallId, Is.EqualTo("good"));
        Assert.That(Rig.Log.Exceptions.Single().Message, Is.EqualTo("a bug above"));
    }
}
