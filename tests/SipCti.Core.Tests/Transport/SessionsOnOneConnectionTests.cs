using System.Collections.Concurrent;
using System.Text;
using CsCheck;

namespace SipCti.Core.Tests.Transport;

/// <summary>Many sessions share one connection, cut wherever the network likes: each gets its own messages, all of them, in order.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class SessionsOnOneConnectionTests(Medium medium) : TransportTest(medium)
{
    private const int Sessions = 1000;
    private const int MessagesPerSession = 3;

    // What the network does to the bytes: mostly small pieces, or large ones, or anything between.
    private static readonly Gen<int[]> Cuts = Gen.OneOf(
        Gen.Int[1, 40].Array[50, 400],
        Gen.Int[1, 700].Array[50, 400],
        Gen.Int[1, 65_536].Array[50, 400],
        Gen.OneOf(Gen.Int[1, 3], Gen.Int[300, 5_000]).Array[50, 400]);

    // Which session speaks next: a shuffle of all their turns.
    private static readonly Gen<int[]> Turns = Gen.Shuffle(Enumerable.Range(0, Sessions * MessagesPerSession).Select(turn => turn % Sessions).ToArray());

    private static readonly Gen<int[]> BodyLengths = Gen.Int[0, 600].Array[Sessions];

    [Test]
    public async Task Messages_of_1000_interleaved_sessions_reach_their_session_however_the_bytes_are_cut()
    {
        var server = await Rig.ServeAsync();
        var run = 0;
        await Check.SampleAsync(
            Gen.Select(Turns, Cuts, BodyLengths),
            async sample =>
            {
                var (turns, cuts, bodies) = sample;
                await CarryAsync(server, $"run{Interlocked.Increment(ref run)}", turns, cuts, bodies);
            },
            iter: 15,
            threads: 1);
    }

    private async Task CarryAsync(Rig.Server server, string run, int[] turns, int[] cuts, int[] bodies)
    {
        var sent = new List<string>[Sessions];
        var stream = new StringBuilder();
        foreach (var session in turns)
        {
            var messages = sent[session] ??= [];
            var text = Message(run, session, messages.Count, bodies[session]);
            messages.Add(text);
            stream.Append(text);
        }

        var received = new ConcurrentDictionary<string, List<string>>();
        var left = turns.Length;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.User.React = (_, message) =>
        {
            received.GetOrAdd(message.CallId, _ => []).Add(message.ToString()!);
            if (Interlocked.Decrement(ref left) == 0)
                all.SetResult();
        };

        var peer = await Rig.ConnectAsync(server);
        await WriteInPiecesAsync(peer, Encoding.UTF8.GetBytes(stream.ToString()), cuts);
        await all.Task.WaitAsync(Rig.Guard);
        await peer.EndAsync();

        Assert.That(received, Has.Count.EqualTo(Sessions));
        for (var session = 0; session < Sessions; session++)
            Assert.That(received[CallId(run, session)], Is.EqualTo(sent[session]));
    }

    private static async Task WriteInPiecesAsync(RawPeer peer, byte[] bytes, int[] cuts)
    {
        for (int offset = 0, piece = 0; offset < bytes.Length; piece++)
        {
            var length = Math.Min(cuts[piece % cuts.Length], bytes.Length - offset);
            await peer.WriteAsync(bytes.AsMemory(offset, length));
            offset += length;
        }
    }

    // A sent-by of the peer's own address without rport: the message arrives byte for byte as it was sent.
    private static string Message(string run, int session, int number, int bodyLength) => Text.Request(
        method: number switch { 0 => "INVITE", 1 => "ACK", _ => "BYE" },
        callId: CallId(run, session),
        cseq: (uint)number + 1,
        body: string.Concat(Enumerable.Repeat($"{session}:{number}\r\n\r\n", 1 + bodyLength / 8)),
        via: $"127.0.0.1:5060;branch=z9hG4bK{session}x{number}");

    private static string CallId(string run, int session) => $"{run}-session-{session}@example.com";
}
