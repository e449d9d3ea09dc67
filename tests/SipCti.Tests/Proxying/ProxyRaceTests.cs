using System.Collections.Concurrent;
using SipCti.Messages;
using static SipCti.Tests.Proxying.ProxyLab;

namespace SipCti.Tests.Proxying;

/// <summary>Callers that give up and terminals that answer or refuse, all at random moments: what every order of events must leave behind.</summary>
[TestFixture]
public sealed class ProxyRaceTests
{
    private const int Calls = 300;

    [Test]
    public async Task Every_call_has_one_outcome_and_leaves_nothing_behind([Values] bool realSockets, [Values(1, 2, 3)] int seed)
    {
        await using var lab = await ProxyLab.StartAsync(realSockets);
        var random = new Random(seed);
        var terminals = new[] { await lab.RegisterAsync("bob"), await lab.RegisterAsync("bob") };
        var caller = await lab.ConnectAsync();
        var playing = terminals.Select((t, i) => PlayAsync(t, new Random(seed * 10 + i), $"t{i}")).ToArray();

        var finals = new ConcurrentDictionary<string, List<SipResponse>>();
        var listening = ListenAsync(caller, finals);
        for (var i = 0; i < Calls; i++)
        {
            await caller.SendAsync(Invite($"race-{i}"));
            if (random.Next(2) == 0 && i > 5) await caller.SendAsync(Cancel($"race-{i - random.Next(5)}"));
        }

        // From here on the terminals end what still rings, while everybody is given up.
        await caller.SendAsync(Request("OPTIONS", "end"));
        for (var i = 0; i < Calls; i++) await caller.SendAsync(Cancel($"race-{i}"));
        await listening.WaitAsync(TimeSpan.FromSeconds(30));

        foreach (var (call, responses) in finals)
        {
            var statuses = responses.Select(r => r.StatusCode).ToArray();
            Assert.That(statuses.Length == 1 || statuses.All(s => s == 200), Is.True, () => $"{call}: {string.Join(' ', statuses)}");
            Assert.That(statuses[0], Is.AnyOf(200, 486, 487, 603), call);
        }

        Assert.That(finals.Values.Select(f => f[0].StatusCode).Distinct().Count(), Is.GreaterThan(1), "the race had more than one winner");
        if (!realSockets)
        {
            // 64*T1 for what RFC 6026 keeps, and as much again for branches that were cancelled and stayed silent.
            await lab.AdvanceAsync(TimeSpan.FromSeconds(33));
            await lab.AdvanceAsync(TimeSpan.FromSeconds(33));
            Assert.That(lab.Server.Transactions.Count, Is.Zero);
        }

        foreach (var terminal in terminals) await terminal.DisposeAsync();
        await caller.DisposeAsync();
        await Task.WhenAll(playing);
    }

    /// <summary>Collects final responses until every call has one.</summary>
    private static async Task ListenAsync(ScriptedPeer caller, ConcurrentDictionary<string, List<SipResponse>> finals)
    {
        while (finals.Count < Calls)
        {
            var message = await caller.NextAsync();
            if (message is SipResponse { IsFinal: true } response && response.CSeq.Method == SipMethod.Invite)
                finals.GetOrAdd(response.CallId, _ => []).Add(response);
        }
    }

    /// <summary>A terminal that does with each call what chance will have.</summary>
    private static async Task PlayAsync(ScriptedPeer terminal, Random random, string tag)
    {
        var ringing = new List<SipRequest>();
        var patience = 20;
        try
        {
            while (true)
            {
                var message = await terminal.NextAsync();
                if (message is not SipRequest request) continue;
                if (request.Method == SipMethod.Invite)
                {
                    if (random.Next(4) > 0) await AnswerAsync(terminal, request, 180, tag);
                    ringing.Add(request);
                }
                else if (request.Method == SipMethod.Cancel)
                {
                    await terminal.AnswerAsync(request, 200, tag);
                    if (ringing.Find(r => r.CallId == request.CallId) is { } cancelled) await EndAsync(cancelled, random.Next(10) == 0 ? 200 : 487);
                }
                else if (request.Method == SipMethod.Options)
                {
                    await terminal.AnswerAsync(request, 200, tag);
                    patience = 1;
                }

                while (ringing.Count > random.Next(patience)) await EndAsync(ringing[random.Next(ringing.Count)], random.Next(8) switch { 0 => 603, < 4 => 486, _ => 200 });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Threading.Channels.ChannelClosedException or IOException or ObjectDisposedException)
        {
            // The test is over and the connection gone.
        }

        async Task EndAsync(SipRequest invite, int status)
        {
            ringing.Remove(invite);
            await AnswerAsync(terminal, invite, status, tag);
        }
    }
}
