using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>Every limit is crossed once, and has its answer.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class LimitTests(Medium medium) : TransportTest(medium)
{
    private static readonly SipLimits Small = new() { MaxHeaderBlockBytes = 2_000, MaxHeaderLineBytes = 300, MaxHeaderCount = 12, MaxBodyBytes = 1_000 };

    [Test]
    public async Task A_header_line_too_long_is_answered_and_ends_the_connection() =>
        Assert.That(await AnswerTo(Text.Request(more: $"X-Long: {new string('x', 300)}\r\n")), Does.StartWith("SIP/2.0 513 "));

    [Test]
    public async Task A_start_line_too_long_is_answered_with_414() =>
        Assert.That(await AnswerTo(Text.Request().Replace("sip:bob@", $"sip:{new string('b', 300)}@", StringComparison.Ordinal)), Does.StartWith("SIP/2.0 414 "));

    [Test]
    public async Task Too_many_header_fields_are_answered() =>
        Assert.That(await AnswerTo(Text.Request(more: string.Concat(Enumerable.Repeat("X-One: 1\r\n", 12)))), Does.StartWith("SIP/2.0 513 "));

    [Test]
    public async Task Header_fields_that_are_too_large_together_are_answered() =>
        Assert.That(await AnswerTo(Text.Request(more: string.Concat(Enumerable.Repeat($"X-Long: {new string('x', 280)}\r\n", 7)))), Does.StartWith("SIP/2.0 513 "));

    [Test]
    public async Task A_header_block_that_never_ends_is_not_kept()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = Small });
        var peer = await Rig.ConnectAsync(server);
        var head = Text.Request();
        await peer.WriteAsync(head[..^4] + "\r\n");
        for (var count = 0; count < 20; count++)
            await peer.WriteAsync($"X-Long: {new string('x', 200)}\r\n");
        Assert.That(await peer.ReadToEndAsync(), Does.StartWith("SIP/2.0 513 "));
        await peer.EndAsync();
    }

    [Test]
    public async Task A_body_too_large_is_answered_before_it_comes()
    {
        var head = Text.Request().Replace("Content-Length: 0", "Content-Length: 1001", StringComparison.Ordinal);
        Assert.That(await AnswerTo(head), Does.StartWith("SIP/2.0 413 "));
    }

    [Test]
    public async Task A_connection_over_the_limit_is_closed_at_once_and_a_later_one_lives()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { MaxConnections = 2 } });
        var first = await Rig.ConnectAsync(server);
        var second = await Rig.ConnectAsync(server);
        await HasFlow(server, first);
        await HasFlow(server, second);

        await IsRefusedAsync(server);
        Assert.That(Rig.Log.At(LogLevel.Warning), Has.Some.Contains("MaxConnections of 2"));
        Assert.That(async () => await server.Layer.GetOrConnectAsync(new IPEndPoint(IPAddress.Loopback, 9)), Throws.InstanceOf<TransportException>().With.Message.Contains("MaxConnections"));

        await first.EndAsync();
        var (flow, _) = await server.User.NextClosedAsync();
        await flow.Closed.WaitAsync(Rig.Guard);
        await HasFlow(server, await Rig.ConnectAsync(server));
    }

    [Test]
    public async Task A_connection_over_the_limit_of_its_address_is_closed_at_once()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { MaxConnectionsPerAddress = 1 } });
        var first = await Rig.ConnectAsync(server);
        await HasFlow(server, first);
        await IsRefusedAsync(server);
        Assert.That(Rig.Log.At(LogLevel.Warning), Has.Some.Contains("MaxConnectionsPerAddress of 1"));
        await HasFlow(server, first);
    }

    [Test]
    public async Task A_peer_that_does_not_read_loses_its_connection_when_too_much_waits()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { MaxPendingSendBytes = 65_536 } });
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        var message = Text.Parsed(Text.Request(body: new string('x', 8_000)));

        // The kernel takes some megabytes first.
        var sent = 0;
        while (flow.Send(message) == SendResult.Queued)
            Assert.That(++sent, Is.LessThan(100_000));
        Assert.That(flow.IsClosed);
        Assert.That(flow.Send(message), Is.EqualTo(SendResult.Closed));
        Assert.That((await server.User.NextClosedAsync()).Reason, Is.EqualTo("the peer does not take what it is sent"));
        await flow.Closed.WaitAsync(Rig.Guard);
        Assert.That(Rig.Log.At(LogLevel.Warning), Has.Some.Contains("MaxPendingSendBytes"));
    }

    [Test]
    public async Task The_message_that_overflows_is_answered_with_overflow()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { MaxPendingSendBytes = 65_536 } });
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(Text.Request());
        var (flow, _) = await server.User.NextAsync();
        Assert.That(flow.Send(Text.Parsed(Text.Request(body: new string('x', 66_000)))), Is.EqualTo(SendResult.Overflow));
    }

    [Test]
    public async Task An_accepted_connection_without_a_first_byte_is_closed()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { FirstByteTimeout = TimeSpan.FromSeconds(4) } });
        var silent = await Rig.ConnectAsync(server);
        var speaking = await Rig.ConnectAsync(server);
        await HasFlow(server, speaking);
        await Rig.UntilAsync(() => Rig.Wheel.Count == 2);
        Rig.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.That((await server.User.NextClosedAsync()).Reason, Is.EqualTo("no byte came in time"));
        await silent.WaitForLossAsync();
        await HasFlow(server, speaking);
    }

    [Test]
    public async Task A_begun_message_must_end_in_time()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { HeaderTimeout = TimeSpan.FromSeconds(8) } });
        var peer = await Rig.ConnectAsync(server);
        var slow = Text.Request();
        await peer.WriteAsync(Text.Request() + slow[..30]);
        var (flow, _) = await server.User.NextAsync();
        await Rig.UntilAsync(() => flow.IsInMessage);

        // A trickle does not help.
        Rig.Time.Advance(TimeSpan.FromSeconds(6));
        await peer.WriteAsync(slow[30..60]);
        Rig.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.That((await server.User.NextClosedAsync()).Reason, Is.EqualTo("a begun message did not end in time"));
        await peer.WaitForLossAsync();
    }

    [Test]
    public async Task Each_message_has_its_own_time()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { HeaderTimeout = TimeSpan.FromSeconds(8) } });
        var peer = await Rig.ConnectAsync(server);
        var text = Text.Request();
        await peer.WriteAsync(text + text[..30]);
        for (var round = 0; round < 5; round++)
        {
            var (flow, _) = await server.User.NextAsync();
            await Rig.UntilAsync(() => flow.IsInMessage);
            Rig.Time.Advance(TimeSpan.FromSeconds(5));
            await peer.WriteAsync(text[30..] + text[..30]);
        }

        await server.User.NextAsync();

        Assert.That(server.User.ClosedCount, Is.Zero);
    }

    [Test]
    public async Task An_idle_connection_is_closed_and_a_used_one_is_not()
    {
        var server = await Rig.ServeAsync(options => options with { Limits = new SipLimits { IdleTimeout = TimeSpan.FromMinutes(2) } });
        var idle = await Rig.ConnectAsync(server);
        var pinging = await Rig.ConnectAsync(server);
        await HasFlow(server, idle);
        await HasFlow(server, pinging);
        for (var minute = 0; minute < 5; minute++)
        {
            Rig.Time.Advance(TimeSpan.FromMinutes(1));
            await pinging.WriteAsync("\r\n\r\n");
            await pinging.ReadAsync(2);
        }

        Assert.That((await server.User.NextClosedAsync()).Flow.RemoteEndPoint, Is.EqualTo(idle.EndPoint));
        await idle.WaitForLossAsync();
        await HasFlow(server, pinging);
        Assert.That(server.User.ClosedCount, Is.Zero);
    }

    private static async Task HasFlow(Rig.Server server, RawPeer peer)
    {
        await peer.WriteAsync(Text.Request(callId: $"{peer.EndPoint}"));
        Assert.That((await server.User.NextAsync()).Message.CallId, Is.EqualTo($"{peer.EndPoint}"));
    }

    private async Task IsRefusedAsync(Rig.Server server)
    {
        try
        {
            await (await Rig.ConnectAsync(server)).WaitForLossAsync();
        }
        catch (SocketException)
        {
            // Reset before the connect had returned.
        }
    }

    private async Task<string> AnswerTo(string request)
    {
        var server = await Rig.ServeAsync(options => options with { Limits = Small });
        var peer = await Rig.ConnectAsync(server);
        await peer.WriteAsync(request);
        var answer = await peer.ReadToEndAsync();
        await peer.EndAsync();
        Assert.That(answer, Does.Contain("Call-ID: call-1\r\n"));
        return answer;
    }
}
