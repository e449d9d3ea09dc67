using System.Text;
using SipCti.Core.Tests.Transport;
using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transactions;

/// <summary>A peer of the layer under test. It has no transactions: it sends and expects messages one by one.</summary>
internal sealed class SipPeer(ILink link) : IAsyncDisposable
{
    private readonly RawPeer _raw = new(link);
    private int _fences;

    public ILink Link => link;

    public Task SendAsync(SipMessage message) => _raw.WriteAsync(message.ToArray());

    public Task WriteAsync(string text) => _raw.WriteAsync(text);

    /// <summary>The next message must be a request with this method.</summary>
    public async Task<SipRequest> ExpectAsync(SipMethod method)
    {
        var request = await ReceiveAsync() as SipRequest;
        Assert.That(request?.Method, Is.EqualTo(method));
        return request!;
    }

    /// <summary>The next message must be a response with this status.</summary>
    public async Task<SipResponse> ExpectAsync(int status)
    {
        var response = await ReceiveAsync() as SipResponse;
        Assert.That(response?.StatusCode, Is.EqualTo(status));
        return response!;
    }

    /// <summary>
    /// Waits until the layer has worked on all that was sent, and finds that nothing came back meanwhile: asks something
    /// on the strand of the Call-ID, and its answer must be the next message.
    /// </summary>
    public async Task ExpectSilenceAsync(string callId)
    {
        var fence = Requests.New(RecordingUser.Fence, callId, cseq: (uint)(1_000_000 + Interlocked.Increment(ref _fences)));
        await SendAsync(fence);
        var answer = await ReceiveAsync();
        Assert.That(answer.CSeq, Is.EqualTo(fence.CSeq), () => $"There should have been nothing, but there was:\n{answer}");
    }

    public void Cut() => link.Abort();

    public async Task<SipMessage> ReceiveAsync()
    {
        var text = await _raw.ReadMessageAsync();
        Assert.That(SipMessage.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out var fault), () => $"{fault} in\n{text}");
        return message!;
    }

    public ValueTask DisposeAsync() => _raw.DisposeAsync();
}
