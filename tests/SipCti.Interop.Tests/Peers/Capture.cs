using System.Globalization;
using System.Net;
using SipCti.Interop.Tests.Harness;

namespace SipCti.Interop.Tests.Peers;

/// <summary>tshark on the loopback interface of a lab, each packet made into entries by a decoder.</summary>
internal sealed class Capture<T>
{
    private readonly Lab _lab;
    private readonly Journal<T> _journal;
    private readonly Journal<int> _knocks = new("knocks");
    private readonly Action<string[], Action<T>> _decode;
    private int _lastDoor;

    private Capture(Lab lab, string name, Action<string[], Action<T>> decode)
    {
        _lab = lab;
        _journal = new Journal<T>(name);
        _decode = decode;
    }

    /// <summary>Starts tshark with <paramref name="arguments"/>; returns when it captures.</summary>
    public static async Task<Capture<T>> StartAsync(Lab lab, string name, string[] arguments, Action<string[], Action<T>> decode)
    {
        var capture = new Capture<T>(lab, name, decode);
        var tshark = lab.Start(name, Capture.Program, ["-i", "lo", "-n", "-l", "-T", "fields",
            "-E", "separator=/t", "-E", "occurrence=a", "-E", $"aggregator={Capture.Separator}",
            "-e", "ip.src", "-e", "tcp.srcport", "-e", "ip.dst", "-e", "tcp.dstport", .. arguments]);
        tshark.Output.Observe(capture.Take);
        lab.Keep(capture._journal.Tail, instead: tshark);
        await capture.KnockAsync();
        return capture;
    }

    /// <summary>All that was on the wire before this was called.</summary>
    public async Task<IReadOnlyList<T>> SoFarAsync()
    {
        await KnockAsync();
        return _journal.Snapshot();
    }

    /// <summary>Connects to a port where nobody listens until the capture has seen it: then it runs (tshark says so a little
    /// before it does), and has told everything older.</summary>
    private async Task KnockAsync()
    {
        var door = Interlocked.Increment(ref _lastDoor);
        Assert.That(door, Is.LessThanOrEqualTo(Capture.LastDoor), "more looks at one capture than there are doors");
        var knocking = _lab.Start("knocking", "bash", "-c",
            $"while true; do (exec 3<>/dev/tcp/127.0.0.1/{door}) 2> /dev/null; sleep 0.2; done");
        await _knocks.WaitForAsync(k => k == door, "sight of a knock");
        await knocking.DisposeAsync();
    }

    private void Take(string line)
    {
        var fields = line.Split('\t');
        // Other lines are what tshark says of itself.
        if (fields.Length < 4 || !IPAddress.TryParse(fields[0], out _))
            return;
        if (int.Parse(fields[3], CultureInfo.InvariantCulture) is var port && port <= Capture.LastDoor)
            _knocks.Add(port);
        else
            _decode(fields, _journal.Add);
    }
}

/// <summary>The captures that there are: of SIP messages, and of TCP connections begun.</summary>
internal static class Capture
{
    public const string Program = "tshark";

    /// <summary>Ports 1 to this one are for knocking; the answer to a knock comes from there.</summary>
    public const int LastDoor = 19;

    /// <summary>Between the messages of one packet; no SIP header holds it.</summary>
    public const char Separator = '\u001e';

    private const string OpeningSegment = "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn";

    /// <summary>Captures every SIP message to and from <paramref name="ports"/>.</summary>
    public static Task<Capture<CapturedMessage>> MessagesAsync(Lab lab, params IEnumerable<int> ports)
    {
        var either = string.Join(" or ", ports.Select(p => $"port {p}"));
        return Capture<CapturedMessage>.StartAsync(lab, "messages",
        [
            "-f", $"tcp and ({either} or dst portrange 1-{LastDoor})",
            "-Y", $"sip or tcp.dstport <= {LastDoor}",
            .. ports.SelectMany(p => (string[])["-d", $"tcp.port=={p},sip"]),
            "-e", "sip", "-e", "sip.Request-Line", "-e", "sip.Status-Line", "-e", "sip.msg_hdr",
        ],
        Messages);
    }

    /// <summary>Captures the opening segment of every TCP connection: who connected to whom.</summary>
    public static Task<Capture<(IPEndPoint From, IPEndPoint To)>> ConnectionsAsync(Lab lab) =>
        Capture<(IPEndPoint, IPEndPoint)>.StartAsync(lab, "connections", ["-f", OpeningSegment],
            (fields, take) => take((EndPoint(fields[0], fields[1]), EndPoint(fields[2], fields[3]))));

    private static void Messages(string[] fields, Action<CapturedMessage> take)
    {
        var requests = new Queue<string>(fields[5].Split(Separator));
        var responses = new Queue<string>(fields[6].Split(Separator));
        var headers = fields[7].Split(Separator);
        // The protocol's label tells requests, "Session Initiation Protocol (INVITE)", from responses, "... (200)".
        var labels = fields[4].Split(Separator);
        for (var i = 0; i < labels.Length; i++)
        {
            var isResponse = char.IsAsciiDigit(labels[i][labels[i].IndexOf('(', StringComparison.Ordinal) + 1]);
            var startLine = (isResponse ? responses : requests).Dequeue();
            take(new CapturedMessage(EndPoint(fields[0], fields[1]), EndPoint(fields[2], fields[3]), startLine, Headers(headers[i])));
        }
    }

    private static List<KeyValuePair<string, string>> Headers(string block) =>
        [.. block.Split(@"\r\n").TakeWhile(l => l.Length > 0).Select(l => l.Split(':', 2))
            .Where(p => p.Length == 2).Select(p => KeyValuePair.Create(p[0].Trim(), p[1].Trim()))];

    private static IPEndPoint EndPoint(string address, string port) =>
        new(IPAddress.Parse(address), int.Parse(port, CultureInfo.InvariantCulture));
}
