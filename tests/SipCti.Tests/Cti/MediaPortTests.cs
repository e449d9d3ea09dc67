using System.Net;
using System.Net.Sockets;
using SipCti.Media;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class MediaPortTests
{
    // Not a port in this range may be taken by anything else for long: the tests try another range if so.
    private static MediaPortAllocator Range(int pairs, out int first)
    {
        for (first = 20_000; first < 60_000; first += 100)
        {
            var sockets = new List<Socket>();
            try
            {
                for (var i = 0; i < pairs; i++)
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                    sockets.Add(socket);
                    socket.Bind(new IPEndPoint(IPAddress.Loopback, first + (2 * i)));
                }

                return new MediaPortAllocator(IPAddress.Loopback, first - 1, first + (2 * pairs) - 1);
            }
            catch (SocketException)
            {
                // In use: the next range.
            }
            finally
            {
                foreach (var socket in sockets) socket.Dispose();
            }
        }

        throw new InvalidOperationException("No free range of ports.");
    }

    [Test]
    public void Ports_of_a_range_are_even_and_one_more_than_there_are_is_refused()
    {
        var allocator = Range(3, out var first);
        var ports = Enumerable.Range(0, 3).Select(_ => allocator.Allocate(IPAddress.Loopback)).ToList();
        Assert.That(ports.Select(p => p.Number), Is.EqualTo([first, first + 2, first + 4]));
        Assert.That(() => allocator.Allocate(IPAddress.Loopback), Throws.InstanceOf<MediaPortException>());
        ports[1].Dispose();
        ports[1].Dispose();
        using var again = allocator.Allocate(IPAddress.Loopback);
        Assert.That(again.Number, Is.EqualTo(first + 2));
        ports[0].Dispose();
        ports[2].Dispose();
    }

    [Test]
    public void A_port_that_another_program_has_is_passed_over()
    {
        var allocator = Range(2, out var first);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, first));
        using var port = allocator.Allocate(IPAddress.Loopback);
        Assert.That(port.Number, Is.EqualTo(first + 2));
        Assert.That(() => allocator.Allocate(IPAddress.Loopback), Throws.InstanceOf<MediaPortException>());
    }

    [Test]
    public void Without_a_range_the_system_chooses()
    {
        var allocator = new MediaPortAllocator();
        using var four = allocator.Allocate(IPAddress.Loopback);
        Assert.That(four.Number, Is.GreaterThan(0));
    }

    [TestCase(80, 100)]
    [TestCase(40_000, 65_535)]
    [TestCase(40_000, 39_998)]
    [TestCase(40_001, 40_001)]
    public void A_range_out_of_bounds_is_refused(int first, int last) =>
        Assert.That(() => new MediaPortAllocator(null, first, last), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task A_sink_takes_packets_until_it_is_disposed()
    {
        var released = false;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var sink = new MediaSink(new MediaPort(socket, () => released = true));
        using var phone = new UdpClient();
        phone.Connect(IPAddress.Loopback, sink.Port);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (sink.Packets == 0)
        {
            await phone.SendAsync(new byte[172], timeout.Token);
            await Task.Yield();
        }

        sink.Dispose();
        await sink.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(released, Is.True);
    }
}
