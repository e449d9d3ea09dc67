using System.Net;
using System.Text;
using SipCti.Transport;
using SipCti.Wire;

namespace SipCti.Core.Tests.Transport;

/// <summary>A peer that writes bytes as it likes and shows what it gets.</summary>
internal sealed class RawPeer(ILink link) : IAsyncDisposable
{
    private SipFramer _framer = new(new SipLimits { MaxBodyBytes = 16 * 1024 * 1024 });

    public ILink Link => link;

    public IPEndPoint EndPoint => link.LocalEndPoint;

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await link.Output.WriteAsync(bytes).AsTask().WaitAsync(Rig.Guard);

    /// <summary>Sends no more; the other side finds the end.</summary>
    public async Task EndAsync() => await link.Output.CompleteAsync();

    /// <summary>The next message, as text.</summary>
    public async Task<string> ReadMessageAsync()
    {
        while (true)
        {
            var result = await link.Input.ReadAsync().AsTask().WaitAsync(Rig.Guard);
            var status = _framer.Read(result.Buffer, out var consumed, out var examined, out var frame, out var fault);
            var text = status == FrameStatus.Message ? Encoding.UTF8.GetString(frame) : null;
            link.Input.AdvanceTo(consumed, examined);
            if (text is not null)
                return text;
            Assert.That(status, Is.Not.EqualTo(FrameStatus.Lost), fault.ToString());
            Assert.That(result.IsCompleted, Is.False, "The connection ended before the message.");
        }
    }

    /// <summary>The next so many bytes, as text.</summary>
    public async Task<string> ReadAsync(int count)
    {
        var result = await link.Input.ReadAtLeastAsync(count).AsTask().WaitAsync(Rig.Guard);
        Assert.That(result.Buffer.Length, Is.GreaterThanOrEqualTo(count), "The connection ended too early.");
        var taken = result.Buffer.Slice(0, count);
        var text = Encoding.UTF8.GetString(taken);
        link.Input.AdvanceTo(taken.End);
        return text;
    }

    /// <summary>Everything up to the orderly end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        while (true)
        {
            var result = await link.Input.ReadAsync().AsTask().WaitAsync(Rig.Guard);
            text.Append(Encoding.UTF8.GetString(result.Buffer));
            link.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return text.ToString();
        }
    }

    /// <summary>Waits until the connection is gone, in whatever way.</summary>
    public async Task WaitForLossAsync()
    {
        try
        {
            await ReadToEndAsync();
        }
        catch (IOException)
        {
            // Reset: gone as well.
        }
    }

    public async ValueTask DisposeAsync() => await link.DisposeAsync();
}
