using System.Threading.Channels;
using SipCti.Messages;
using SipCti.PassingThrough;

namespace SipCti.Tests.PassingThrough;

/// <summary>Writes down what an observer is told, in order.</summary>
internal sealed class RecordingObserver : ICallObserver
{
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

    public Func<Passage, ValueTask>? Offered { get; set; }

    public async Task<string> NextAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _seen.Reader.ReadAsync(timeout.Token);
    }

    public async Task ExpectAsync(params string[] expected)
    {
        foreach (var line in expected) Assert.That(await NextAsync(), Is.EqualTo(line));
    }

    public ValueTask OnOfferedAsync(Passage passage)
    {
        Note($"offered {passage.Direction} {passage.Caller.Device} {passage.Callee.Device}");
        return Offered?.Invoke(passage) ?? default;
    }

    public void OnForwarded(Passage passage) => Note("forwarded");

    public void OnProvisional(Passage passage, SipResponse response) => Note($"provisional {response.StatusCode}");

    public void OnAnswered(Passage passage, SipResponse response) => Note($"answered {response.StatusCode}");

    public void OnChallenged(Passage passage, SipResponse response) => Note($"challenged {response.StatusCode}");

    public void OnFailed(Passage passage, SipResponse response) => Note($"failed {response.StatusCode}");

    public void OnCleared(Passage passage, Leg? by) => Note($"cleared by {(by is null ? "us" : by.IsCaller ? "caller" : "callee")}");

    public void OnCallEnded(Call call) => Note("ended");

    public void OnRequest(Passage passage, Leg from, SipRequest request) => Note($"request {request.Method} from {(from.IsCaller ? "caller" : "callee")}");

    public void OnResponse(Passage passage, Leg from, SipRequest request, SipResponse response) => Note($"response {response.StatusCode} to {request.Method}");

    private void Note(string line) => _seen.Writer.TryWrite(line);
}
