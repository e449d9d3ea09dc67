using System.Net;
using System.Text;
using System.Threading.Channels;
using SipCti.Messages;
using SipCti.Transport;
using SipCti.Wire;

namespace SipCti.Tests;

/// <summary>The other end of a connection, played by the test message by message.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);
    private readonly ILink _link;
    private readonly Channel<SipMessage> _received = Channel.CreateUnbounded<SipMessage>();
    private readonly Task _reading;

    public ScriptedPeer(ILink link)
    {
        _link = link;
        _reading = ReadAsync();
    }

    public IPEndPoint Local => _link.LocalEndPoint;

    public static async Task<ScriptedPeer> ConnectAsync(ILinkFactory links, IPEndPoint to) => new(await links.ConnectAsync(to, CancellationToken.None));

    public static async Task<ScriptedPeer> AcceptAsync(ILinkListener listener)
    {
        using var timeout = new CancellationTokenSource(Guard);
        return new ScriptedPeer(await listener.AcceptAsync(timeout.Token) ?? throw new InvalidOperationException("The listener is closed."));
    }

    /// <summary>Sends a message written with plain line ends; Content-Length is put in.</summary>
    public async Task SendAsync(string head, string body = "")
    {
        var text = head.ReplaceLineEndings("\r\n").TrimEnd() + $"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await _link.Output.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Answers a request that was received.</summary>
    public Task AnswerAsync(SipRequest request, int status, string? toTag = null, string more = "")
    {
        var response = request.CreateResponse(status, null, toTag);
        foreach (var line in more.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            response.Headers.Append(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        return SendAsync(response);
    }

    /// <summary>Sends text as it is.</summary>
    public async Task SendRawAsync(string text) => await _link.Output.WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(SipMessage message) => await _link.Output.WriteAsync(message.ToArray());

    public async Task<SipRequest> ExpectAsync(SipMethod method)
    {
        var message = await NextAsync();
        Assert.That((message as SipRequest)?.Method, Is.EqualTo(method), () => $"got instead:\n{message}");
        return (SipRequest)message;
    }

    /// <summary>The next request with a method, passing over what comes before it.</summary>
    public async Task<SipRequest> NextRequestAsync(SipMethod method)
    {
        while (true)
            if (await NextAsync() is SipRequest request && request.Method == method) return request;
    }

    public async Task<SipResponse> ExpectAsync(int status)
    {
        var message = await NextAsync();
        Assert.That((message as SipResponse)?.StatusCode, Is.EqualTo(status), () => $"got instead:\n{message}");
        return (SipResponse)message;
    }

    /// <summary>The next message, also when it is a 100.</summary>
    public async Task<SipMessage> NextIncluding100Async()
    {
        using var timeout = new CancellationTokenSource(Guard);
        return await _received.Reader.ReadAsync(timeout.Token);
    }

    public async Task<SipMessage> NextAsync()
    {
        using var timeout = new CancellationTokenSource(Guard);
        while (true)
        {
            var message = await _received.Reader.ReadAsync(timeout.Token);
            if (message is not SipResponse { StatusCode: 100 }) return message;
        }
    }

    /// <summary>Completes when the other side has closed the connection and all that it sent has been read.</summary>
    public Task Closed => _reading.WaitAsync(Guard);

    public bool HasNothingMore => !_received.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        _link.Abort();
        await _reading;
        await _link.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        var framer = new SipFramer(SipLimits.Default);
        try
        {
            while (true)
            {
                var read = await _link.Input.ReadAsync();
                var buffer = read.Buffer;
                while (true)
                {
                    var status = framer.Read(buffer, out var consumed, out var examined, out var frame, out var fault);
                    if (status == FrameStatus.Message)
                    {
                        if (!SipMessage.TryParse(frame, SipLimits.Default, out var message, out fault)) throw new InvalidDataException(fault.ReasonPhrase);
                        _received.Writer.TryWrite(message);
                    }

                    if (status == FrameStatus.Lost) throw new InvalidDataException(fault.ReasonPhrase);
                    if (status == FrameStatus.NeedMore)
                    {
                        _link.Input.AdvanceTo(consumed, examined);
                        break;
                    }

                    buffer = buffer.Slice(consumed);
                }

                if (read.IsCompleted) break;
            }

            _received.Writer.TryComplete();
        }
        catch (Exception e)
        {
            // Whoever waits for a message learns why none comes.
            _received.Writer.TryComplete(e);
        }
    }
}
