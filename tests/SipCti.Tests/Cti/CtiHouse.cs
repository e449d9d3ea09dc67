using System.Collections.Concurrent;
using SipCti.Authentication;
using SipCti.Cti;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Proxying;
using SipCti.Registration;
using SipCti.Server;
using SipCti.Testing;

namespace SipCti.Tests.Cti;

/// <summary>The whole house with digest: terminals, pass-through, proxy, and an application that watches everything.</summary>
internal sealed class CtiHouse : IAsyncDisposable
{
    private readonly RegistrationTable _table;
    private readonly ConcurrentQueue<CtiEvent> _events = new();
    private int _seen;

    private CtiHouse(SipLab lab, RegistrationTable table, SipServer proxy, SipServer edge, PassThrough passThrough, CtiService cti)
    {
        Lab = lab;
        _table = table;
        Proxy = proxy;
        Edge = edge;
        PassThrough = passThrough;
        Cti = cti;
        cti.MonitorStart(new MonitorOptions { Devices = ["*"], EventTypes = [.. Enum.GetValues<CtiEventType>().Where(t => !t.ToString().StartsWith("Registration", StringComparison.Ordinal))] }, _events.Enqueue);
    }

    public SipLab Lab { get; }

    public SipServer Proxy { get; }

    public SipServer Edge { get; }

    public PassThrough PassThrough { get; }

    public CtiService Cti { get; }

    public CountingPorts Ports { get; private init; } = null!;

    public static async Task<CtiHouse> StartAsync(LabNetwork network, bool inProcess, IAddressTranslator? translator = null, Func<string, CtiCredentials?>? credentials = null, params string[] users)
    {
        var lab = new SipLab(network);
        var table = new RegistrationTable(lab.Time);
        var proxy = SipServer.Create(lab.Node("proxy"))
            .Use(new Authenticator(new() { Realm = "pbx.example", Credentials = new InMemoryCredentialStore([.. users.Select(u => (u, Password(u)))]) }))
            .Use(new Registrar(table))
            .Use(new Proxy(table, translator))
            .Build();
        await proxy.StartAsync();
        NextHop nextHop = inProcess ? proxy : SipUri.Parse($"sip:{lab.AddressOf("proxy")};transport=tcp");
        var passThrough = new PassThrough(new() { NextHop = nextHop, Mirror = RegistrationMirror.Follow(table, new RegistrationMirrorOptions { Time = lab.Time }) });
        var edge = SipServer.Create(lab.Node("edge")).Use(passThrough).Build();
        var ports = new CountingPorts();
        var cti = new CtiService(passThrough, new CtiOptions { MediaPorts = ports, Credentials = credentials, StreamCapacity = 100_000 });
        await edge.StartAsync();
        var house = new CtiHouse(lab, table, proxy, edge, passThrough, cti) { Ports = ports };
        foreach (var user in users) await house.AddAsync(user);
        await passThrough.Mirror.WaitForAsync(table.Sequence).AsTask().WaitAsync(CtiLab.Guard);
        await lab.SettleAsync();
        house.Lines();
        return house;
    }

    public SimulatedTerminal this[string user] => Lab.Terminals[user];

    public static string Address(string user) => $"sip:{user}@pbx.example";

    public static string Password(string user) => $"{user}-secret";

    private async Task AddAsync(string user)
    {
        var terminal = Lab.AddTerminal(user, new() { AddressOfRecord = Address(user), OutboundProxy = Lab.AddressOf("edge").ToString(), Password = Password(user) });
        await terminal.StartAsync().WaitAsync(CtiLab.Guard);
    }

    /// <summary>All events so far.</summary>
    public IReadOnlyList<CtiEvent> Events => [.. _events];

    /// <summary>The call events since the last look, in short form: <c>Delivered bob</c>, with the cause when it is another than NewCall.</summary>
    public IReadOnlyList<string> Lines()
    {
        var all = Events;
        var lines = all.Skip(_seen).OfType<CallEvent>().Select(Short).ToList();
        _seen = all.Count;
        return lines;
    }

    /// <summary>Waits until all is at rest, checks that snapshots and events agree, and returns the events since the last look.</summary>
    public async Task<IReadOnlyList<string>> SettleAsync()
    {
        await Lab.SettleAsync();
        AssertSnapshotsAreTheSum();
        return Lines();
    }

    public void AssertSnapshotsAreTheSum() =>
        Assert.That(Folded.Plain(Cti.SnapshotCalls()), Is.EqualTo(Folded.From(Events)));

    /// <summary>Checks that nothing is left of any call.</summary>
    public async Task NothingLeftAsync()
    {
        // Subscriptions that nobody ended are forgotten in time.
        await Lab.AdvanceAsync(OwnLeg.SubscriptionTime);
        await Lab.SettleAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Cti.Board.CallCount, Is.Zero, "calls");
            Assert.That(Cti.Maker.Pending.Count, Is.Zero, "pending MakeCalls");
            Assert.That(PassThrough.Dialogs.Count, Is.Zero, "dialogs");
            Assert.That(PassThrough.Calls, Is.Empty, "SIP calls");
            Assert.That(Ports.Open, Is.Zero, "media ports");
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Cti.DisposeAsync();
        using var patience = new CancellationTokenSource(CtiLab.Guard);
        await Edge.StopAsync(patience.Token);
        await Proxy.StopAsync(patience.Token);
        await PassThrough.Mirror.DisposeAsync();
        await Lab.DisposeAsync();
        _table.Dispose();
    }

    private static string Short(CallEvent e)
    {
        var cause = e.Cause == EventCause.NewCall ? "" : $" {e.Cause}";
        return e.Connection is { } connection ? $"{e.Type} {connection.DeviceId["sip:".Length..].Replace("@pbx.example", "", StringComparison.Ordinal)}{cause}" : $"{e.Type}{cause}";
    }
}
