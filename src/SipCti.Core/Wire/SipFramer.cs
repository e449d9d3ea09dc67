using System.Buffers;

namespace SipCti.Wire;

/// <summary>
/// Finds where each message of a stream ends (RFC 3261 section 18.3). A resumable state machine: however the bytes are
/// cut, each is looked at once, and the answers are the same.
/// </summary>
/// <remarks>
/// It knows one header field, Content-Length (compact form <c>l</c>); a stream message without it has no body. A fault is
/// reported when the header fields have ended, so that the answer can carry the sender's own Via, unless they never end.
/// A line ends at its line feed here; the parser refuses a message with a bare one, and the stream stays in step.
/// This is a mutable struct: keep it in a field, not in a property or a readonly field.
/// </remarks>
public struct SipFramer
{
    private HeadScanner _head;
    private State _state;
    private int _blankBytes;
    private long _frameLength;
    private int _lostLength;

    /// <summary>Makes a framer for one stream.</summary>
    /// <param name="limits">The limits to hold to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="limits"/> is null.</exception>
    public SipFramer(SipLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _head = new HeadScanner(limits);
    }

    private enum State : byte
    {
        Between,
        Head,
        Body,
        Lost,
    }

    /// <summary>True when a message has begun and is not complete.</summary>
    public readonly bool InMessage => _state is State.Head or State.Body;

    /// <summary>Bytes of the last frame from its first to the end of its blank line.</summary>
    public int HeaderLength { get; private set; }

    /// <summary>Looks for the next message.</summary>
    /// <param name="buffer">All bytes not consumed so far: what the previous call left, and what came since.</param>
    /// <param name="consumed">Up to here the bytes are done with; they must not be given again.</param>
    /// <param name="examined">Up to here the bytes have been looked at; more are needed when it is the end.</param>
    /// <param name="frame">The message; with <see cref="FrameStatus.Lost"/> the header lines that are there, for the answer. Valid until the buffer is given back.</param>
    /// <param name="fault">With <see cref="FrameStatus.Lost"/>: why.</param>
    public FrameStatus Read(
        in ReadOnlySequence<byte> buffer,
        out SequencePosition consumed,
        out SequencePosition examined,
        out ReadOnlySequence<byte> frame,
        out SipFault fault)
    {
        fault = default;
        if (_state == State.Between && !BeginsMessage(buffer.FirstSpan))
            return ReadBetween(buffer, out consumed, out examined, out frame, out fault);
        if (_state == State.Between)
            Begin();
        if (_state == State.Head)
            ScanHead(buffer);
        if (_state == State.Body && buffer.Length >= _frameLength)
        {
            _state = State.Between;
            HeaderLength = _head.Offset;
            frame = buffer.Length == _frameLength ? buffer : buffer.Slice(0, _frameLength);
            consumed = examined = frame.End;
            return FrameStatus.Message;
        }

        consumed = buffer.Start;
        examined = buffer.End;
        frame = default;
        if (_state != State.Lost)
            return FrameStatus.NeedMore;
        frame = buffer.Slice(0, _lostLength);
        fault = _head.Fault;
        _lostLength = 0;
        return FrameStatus.Lost;
    }

    private static bool BeginsMessage(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && bytes[0] is not ((byte)'\r' or (byte)'\n');

    /// <summary>Skips blank lines before a start line (RFC 3261 section 7.5), and reads what begins behind them.</summary>
    private FrameStatus ReadBetween(
        in ReadOnlySequence<byte> buffer,
        out SequencePosition consumed,
        out SequencePosition examined,
        out ReadOnlySequence<byte> frame,
        out SipFault fault)
    {
        frame = default;
        fault = default;
        long skipped = 0;
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            foreach (byte b in segment.Span)
            {
                if (b is not ((byte)'\r' or (byte)'\n'))
                {
                    Begin();
                    return Read(buffer.Slice(skipped), out consumed, out examined, out frame, out fault);
                }

                skipped++;
                if (!IsNextOfPing(b) || _blankBytes < 4)
                    continue;
                consumed = examined = buffer.GetPosition(skipped);
                _blankBytes = 0;
                return FrameStatus.KeepAlive;
            }
        }

        consumed = examined = buffer.End;
        return FrameStatus.NeedMore;
    }

    private void Begin()
    {
        _blankBytes = 0;
        _state = State.Head;
        _head.Begin();
    }

    private bool IsNextOfPing(byte b)
    {
        bool expected = b == (_blankBytes % 2 == 0 ? (byte)'\r' : (byte)'\n');
        _blankBytes = expected ? _blankBytes + 1 : b == (byte)'\r' ? 1 : 0;
        return expected;
    }

    private void ScanHead(in ReadOnlySequence<byte> message)
    {
        bool isEnded;
        if (message.IsSingleSegment)
            isEnded = _head.Scan(message.FirstSpan, _head.Offset);
        else if (message.End.GetObject() is ReadOnlySequenceSegment<byte> last && _head.Offset >= message.Length - message.End.GetInteger())
            isEnded = _head.Scan(TailOf(message, last), 0);
        else
            isEnded = ScanSegments(message.Slice(_head.Offset));
        if (!isEnded && !_head.IsTooLong)
            return;
        if (!isEnded)
            _head.Report(SipFaultKind.HeaderBlockTooLarge, null);
        _state = _head.Fault.IsFault ? State.Lost : State.Body;
        _frameLength = (long)_head.Offset + _head.ContentLength;

        // Of a head that never ended the whole fields are there for the answer.
        _lostLength = isEnded ? _head.Offset : _head.FieldStart;
    }

    /// <summary>
    /// What is not scanned yet, when it is all in the last segment, as it is when each piece comes in a segment of its own. Then the
    /// segments before, which would have to be walked through, are not touched; no position in them is kept, for they may be others now.
    /// </summary>
    private readonly ReadOnlySpan<byte> TailOf(in ReadOnlySequence<byte> message, ReadOnlySequenceSegment<byte> last)
    {
        int end = message.End.GetInteger();
        int left = (int)(message.Length - _head.Offset);
        return last.Memory.Span[(end - left)..end];
    }

    private bool ScanSegments(in ReadOnlySequence<byte> rest)
    {
        foreach (ReadOnlyMemory<byte> segment in rest)
        {
            if (_head.Scan(segment.Span, 0))
                return true;
            if (_head.IsTooLong)
                return false;
        }

        return false;
    }
}
