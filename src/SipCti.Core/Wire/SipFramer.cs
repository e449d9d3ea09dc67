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
    private readonly SipLimits _limits;
    private HeadScanner _head;
    private State _state;
    private int _blankBytes;
    private long _frameLength;

    /// <summary>Makes a framer for one stream.</summary>
    /// <param name="limits">The limits to hold to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="limits"/> is null.</exception>
    public SipFramer(SipLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
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
        frame = default;
        fault = default;
        ReadOnlySequence<byte> message = buffer;
        if (_state == State.Between)
        {
            FrameStatus between = ReadBetween(ref message);
            consumed = examined = message.Start;
            if (between != FrameStatus.Message)
                return between;
        }

        consumed = message.Start;
        examined = message.End;
        if (_state == State.Head && !ScanHead(message))
        {
            if (_head.Offset <= _limits.MaxHeaderBlockBytes)
                return FrameStatus.NeedMore;
            SipFaultKind kind = _head.Fault.IsFault ? _head.Fault.Kind : SipFaultKind.HeaderBlockTooLarge;
            return Lose(message.Slice(0, _head.FieldStart), new SipFault(kind, null, _head.FieldStart), out frame, out fault);
        }

        if (_state == State.Lost)
            return Lose(default, _head.Fault, out frame, out fault);
        if (_head.Fault.IsFault)
            return Lose(message.Slice(0, _head.Offset), _head.Fault, out frame, out fault);
        if (message.Length < _frameLength)
            return FrameStatus.NeedMore;

        frame = message.Length == _frameLength ? message : message.Slice(0, _frameLength);
        consumed = examined = frame.End;
        HeaderLength = _head.Offset;
        _state = State.Between;
        return FrameStatus.Message;
    }

    /// <summary>Skips blank lines before a start line (RFC 3261 section 7.5); Message when one begins.</summary>
    private FrameStatus ReadBetween(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.FirstSpan.Length > 0 && buffer.FirstSpan[0] is not ((byte)'\r' or (byte)'\n'))
            return Begin();
        long skipped = 0;
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            foreach (byte b in segment.Span)
            {
                if (b is not ((byte)'\r' or (byte)'\n'))
                {
                    buffer = buffer.Slice(skipped);
                    return Begin();
                }

                skipped++;
                if (IsNextOfPing(b) && _blankBytes == 4)
                {
                    buffer = buffer.Slice(skipped);
                    _blankBytes = 0;
                    return FrameStatus.KeepAlive;
                }
            }
        }

        buffer = buffer.Slice(buffer.End);
        return FrameStatus.NeedMore;
    }

    private FrameStatus Begin()
    {
        _blankBytes = 0;
        _state = State.Head;
        _head = new HeadScanner(_limits);
        return FrameStatus.Message;
    }

    private bool IsNextOfPing(byte b)
    {
        bool expected = b == (_blankBytes % 2 == 0 ? (byte)'\r' : (byte)'\n');
        _blankBytes = expected ? _blankBytes + 1 : b == (byte)'\r' ? 1 : 0;
        return expected;
    }

    private bool ScanHead(in ReadOnlySequence<byte> message)
    {
        bool isEnded = false;
        if (message.IsSingleSegment)
        {
            isEnded = _head.Scan(message.FirstSpan[_head.Offset..]);
        }
        else
        {
            foreach (ReadOnlyMemory<byte> segment in message.Slice(_head.Offset))
            {
                isEnded = _head.Scan(segment.Span);
                if (isEnded || _head.Offset > _limits.MaxHeaderBlockBytes)
                    break;
            }
        }

        if (isEnded)
        {
            _state = State.Body;
            _frameLength = (long)_head.Offset + _head.ContentLength;
        }

        return isEnded;
    }

    private FrameStatus Lose(ReadOnlySequence<byte> head, SipFault why, out ReadOnlySequence<byte> frame, out SipFault fault)
    {
        _state = State.Lost;
        _head.Fault = why;
        frame = head;
        fault = why;
        return FrameStatus.Lost;
    }
}
