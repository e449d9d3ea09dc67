using System.Net;
using Microsoft.Extensions.Time.Testing;
using SipCti.Diagnostics;
using SipCti.Server;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>
/// A laboratory for products built on SipCti: a network of its own, a fake clock, and a ladder of all messages. Servers take their options
/// from <see cref="Node"/>, terminals come from <see cref="AddTerminal"/>; <see cref="SettleAsync"/> waits until nothing is under way,
/// <see cref="AdvanceAsync"/> moves the clock, <see cref="Cut"/> takes a connection away. <see cref="Scenario"/> runs whole call flows in it.
/// </summary>
public sealed class SipLab : IAsyncDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(10);

    // Rounds in which nothing may be under way: work that a test's own continuation starts shows within them.
    private const int CalmRounds = 5;
    private const int StepsPerAdvance = 1000;

    private readonly InMemoryNetwork? _memory;
    private readonly LabWiring _wiring;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IPEndPoint> _addresses = [];
    private readonly Dictionary<string, SimulatedTerminal> _terminals = [];

    /// <summary>Makes an empty lab.</summary>
    /// <param name="network">What joins the nodes.</param>
    /// <param name="start">Where the fake clock starts; null for 2026-01-01 00:00 UTC.</param>
    public SipLab(LabNetwork network = LabNetwork.InMemory, DateTimeOffset? start = null)
    {
        Time = new FakeTimeProvider(start ?? Midnight);
        _memory = network == LabNetwork.InMemory ? new InMemoryNetwork(Quiescence) : null;
        _wiring = new LabWiring(_memory, Quiescence);
        Ladder = new MessageLadder(time: Time);
    }

    /// <summary>The clock of all nodes. Move it with <see cref="AdvanceAsync"/>, which lets the nodes work in between.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>Counts the work in progress of all nodes.</summary>
    public Quiescence Quiescence { get; } = new();

    /// <summary>Every message between the nodes.</summary>
    public MessageLadder Ladder { get; }

    /// <summary>The terminals by their names.</summary>
    public IReadOnlyDictionary<string, SimulatedTerminal> Terminals
    {
        get
        {
            lock (_gate) return new Dictionary<string, SimulatedTerminal>(_terminals);
        }
    }

    /// <summary>How long <see cref="SettleAsync"/> waits in real time before it gives up. Default: 10 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The options of a server that is a node of this lab: its address, the lab's clock, network and ladder. To be used as
    /// <c>SipServer.Create(lab.Node("proxy"))</c>.
    /// </summary>
    /// <param name="name">The node's name, unique in the lab; it heads the node's column of the ladder.</param>
    /// <returns>Sets the options.</returns>
    /// <exception cref="ArgumentException">There is such a node already.</exception>
    public Action<SipServerOptions> Node(string name)
    {
        var address = NewAddress(name);
        var links = LinksOf(name, address);
        var tap = Ladder.Tap(name);
        return options =>
        {
            options.ListenTcp(address);
            options.Links = links;
            options.Time = Time;
            options.Quiescence = Quiescence;
            options.Tap = tap;
        };
    }

    /// <summary>Where a node listens.</summary>
    /// <param name="name">The node's name.</param>
    /// <returns>Its endpoint.</returns>
    /// <exception cref="InvalidOperationException">There is no such node, or over sockets it has not started yet.</exception>
    public IPEndPoint AddressOf(string name)
    {
        if (_wiring.AddressOf(name) is { } listening) return listening;
        lock (_gate)
        {
            return _addresses.TryGetValue(name, out var address) && address.Port != 0
                ? address
                : throw new InvalidOperationException($"No node '{name}' listens in this lab.");
        }
    }

    /// <summary>Adds a terminal. It registers once it is started with <see cref="SimulatedTerminal.StartAsync"/>. The lab disposes it.</summary>
    /// <param name="name">The terminal's name in ladders and scenarios, unique in the lab.</param>
    /// <param name="options">Its options; those for network, clock, address and tap are the lab's.</param>
    /// <returns>The terminal.</returns>
    /// <exception cref="ArgumentException">There is such a node already, or an option has a wrong value.</exception>
    public SimulatedTerminal AddTerminal(string name, SimulatedTerminalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = NewAddress(name);
        var terminal = new SimulatedTerminal(options with
        {
            Listen = address,
            Links = LinksOf(name, address),
            Time = Time,
            Quiescence = Quiescence,
            Tap = Ladder.Tap(name),
        });
        lock (_gate) _terminals[name] = terminal;
        return terminal;
    }

    /// <summary>Cuts the connections between two nodes; until <see cref="Restore"/> they get no new one. In-process hops are not connections.</summary>
    /// <param name="a">A node.</param>
    /// <param name="b">Another node.</param>
    public void Cut(string a, string b) => _wiring.Cut(a, b);

    /// <summary>Lets two nodes connect again.</summary>
    /// <param name="a">A node.</param>
    /// <param name="b">Another node.</param>
    public void Restore(string a, string b) => _wiring.Restore(a, b);

    /// <summary>From now on, new connections deliver their bytes in pieces of random size.</summary>
    /// <param name="atMost">The largest piece in bytes, 1 or more.</param>
    /// <param name="seed">The seed of the sizes: the same seed, the same cuts.</param>
    /// <exception cref="InvalidOperationException">The lab uses sockets, which cut as they like.</exception>
    public void Chop(int atMost, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        if (_memory is null) throw new InvalidOperationException("Only the in-memory network can be chopped.");
        var random = new Random(seed);
        _memory.MaxChunk = () =>
        {
            lock (random) return random.Next(1, atMost + 1);
        };
    }

    /// <summary>Waits until nothing is under way: no bytes on a connection, no queued message, no busy strand.</summary>
    /// <returns>Completes when the lab is at rest.</returns>
    /// <exception cref="TimeoutException">It did not come to rest within <see cref="Patience"/>.</exception>
    public async Task SettleAsync()
    {
        var begin = TimeProvider.System.GetTimestamp();
        for (var calm = 0; calm < CalmRounds;)
        {
            if (Quiescence.IsQuiet)
            {
                calm++;
                await Task.Yield();
                continue;
            }

            calm = 0;
            var left = Patience - TimeProvider.System.GetElapsedTime(begin);
            if (left <= TimeSpan.Zero || !await Within(Quiescence.WhenQuietAsync(), left))
                throw new TimeoutException($"The lab did not come to rest within {Patience.TotalSeconds} s.\n{Ladder.Draw()}");
        }
    }

    /// <summary>
    /// Moves the clock and lets the nodes work in between: in steps of 10 ms, or of a thousandth of the time when that is longer.
    /// A timer that another timer starts is thus late by one step at most.
    /// </summary>
    /// <param name="time">How far; not negative.</param>
    /// <returns>Completes when the lab is at rest at the new time.</returns>
    public async Task AdvanceAsync(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var step = time / StepsPerAdvance > SmallestStep ? time / StepsPerAdvance : SmallestStep;
        await SettleAsync();
        for (var left = time; left > TimeSpan.Zero; left -= step)
        {
            Time.Advance(left < step ? left : step);
            await SettleAsync();
        }
    }

    /// <summary>Disposes the terminals. Servers are disposed by whoever built them.</summary>
    /// <returns>Completes when all are gone.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (var terminal in Terminals.Values) await terminal.DisposeAsync();
    }

    /// <summary>Begins work of a test so that what it does after an await counts as under way.</summary>
    internal Task RunCountedAsync(Func<Task> work) => new CountedContext(Quiescence).RunAsync(work);

    private static async Task<bool> Within(Task quiet, TimeSpan left)
    {
        try
        {
            await quiet.WaitAsync(left);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private LabLinks LinksOf(string name, IPEndPoint address) =>
        new(name, _memory?.At(address.Address) ?? new TcpLinkFactory(), _wiring);

    private IPEndPoint NewAddress(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        lock (_gate)
        {
            var address = _memory is not null
                ? new IPEndPoint(new IPAddress([10, 0, (byte)(_addresses.Count / 250), (byte)(_addresses.Count % 250 + 1)]), StaticResolver.DefaultPort)
                : new IPEndPoint(IPAddress.Loopback, 0);
            if (!_addresses.TryAdd(name, address)) throw new ArgumentException($"The lab has a node '{name}' already.", nameof(name));
            return address;
        }
    }
}
