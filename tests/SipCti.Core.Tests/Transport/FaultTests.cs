using System.Text;
using Microsoft.Extensions.Logging;
using SipCti.Messages;

namespace SipCti.Core.Tests.Transport;

/// <summary>What is malformed is answered; what cannot be framed ends its connection, and no other.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class FaultTests(Medium medium) : TransportTest(medium)
{
    [Test]
    public async Task A_malformed_request_gets_a_400_that_its_sender_can_match_and_the_flow_lives_on()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request(callId: "c7", more: "Max-Forwards: many\r\n") + Text.Request(callId: "next"));
        var answer = await peer.ReadMessageAsync();
        Assert.That(answer, Does.StartWith("SIP/2.0 400 Bad Request - "));
        Assert.That(answer, Does.Contain("Via: SIP/2.0/TCP 10.0.0.1:5060;branch=z9hG4bK1"));
        Assert.That(answer, Does.Contain("Call-ID: c7\r\n").And.Contains("CSeq: 1 OPTIONS\r\n").And.Contains("From: <sip:alice@example.com>;tag=a\r\n"));
        Assert.That((await server.User.NextAsync()).Message.CallId, Is.EqualTo("next"));
        Assert.That(Rig.Log.At(LogLevel.Warning), Has.Some.Contains("Malformed message from 127.0.0.1"));
    }

    [TestCase("Call-ID: call-1\r\n", "", "400 Bad Request - Missing Call-ID")]
    [TestCase("CSeq: 1 OPTIONS", "CSeq: 1 INVITE", "400 Bad Request - CSeq Method Differs From Request Method")]
    [TestCase("SIP/2.0\r\nVia", "SIP/3.0\r\nVia", "505 Version Not Supported")]
    public async Task The_answer_names_the_fault(string what, string instead, string status)
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request().Replace(what, instead, StringComparison.Ordinal));
        Assert.That(await peer.ReadMessageAsync(), Does.StartWith($"SIP/2.0 {status}\r\n"));
    }

    [TestCase(SipStrictness.Interoperable)]
    [TestCase(SipStrictness.Strict)]
    public async Task A_strict_server_holds_messages_to_the_grammar(SipStrictness strictness)
    {
        var server = await Rig.ServeAsync(options => options with { Strictness = strictness });
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request(more: "Contact: <sip:a@b> ;=\r\n"));
        if (strictness == SipStrictness.Strict)
            Assert.That(await peer.ReadMessageAsync(), Does.StartWith("SIP/2.0 400 Bad Request - Invalid Contact\r\n"));
        else
            Assert.That((await server.User.NextAsync()).Message.Headers.First(HeaderId.Contact), Is.EqualTo("<sip:a@b> ;="));
    }

    [Test]
    public async Task A_strict_server_wants_a_content_length_on_a_stream()
    {
        var server = await Rig.ServeAsync(options => options with { Strictness = SipStrictness.Strict });
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request().Replace("Content-Length: 0\r\n", "", StringComparison.Ordinal));
        Assert.That(await peer.ReadMessageAsync(), Does.StartWith("SIP/2.0 400 Bad Request - Missing Content-Length\r\n"));
    }

    [Test]
    public async Task Lost_framing_is_answered_before_the_connection_ends()
    {
        var server = await Rig.ServeAsync();
        var broken = await Rig.ConnectAsync(server);
        var sound = await Rig.ConnectAsync(server);

        // More follows than anybody reads: the answer must arrive all the same.
        await broken.WriteAsync(Text.Request().Replace("Content-Length: 0", "Content-Length: abc", StringComparison.Ordinal) + new string('x', 30_000));
        var all = await broken.ReadToEndAsync();
        Assert.That(all, Does.StartWith("SIP/2.0 400 Bad Request - Invalid Content-Length\r\n").And.Contains("Call-ID: call-1\r\n"));
        Assert.That((await server.User.NextClosedAsync()).Reason, Does.Contain("framing lost"));
        if (Medium == Medium.Tcp)
        {
            // What the peer still sends is taken, since a reset could overtake the answer.
            for (var count = 0; count < 10; count++)
                await broken.WriteAsync(Text.Request());
        }

        await broken.EndAsync();

        await sound.WriteAsync(Text.Request(callId: "sound"));
        Assert.That((await server.User.NextAsync()).Message.CallId, Is.EqualTo("sound"));
    }

    [Test]
    public async Task A_peer_that_never_ends_after_lost_framing_is_cut_in_the_end()
    {
        var server = await Rig.ServeAsync();
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        await peer.WriteAsync(Text.Request().Replace("Content-Length: 0", "Content-Length: abc", StringComparison.Ordinal));
        await server.User.NextClosedAsync();
        await peer.ReadToEndAsync();
        Rig.Time.Advance(TimeSpan.FromSeconds(3));
        await flow.Closed.WaitAsync(Rig.Guard);
        Assert.That(server.Layer.FlowCount, Is.Zero);
    }

    [Test]
    public async Task A_flow_that_sends_nothing_but_garbage_is_closed()
    {
        var server = await Rig.ServeAsync(options => options with { MaxMalformedInRow = 3 });
        var peer = await Rig.ConnectAsync(server);
        var bad = Text.Request(more: "Max-Forwards: many\r\n");

        // A good one in between begins the count anew.
        await peer.WriteAsync(bad + bad + Text.Request() + bad + bad + bad + bad);
        var all = await peer.ReadToEndAsync();
        await peer.EndAsync();
        Assert.That(all.Split("SIP/2.0 400 ").Length - 1, Is.EqualTo(5));
        Assert.That((await server.User.NextClosedAsync()).Reason, Is.EqualTo("3 malformed messages in a row"));
    }

    [Test]
    public async Task Malformed_responses_and_acks_are_dropped_without_an_answer()
    {
        var server = await Rig.ServeAsync();
        server.User.React = (flow, _) => flow.SendBytes("END."u8);
        var peer = await Rig.ConnectAsync(server);
        var ack = Text.Request("ACK", more: "Max-Forwards: many\r\n");
        var response = ack.Replace("ACK sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK", StringComparison.Ordinal);
        await peer.WriteAsync(ack + response + Text.Request());
        Assert.That(await peer.ReadAsync(4), Is.EqualTo("END."));
    }

    [TestCase("\0\0\0\0\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    [TestCase("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")]
    [TestCase("INVITE\r\n\r\n")]
    [TestCase("INVITE sip:a@b SIP/2.0\r\nContent-Length: -1\r\n\r\n")]
    [TestCase("INVITE sip:a@b SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    public async Task Garbage_ends_nothing_but_its_own_connection(string garbage)
    {
        var server = await Rig.ServeAsync();
        var hostile = await Rig.ConnectAsync(server);
        await hostile.WriteAsync(Encoding.Latin1.GetBytes(garbage));
        await hostile.EndAsync();
        await server.User.NextClosedAsync();
        await hostile.WaitForLossAsync();

        var sound = await Rig.ConnectAsync(server);
        await sound.WriteAsync(Text.Request());
        Assert.That((await server.User.NextAsync()).Message.CallId, Is.EqualTo("call-1"));
        Assert.That(Rig.Log.Exceptions, Is.Empty);
    }
}
