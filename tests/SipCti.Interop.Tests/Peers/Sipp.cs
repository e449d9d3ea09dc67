using System.Globalization;
using SipCti.Interop.Tests.Harness;

namespace SipCti.Interop.Tests.Peers;

/// <summary>SIPp running one of our scenarios over a single TCP connection.</summary>
internal sealed class Sipp
{
    public const string Program = "sipp";

    private readonly PeerProcess _process;
    private readonly string _statistics;
    private readonly string _errors;

    private Sipp(PeerProcess process, string statistics, string errors)
    {
        _process = process;
        _statistics = statistics;
        _errors = errors;
    }

    /// <summary>Starts <paramref name="scenario"/> (a file under Scenarios) for <paramref name="calls"/> calls;
    /// <paramref name="localPort"/> is its own end of the connection, or the port it listens on, and
    /// <paramref name="arguments"/> the rest of sipp's command line: target, rate, keys, injection file.</summary>
    public static Sipp Start(Lab lab, string name, string scenario, int calls, int localPort, params IEnumerable<string> arguments)
    {
        var statistics = Path.Combine(lab.Directory, $"{name}.csv");
        var errors = Path.Combine(lab.Directory, $"{name}.errors");
        var process = lab.Start(name, "sipp", ["-nostdin", "-i", "127.0.0.1", "-p", Text(localPort), "-t", "t1",
            "-sf", Path.Combine(AppContext.BaseDirectory, "Scenarios", scenario), "-m", Text(calls),
            "-buff_size", "1048576", "-trace_stat", "-stf", statistics, "-fd", "1", "-trace_err", "-error_file", errors, .. arguments]);
        return new Sipp(process, statistics, errors);
    }

    /// <summary>Waits for the last call and answers what the run came to.</summary>
    public async Task<SippStatistics> EndAsync(TimeSpan guard)
    {
        // sipp ends with 1 when a call failed, which the statistics tell better.
        var exitCode = await _process.WaitForExitAsync(guard);
        Assert.That(exitCode, Is.AnyOf(0, 1), () => $"{_process.Name} ended with {exitCode}: {Errors()}");
        var lines = await File.ReadAllLinesAsync(_statistics);
        return SippStatistics.Parse(lines[0], lines[^1]);
    }

    /// <summary>What sipp found wrong, the first of it.</summary>
    public string Errors() => File.Exists(_errors) ? string.Join(Environment.NewLine, File.ReadLines(_errors).Take(40)) : "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
