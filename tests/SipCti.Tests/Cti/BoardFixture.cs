using Microsoft.Extensions.Logging.Abstractions;
using SipCti.Cti;

namespace SipCti.Tests.Cti;

/// <summary>A board with its clock, and streams to read from.</summary>
internal sealed class BoardFixture : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public const string A = "sip:201@pbx.example";
    public const string B = "sip:202@pbx.example";

    public BoardFixture(int maxMonitors = 1000)
    {
        Board = new Board(Time, maxMonitors);
        Desk = new MonitorDesk(Board, Time, Ids, maxMonitors);
    }

    public WallClock Time { get; } = new(Begin);

    public CallIds Ids { get; } = new();

    public Board Board { get; }

    public MonitorDesk Desk { get; }

    public static EventStream NewStream(int capacity = 1024, int replay = 4096) => new(capacity, replay);

    public CtiMonitor Start(EventStream stream, MonitorOptions options) => Desk.Start(options, stream, null);

    public CtiMonitor Start(EventStream stream, params string[] devices) => Start(stream, new MonitorOptions { Devices = devices });

    public TrackedCall NewCall(string calling = A, string called = B)
    {
        var call = new TrackedCall(Board, Ids.NextCall(), calling, called);
        Assert.That(Board.TryAdd(call), Is.True);
        return call;
    }

    /// <summary>A whole call with its seven events.</summary>
    public void Talk(string calling = A, string called = B)
    {
        var call = NewCall(calling, called);
        call.Initiate(EventCause.NewCall);
        call.Originate();
        call.Deliver(called);
        call.Establish(called);
        call.Clear(calling, EventCause.NormalClearing);
        call.End(EventCause.NormalClearing);
    }

    public static List<CtiEvent> Read(EventStream stream)
    {
        var events = new List<CtiEvent>();
        while (stream.TryRead(out var e)) events.Add(e);
        return events;
    }

    public static List<CtiEventType> Types(EventStream stream) => [.. Read(stream).Select(e => e.Type)];

    public static EventPump Pump(EventStream stream, Action<CtiEvent> handler) => new(stream, handler, NullLogger.Instance, null);

    public void Dispose() => Board.Dispose();
}
