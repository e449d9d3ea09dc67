using System.IO.Pipelines;
using System.Text;
using SipCti.Diagnostics;
using SipCti.Transport;

namespace SipCti.Core.Tests.Transport;

/// <summary>What is queued leaves with as few writes as can be.</summary>
public sealed class SendQueueTests
{
    [Test]
    public void A_batch_is_written_at_its_end_by_the_thread_that_ends_it()
    {
        var rig = new Queue();
        var batch = SendBatch.Begin();
        rig.Sends.Send("one "u8);
        rig.Sends.Send("two "u8);
        rig.Sends.Send("three"u8);
        Assert.That(rig.Writes, Is.Empty);
        batch.End();
        Assert.That(rig.Writes, Is.EqualTo(new[] { "one two three" }));
        Assert.That(rig.Threads.Distinct(), Is.EqualTo(new[] { Environment.CurrentManagedThreadId }));
        Assert.That((rig.Sends.IsIdle, rig.Quiescence.IsQuiet, rig.Sent), Is.EqualTo((true, true, 13)));
    }

    [Test]
    public async Task Without_a_batch_it_is_written_by_another_thread_soon()
    {
        var rig = new Queue();
        rig.Sends.Send("one"u8);
        await rig.Sends.WhenIdleAsync().WaitAsync(Rig.Guard);
        await rig.Quiescence.WhenQuietAsync().WaitAsync(Rig.Guard);
        Assert.That(rig.Writes, Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public void A_large_batch_is_written_meanwhile()
    {
        var rig = new Queue();
        var batch = SendBatch.Begin();
        for (var count = 0; count < 10; count++)
            rig.Sends.Send(new byte[10_000]);
        Assert.That(rig.Writes.Select(write => write.Length), Is.EqualTo(new[] { 70_000 }));
        batch.End();
        Assert.That(rig.Writes.Select(write => write.Length), Is.EqualTo(new[] { 70_000, 30_000 }));
    }

    [Test]
    public async Task A_failed_write_ends_it()
    {
        var rig = new Queue { Fail = true };
        rig.Sends.Send("one"u8);
        await rig.Sends.WhenIdleAsync().WaitAsync(Rig.Guard);
        Assert.That(rig.Failure, Is.EqualTo("lost"));
        Assert.That(rig.Sends.Send("two"u8), Is.EqualTo(SendResult.Closed));
        Assert.That(rig.Quiescence.IsQuiet);
    }

    private sealed class Queue : PipeWriter, ISendQueueOwner
    {
        public Queue() => Sends = new SendQueue(this, 1_000_000, this, Quiescence);

        public Quiescence Quiescence { get; } = new();

        public SendQueue Sends { get; }

        public List<string> Writes { get; } = [];

        public List<int> Threads { get; } = [];

        public bool Fail { get; init; }

        public string? Failure { get; private set; }

        public int Sent { get; private set; }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            if (Fail)
                throw new IOException("lost");
            Writes.Add(Encoding.ASCII.GetString(source.Span));
            Threads.Add(Environment.CurrentManagedThreadId);
            return default;
        }

        public void OnSent(int bytes) => Sent += bytes;

        public void OnSendFailed(string reason) => Failure = reason;

        public override void Advance(int bytes) => throw new NotSupportedException();

        public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();

        public override void CancelPendingFlush() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
