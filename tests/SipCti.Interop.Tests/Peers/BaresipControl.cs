using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using SipCti.Interop.Tests.Harness;

namespace SipCti.Interop.Tests.Peers;

/// <summary>What a phone reports by itself.</summary>
/// <param name="Type">baresip's name, such as REGISTER_OK, CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED.</param>
/// <param name="PeerUri">The other party of the call.</param>
/// <param name="CallId">The SIP Call-ID of the call, once there is one.</param>
/// <param name="Parameter">The text that goes with it, such as the reason.</param>
internal sealed record BaresipEvent(string Type, string? PeerUri, string? CallId, string? Parameter);

/// <summary>The control connection of one baresip: JSON in netstrings (module ctrl_tcp), carried into the phone's
/// network namespace by a shell that joins its standard streams to the TCP connection.</summary>
internal sealed class BaresipControl
{
    private readonly PeerProcess _relay;
    private readonly Journal<Answer> _answers;
    private int _lastToken;

    public BaresipControl(Lab lab, string name, int port)
    {
        _relay = lab.StartRaw($"{name} control", "bash", "-c",
            $"exec 3<>/dev/tcp/127.0.0.1/{port} || exit 1; cat <&3 & exec cat >&3");
        Events = new Journal<BaresipEvent>(name);
        _answers = new Journal<Answer>($"{name} control");
        _ = ReadAsync(PipeReader.Create(_relay.RawOutput));
    }

    public Journal<BaresipEvent> Events { get; }

    /// <summary>Gives a command and waits for the phone's word that it was done.</summary>
    public async Task CommandAsync(string command, string parameters = "")
    {
        var token = Interlocked.Increment(ref _lastToken).ToString(CultureInfo.InvariantCulture);
        var json = JsonSerializer.Serialize(new { command, @params = parameters, token });
        await _relay.Input.BaseStream.WriteAsync(Netstring.Encode(json));
        await _relay.Input.BaseStream.FlushAsync();
        var answer = await _answers.WaitForAsync(a => a.Token == token, $"answer to {command}");
        Assert.That(answer.Ok, Is.True, $"{Events.Owner} refused {command}: {answer.Text}");
    }

    private async Task ReadAsync(PipeReader reader)
    {
        try
        {
            for (var completed = false; !completed;)
            {
                var read = await reader.ReadAsync();
                var buffer = read.Buffer;
                while (Netstring.TryRead(ref buffer, out var text))
                    Take(JsonDocument.Parse(text).RootElement);
                reader.AdvanceTo(buffer.Start, read.Buffer.End);
                completed = read.IsCompleted;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            await TestContext.Progress.WriteLineAsync($"{Events.Owner}: control connection ended: {e.Message}");
        }
        finally
        {
            Events.End();
            _answers.End();
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("response", out _))
            _answers.Add(new Answer(Text(message, "token") ?? "", message.GetProperty("ok").GetBoolean(), Text(message, "data") ?? ""));
        else
            Events.Add(new BaresipEvent(Text(message, "type") ?? "", Text(message, "peeruri"), Text(message, "id"), Text(message, "param")));
    }

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed record Answer(string Token, bool Ok, string Text);
}
