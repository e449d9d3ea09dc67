using System.Net;
using System.Net.Sockets;
using System.Text;
using SipCti.Diagnostics;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>The network without sockets does what a test asks of it, and what TCP does otherwise.</summary>
public sealed class InMemoryNetworkTests
{
    private static readonly IPEndPoint Here = new(IPAddress.Parse("10.0.0.1"), 5060);

    private Quiescence _quiescence = null!;
    private InMemoryNetwork _network = null!;

    [SetUp]
    public void SetUp() => _network = new InMemoryNetwork(_quiescence = new Quiescence());

    [Test]
    public async Task Bytes_go_both_ways_and_the_end_is_seen()
    {
        var (a, b) = await PairAsync();
        await a.Output.WriteAsync("ping"u8.ToArray());
        Assert.That(await ReadAsync(b), Is.EqualTo("ping"));
        await b.Output.WriteAsync("pong"u8.ToArray());
        Assert.That(await ReadAsync(a), Is.EqualTo("pong"));
        Assert.That((a.RemoteEndPoint, a.LocalEndPoint), Is.EqualTo((b.LocalEndPoint, b.RemoteEndPoint)));

        await a.DisposeAsync();
        var end = await b.Input.ReadAsync().AsTask().WaitAsync(Rig.Guard);
        Assert.That(end.IsCompleted);
        await b.DisposeAsync();
        Assert.That(_network.ConnectionCount, Is.Zero);
        Assert.That(_quiescence.IsQuiet);
    }

    [Test]
    public async Task A_writer_waits_for_a_reader_that_does_not_read()
    {
        var (a, b) = await PairAsync();
        var write = a.Output.WriteAsync(new byte[100_000]).AsTask();
        Assert.That(write.IsCompleted, Is.False);
        var result = await b.Input.ReadAtLeastAsync(100_000);
        b.Input.AdvanceTo(result.Buffer.End);
        await write.WaitAsync(Rig.Guard);
    }

    [Test]
    public async Task It_is_quiet_when_all_bytes_have_been_looked_at()
    {
        var (a, b) = await PairAsync();
        Assert.That(_quiescence.IsQuiet);
        await a.Output.WriteAsync("half a mess"u8.ToArray());
        Assert.That(_quiescence.IsQuiet, Is.False);
        var quiet = _quiescence.WhenQuietAsync();
        var result = await b.Input.ReadAsync();
        b.Input.AdvanceTo(result.Buffer.Start, result.Buffer.GetPosition(4));
        Assert.That(_quiescence.IsQuiet, Is.False);
        result = await b.Input.ReadAsync();
        b.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        await quiet.WaitAsync(Rig.Guard);
        Assert.That(_quiescence.IsQuiet);

        // The end is work, too, until the reader has finished.
        await a.DisposeAsync();
        Assert.That(_quiescence.IsQuiet, Is.False);
        await b.Input.CompleteAsync();
        Assert.That(_quiescence.IsQuiet);
    }

    [Test]
    public async Task A_chopped_reader_sees_the_same_bytes_in_small_pieces()
    {
        _network.MaxChunk = () => 3;
        var (a, b) = await PairAsync();
        await a.Output.WriteAsync("0123456789"u8.ToArray());
        var text = new StringBuilder();
        for (var seen = 0L; seen < 10;)
        {
            var result = await b.Input.ReadAsync();
            Assert.That(result.Buffer.Length - seen, Is.InRange(1, 3));
            seen = result.Buffer.Length;
            text.Clear().Append(Encoding.ASCII.GetString(result.Buffer));
            b.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        Assert.That(text.ToString(), Is.EqualTo("0123456789"));
        Assert.That(_quiescence.IsQuiet);
    }

    [Test]
    public async Task A_cut_ends_reads_and_writes_of_both_ends_at_once()
    {
        var (a, b) = await PairAsync();
        var reading = b.Input.ReadAsync().AsTask();
        var writing = b.Output.WriteAsync(new byte[100_000]).AsTask();
        _network.CutAll();
        Assert.That(async () => await reading.WaitAsync(Rig.Guard), Throws.InstanceOf<IOException>());
        Assert.That(async () => await writing.WaitAsync(Rig.Guard), Throws.InstanceOf<IOException>());
        Assert.That(async () => await a.Input.ReadAsync(), Throws.InstanceOf<IOException>());
        Assert.That(async () => await a.Output.WriteAsync(new byte[1]), Throws.InstanceOf<IOException>());
        await a.DisposeAsync();
        await b.DisposeAsync();
        Assert.That(_quiescence.IsQuiet);
    }

    [Test]
    public async Task A_cut_takes_only_the_chosen_connections()
    {
        await using var listener = await _network.ListenAsync(Here, CancellationToken.None);
        var kept = await _network.At(IPAddress.Parse("10.0.0.2")).ConnectAsync(Here, CancellationToken.None);
        var cut = await _network.At(IPAddress.Parse("10.0.0.3")).ConnectAsync(Here, CancellationToken.None);
        Assert.That(_network.Cut((from, to) => from.Address.ToString() == "10.0.0.3" && to.Equals(Here)), Is.EqualTo(1));
        Assert.That(async () => await cut.Input.ReadAsync(), Throws.InstanceOf<IOException>());
        await kept.Output.WriteAsync(new byte[1]);
    }

    [Test]
    public async Task Nobody_there_refuses()
    {
        Assert.That(ConnectAsync, Refused);
        await using (await _network.ListenAsync(Here, CancellationToken.None))
        {
            _network.Refuse(Here);
            Assert.That(ConnectAsync, Refused);
            _network.Refuse(Here, false);
            await ConnectAsync();
        }

        Assert.That(ConnectAsync, Refused);

        async Task ConnectAsync() => await _network.ConnectAsync(Here, CancellationToken.None);
    }

    [Test]
    public async Task Silence_lasts_until_the_caller_gives_up()
    {
        await using var listener = await _network.ListenAsync(Here, CancellationToken.None);
        _network.Silence(Here);
        using var patience = new CancellationTokenSource();
        var connect = _network.ConnectAsync(Here, patience.Token).AsTask();
        Assert.That(connect.IsCompleted, Is.False);
        await patience.CancelAsync();
        Assert.That(async () => await connect.WaitAsync(Rig.Guard), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task An_endpoint_is_listened_on_once_and_a_wildcard_hears_every_address()
    {
        await using var listener = await _network.ListenAsync(new IPEndPoint(IPAddress.Any, 5060), CancellationToken.None);
        Assert.That(async () => await _network.ListenAsync(listener.LocalEndPoint, CancellationToken.None),
            Throws.InstanceOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.AddressAlreadyInUse));
        await _network.ConnectAsync(Here, CancellationToken.None);
        Assert.That((await listener.AcceptAsync(CancellationToken.None))!.LocalEndPoint, Is.EqualTo(Here));
    }

    [Test]
    public async Task A_connection_that_nobody_accepts_is_work_and_ends_with_the_listener()
    {
        var listener = await _network.ListenAsync(Here, CancellationToken.None);
        var link = await _network.ConnectAsync(Here, CancellationToken.None);
        Assert.That(_quiescence.IsQuiet, Is.False);
        await listener.DisposeAsync();
        Assert.That(async () => await link.Input.ReadAsync(), Throws.InstanceOf<IOException>());
        await link.DisposeAsync();
        Assert.That(_quiescence.IsQuiet);
        Assert.That(await listener.AcceptAsync(CancellationToken.None), Is.Null);
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refused =>
        Throws.InstanceOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.ConnectionRefused);

    private static async Task<string> ReadAsync(ILink link)
    {
        var result = await link.Input.ReadAsync().AsTask().WaitAsync(Rig.Guard);
        var text = Encoding.ASCII.GetString(result.Buffer);
        link.Input.AdvanceTo(result.Buffer.End);
        return text;
    }

    private async Task<(ILink A, ILink B)> PairAsync()
    {
        await using var listener = await _network.ListenAsync(Here, CancellationToken.None);
        var a = await _network.ConnectAsync(Here, CancellationToken.None);
        var b = await listener.AcceptAsync(CancellationToken.None);
        return (a, b!);
    }
}
