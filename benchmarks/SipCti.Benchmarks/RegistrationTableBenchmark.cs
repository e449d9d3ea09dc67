using BenchmarkDotNet.Attributes;
using SipCti.Messages;
using SipCti.Registration;

namespace SipCti.Benchmarks;

/// <summary>What a call (look-up) and a refresh (apply) cost at a table of a large site.</summary>
[MemoryDiagnoser]
public class RegistrationTableBenchmark : IDisposable
{
    private const int Terminals = 100_000;

    private readonly RegistrationTable _table = new();
    private readonly string[] _addresses = [.. Enumerable.Range(0, Terminals).Select(i => $"sip:{i}@pbx.example")];
    private readonly RegistrationContact[][] _contacts =
        [.. Enumerable.Range(0, Terminals).Select(i => new[] { new RegistrationContact(SipUri.Parse($"sip:{i}@192.0.2.1:5060;transport=tcp"), TimeSpan.FromHours(1)) })];

    private uint _cseq = 1;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Terminals; i++)
            Refresh();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _table.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public int Find() => _table.Find(_addresses[Next()]).Count;

    [Benchmark]
    public int FindNobody() => _table.Find("sip:nobody@pbx.example").Count;

    [Benchmark]
    public RegistrationOutcome Refresh()
    {
        int terminal = Next();
        return _table.Apply(new RegistrationUpdate
        {
            AddressOfRecord = _addresses[terminal],
            CallId = "c",
            CSeq = _cseq++,
            Contacts = _contacts[terminal],
        });
    }

    // Not in the order in which they were added: a large prime steps through all of them.
    private int Next() => _next = (_next + 76_543) % Terminals;
}
