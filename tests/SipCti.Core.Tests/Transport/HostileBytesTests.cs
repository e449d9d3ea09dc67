using System.Text;
using CsCheck;

namespace SipCti.Core.Tests.Transport;

/// <summary>Whatever bytes come: the process lives, other connections work, and the connection's end leaves nothing behind.</summary>
[TestFixture(Medium.InMemory)]
[TestFixture(Medium.Tcp)]
public sealed class HostileBytesTests(Medium medium) : TransportTest(medium)
{
    private static readonly string[] Fragments =
    [
        "\r\n", "\r\n\r\n", "\n\n", "\r", "\0", " ", "SIP/2.0 200 OK\r\n", "Content-Length: 5\r\n", "l: 99\r\n\r\n", "Via: x\r\n\t folded\r\n",
    ];

    private static readonly Gen<byte[]> Good = Gen.Int[0, 2_000].Select(length => Encoding.UTF8.GetBytes(Text.Request(body: new string('x', length))));

    private static readonly Gen<byte[]> Damaged =
        Gen.Select(Good, Gen.Int[0, 5_000], Gen.Byte, Gen.Int[0, 20]).Select((bytes, place, value, drop) => Damage(bytes, place % bytes.Length, value, drop));

    private static readonly Gen<byte[]> Pieces = Gen.OneOf(
        Good,
        Damaged,
        Gen.Byte.Array[0, 300],
        Gen.Int[0, Fragments.Length - 1].Select(index => Encoding.UTF8.GetBytes(Fragments[index])));

    [Test]
    public async Task Any_bytes_end_nothing_but_their_own_connection()
    {
        var server = await Rig.ServeAsync();
        server.User.React = (flow, message) => flow.Send(message);
        var sound = await Rig.ConnectAsync(server);
        var run = 0;
        await Check.SampleAsync(
            Pieces.List[1, 30],
            async pieces =>
            {
                var hostile = await Rig.ConnectAsync(server);
                foreach (var piece in pieces)
                {
                    if (!await TryWriteAsync(hostile, piece))
                        break;
                }

                await hostile.EndAsync();
                await hostile.WaitForLossAsync();
                await server.User.NextClosedAsync();

                var callId = $"sound{Interlocked.Increment(ref run)}";
                await sound.WriteAsync(Text.Request(callId: callId));
                Assert.That(await sound.ReadMessageAsync(), Does.Contain($"Call-ID: {callId}\r\n"));
            },
            iter: 150,
            threads: 1);
        await Rig.UntilAsync(() => server.Layer.FlowCount == 1);
        Assert.That(Rig.Log.Exceptions, Is.Empty);
    }

    private static byte[] Damage(byte[] bytes, int place, byte value, int drop) =>
        [.. bytes[..place], value, .. bytes[Math.Min(place + 1 + drop, bytes.Length)..]];

    private static async Task<bool> TryWriteAsync(RawPeer peer, byte[] bytes)
    {
        try
        {
            await peer.WriteAsync(bytes);
            return true;
        }
        catch (IOException)
        {
            // The server has had enough of it.
            return false;
        }
    }
}
