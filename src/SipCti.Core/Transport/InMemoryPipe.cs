using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using SipCti.Diagnostics;

namespace SipCti.Transport;

/// <summary>
/// One direction of an in-memory link: a pipe that can be cut as a connection is, shows its bytes in pieces of a wanted
/// size, and counts as work in progress while it holds bytes (or an end) that the reader has not looked at.
/// </summary>
internal sealed class InMemoryPipe
{
    // As a socket's buffers: a writer whose peer does not read has to wait.
    private static readonly PipeOptions Options =
        new(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    private readonly Lock _gate = new();
    private readonly Pipe _pipe = new(Options);
    private readonly Quiescence? _quiescence;
    private readonly Func<int>? _maxChunk;
    private long _unexamined;
    private bool _ended;
    private bool _readerDone;
    private volatile bool _cut;

    public InMemoryPipe(Quiescence? quiescence, Func<int>? maxChunk)
    {
        _quiescence = quiescence;
        _maxChunk = maxChunk;
        Reader = new ReadingEnd(this);
        Writer = new WritingEnd(this);
    }

    public PipeReader Reader { get; }

    public PipeWriter Writer { get; }

    /// <summary>Both ends find the connection lost. They still complete the pipe themselves, each in its own time.</summary>
    public void Cut()
    {
        End();
        _cut = true;
        _pipe.Reader.CancelPendingRead();
        _pipe.Writer.CancelPendingFlush();
    }

    private static IOException Lost() => new("The in-memory connection was cut.");

    private void ThrowIfCut()
    {
        if (_cut)
            throw Lost();
    }

    private void Fill(long bytes)
    {
        if (bytes == 0)
            return;
        lock (_gate)
        {
            if (_readerDone)
                return;
            if (_unexamined == 0)
                _quiescence?.Enter();
            _unexamined += bytes;
        }
    }

    private void Examine(long bytes)
    {
        lock (_gate)
        {
            _unexamined -= bytes;
            Debug.Assert(_unexamined >= 0, "No byte is examined twice.");
            if (bytes > 0 && _unexamined == 0)
                _quiescence?.Exit();
        }
    }

    private void End()
    {
        lock (_gate)
        {
            if (_ended || _readerDone)
                return;
            _ended = true;
            _quiescence?.Enter();
        }
    }

    private void FinishReading()
    {
        lock (_gate)
        {
            if (_readerDone)
                return;
            _readerDone = true;
            if (_ended)
                _quiescence?.Exit();
            if (_unexamined > 0)
                _quiescence?.Exit();
            _unexamined = 0;
        }
    }

    private sealed class ReadingEnd(InMemoryPipe pipe) : PipeReader
    {
        private readonly PipeReader _inner = pipe._pipe.Reader;
        private ReadOnlySequence<byte> _shown;
        private long _examinedBefore;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            pipe.ThrowIfCut();
            return Show(await _inner.ReadAsync(cancellationToken).ConfigureAwait(false));
        }

        public override bool TryRead(out ReadResult result)
        {
            pipe.ThrowIfCut();
            if (!_inner.TryRead(out result))
                return false;
            result = Show(result);
            return true;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            var consumedBytes = _shown.Slice(0, consumed).Length;
            var examinedBytes = Math.Max(_shown.Slice(0, examined).Length, consumedBytes);
            _inner.AdvanceTo(consumed, examined);
            pipe.Examine(Math.Max(0, examinedBytes - _examinedBefore));
            _examinedBefore = Math.Max(examinedBytes, _examinedBefore) - consumedBytes;
            _shown = default;
        }

        public override void CancelPendingRead() => _inner.CancelPendingRead();

        public override void Complete(Exception? exception = null)
        {
            _inner.Complete(exception);
            pipe.FinishReading();
        }

        private ReadResult Show(ReadResult result)
        {
            pipe.ThrowIfCut();
            var buffer = result.Buffer;
            var visible = pipe._maxChunk is null ? buffer.Length : Math.Min(buffer.Length, _examinedBefore + Math.Max(1, pipe._maxChunk()));
            var whole = visible == buffer.Length;
            _shown = whole ? buffer : buffer.Slice(0, visible);
            return new ReadResult(_shown, result.IsCanceled, result.IsCompleted && whole);
        }
    }

    private sealed class WritingEnd(InMemoryPipe pipe) : PipeWriter
    {
        private readonly PipeWriter _inner = pipe._pipe.Writer;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _inner.UnflushedBytes;

        public override void Advance(int bytes) => _inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => _inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            // The end counts before the last bytes can be read, else the reader might finish in between.
            pipe.Fill(_inner.UnflushedBytes);
            pipe.End();
            _inner.Complete(exception);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            pipe.ThrowIfCut();
            pipe.Fill(_inner.UnflushedBytes);
            return CheckAsync(_inner.FlushAsync(cancellationToken));
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            pipe.ThrowIfCut();
            pipe.Fill(_inner.UnflushedBytes + source.Length);
            return CheckAsync(_inner.WriteAsync(source, cancellationToken));
        }

        private async ValueTask<FlushResult> CheckAsync(ValueTask<FlushResult> flush)
        {
            var result = await flush.ConfigureAwait(false);
            pipe.ThrowIfCut();
            return result;
        }
    }
}
