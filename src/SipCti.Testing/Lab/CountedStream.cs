using System.IO.Pipelines;
using SipCti.Diagnostics;

namespace SipCti.Testing;

/// <summary>
/// One direction of a socket connection between two nodes of a lab. It counts as work in progress while bytes, or its end, are on their way:
/// written at one end and not looked at by the other.
/// </summary>
internal sealed class CountedStream(Quiescence quiescence)
{
    private readonly Lock _gate = new();
    private long _unread;
    private bool _isExpected;
    private bool _isEnding;
    private bool _isOver;

    public PipeReader Count(PipeReader reader) => new ReadingEnd(this, reader);

    public PipeWriter Count(PipeWriter writer) => new WritingEnd(this, writer);

    /// <summary>Whoever has connected is about to send: until it has, that is work too.</summary>
    public void ExpectFirstBytes()
    {
        lock (_gate)
        {
            if (_isOver || _unread > 0) return;
            _isExpected = true;
            quiescence.Enter();
        }
    }

    /// <summary>The writer has ended or the connection is cut: until the reader notices, that is work too.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_isEnding || _isOver) return;
            _isEnding = true;
            quiescence.Enter();
            Arrive();
        }
    }

    private void Wrote(long bytes)
    {
        if (bytes == 0) return;
        lock (_gate)
        {
            if (_isOver) return;
            if (_unread == 0) quiescence.Enter();
            _unread += bytes;
            Arrive();
        }
    }

    private void Examined(long bytes)
    {
        if (bytes <= 0) return;
        lock (_gate)
        {
            if (_isOver) return;
            _unread -= bytes;
            if (_unread == 0) quiescence.Exit();
        }
    }

    private void Over()
    {
        lock (_gate)
        {
            if (_isOver) return;
            _isOver = true;
            if (_unread > 0) quiescence.Exit();
            if (_isEnding) quiescence.Exit();
            Arrive();
        }
    }

    private void Arrive()
    {
        if (!_isExpected) return;
        _isExpected = false;
        quiescence.Exit();
    }

    private sealed class ReadingEnd(CountedStream stream, PipeReader inner) : PipeReader
    {
        private System.Buffers.ReadOnlySequence<byte> _shown;
        private long _examinedBefore;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
            _shown = result.Buffer;
            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            var any = inner.TryRead(out result);
            if (any) _shown = result.Buffer;
            return any;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            var consumedBytes = _shown.Slice(0, consumed).Length;
            var examinedBytes = Math.Max(_shown.Slice(0, examined).Length, consumedBytes);
            inner.AdvanceTo(consumed, examined);
            stream.Examined(examinedBytes - _examinedBefore);
            _examinedBefore = Math.Max(examinedBytes, _examinedBefore) - consumedBytes;
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null)
        {
            inner.Complete(exception);
            stream.Over();
        }
    }

    private sealed class WritingEnd(CountedStream stream, PipeWriter inner) : PipeWriter
    {
        private long _unflushed;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            _unflushed += bytes;
            inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Flushes();
            return inner.FlushAsync(cancellationToken);
        }

        public override void Complete(Exception? exception = null)
        {
            Flushes();
            stream.End();
            inner.Complete(exception);
        }

        // Counted before they leave: the reader may be done with them before the writer comes back.
        private void Flushes()
        {
            stream.Wrote(_unflushed);
            _unflushed = 0;
        }
    }
}
