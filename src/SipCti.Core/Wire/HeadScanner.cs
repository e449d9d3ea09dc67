using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>
/// Scans start line and header fields up to the blank line, in whatever pieces they come, and reads Content-Length: 64 bytes at a
/// step, and byte by byte only what may be Content-Length.
/// </summary>
internal struct HeadScanner
{
    // "content-l": the letter that tells the field from the others that begin with a C.
    private const int DecidingLetter = 8;

    // Where in a step the deciding letter of a field is in the next one.
    private const ulong Undecided = ~(ulong.MaxValue >> DecidingLetter);
    private const int LongField = 192;
    private readonly int _mostBytes;
    private readonly int _mostFieldBytes;
    private readonly int _mostFields;
    private readonly int _mostBody;
    private LengthScanner _length;
    private bool _isAtLineStart;
    private bool _isBehindReturn;
    private int _fieldCount;
    private int _shift;

    public HeadScanner(SipLimits limits)
    {
        _mostBytes = limits.MaxHeaderBlockBytes;
        _mostFields = limits.MaxHeaderCount;
        _mostBody = limits.MaxBodyBytes;

        // The least that the limit may be; then a step of 64 bytes holds no whole field that is beyond it.
        _mostFieldBytes = Math.Max(limits.MaxHeaderLineBytes, HeadMasks.Size);
    }

    /// <summary>True when the head is longer than it may be.</summary>
    public readonly bool IsTooLong => Offset > _mostBytes;

    /// <summary>Bytes scanned so far.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the field being scanned starts.</summary>
    public int FieldStart { get; private set; }

    /// <summary>The first fault met.</summary>
    public SipFault Fault { get; private set; }

    /// <summary>True when there is a Content-Length.</summary>
    public bool HasContentLength { get; private set; }

    /// <summary>The Content-Length read; 0 when there is none.</summary>
    public int ContentLength { get; private set; }

    /// <summary>Begins at the first byte of a message.</summary>
    public void Begin()
    {
        _length.Close();
        _isAtLineStart = _isBehindReturn = HasContentLength = false;
        _fieldCount = Offset = FieldStart = ContentLength = 0;
        Fault = default;
    }

    /// <summary>Scans what is new; true when the blank line has been passed, and <see cref="Offset"/> stands behind it.</summary>
    /// <param name="bytes">The new bytes, behind others that are not looked at.</param>
    /// <param name="from">Where the new ones begin.</param>
    public bool Scan(ReadOnlySpan<byte> bytes, int from)
    {
        int room = _mostBytes + 1 - Offset;
        if (bytes.Length - from > room)
            bytes = bytes[..(from + room)];

        // What is added to a position in these bytes to make it one in the message.
        _shift = Offset - from;
        int at = _length.IsOpen ? ScanLength(bytes, from) : from;
        while (at < bytes.Length)
        {
            at = SkipPlainSteps(bytes, at);
            if (at < bytes.Length)
                at = ScanStep(bytes, at, new HeadMasks(bytes, at));
            if (at < 0)
                return Offset <= _mostBytes;
        }

        Offset = bytes.Length + _shift;
        CheckFieldLength(_isBehindReturn ? Offset - 1 : Offset);
        return false;
    }

    /// <summary>Notes a fault in the field being scanned, when it is the first one.</summary>
    public void Report(SipFaultKind kind, string? header)
    {
        if (!Fault.IsFault)
            Fault = new SipFault(kind, header, FieldStart);
    }

    /// <summary>
    /// Passes over steps of 64 bytes that hold nothing but other fields within the limits: without a branch that depends on where
    /// lines begin, since that cannot be predicted. Answers where the first other step begins.
    /// </summary>
    private int SkipPlainSteps(ReadOnlySpan<byte> bytes, int at)
    {
        if (_isBehindReturn)
            return at;
        int fieldStart = FieldStart - _shift;
        int fieldCount = _fieldCount;
        ulong carry = _isAtLineStart ? 1UL : 0;
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        for (; bytes.Length - at >= HeadMasks.Size; at += HeadMasks.Size)
        {
            if (at - fieldStart > LongField && carry == 0)
            {
                // To the step with the next line feed; few fields are that long, so that this branch can be predicted.
                int feed = bytes[at..].IndexOf((byte)'\n');
                at += (feed < 0 ? bytes.Length - at : feed) / HeadMasks.Size * HeadMasks.Size;
                if (bytes.Length - at < HeadMasks.Size)
                    break;
            }

            Vector512<byte> step = Vector512.LoadUnsafe(ref start, (nuint)at);
            Vector512<byte> letters = step | Vector512.Create((byte)0x20);
            ulong feeds = HeadMasks.Of(step, (byte)'\n');
            ulong fields = ((feeds << 1) | carry) & ~(HeadMasks.Of(step, (byte)' ') | HeadMasks.Of(step, (byte)'\t'));
            ulong ls = HeadMasks.Of(letters, (byte)'l');
            ulong lengths = (HeadMasks.Of(letters, (byte)'c') & ((ls >> DecidingLetter) | Undecided)) | ls;
            ulong ends = feeds | HeadMasks.Of(step, (byte)'\r');
            int count = fieldCount + BitOperations.PopCount(fields);
            if ((fields & (lengths | ends)) != 0 || at + HeadMasks.Size - fieldStart > _mostFieldBytes || count > _mostFields)
                break;

            // The start of the last field in the step, when there is one.
            int isAny = -(int)((fields | (0 - fields)) >> (HeadMasks.Size - 1));
            fieldStart += (at + BitOperations.Log2(fields) - fieldStart) & isAny;
            fieldCount = count;
            carry = feeds >> (HeadMasks.Size - 1);
        }

        FieldStart = fieldStart + _shift;
        _fieldCount = fieldCount;
        _isAtLineStart = carry != 0;
        return at;
    }

    /// <summary>Scans up to 64 bytes; answers where to go on, or -1 when the head has ended.</summary>
    private int ScanStep(ReadOnlySpan<byte> bytes, int at, scoped in HeadMasks masks)
    {
        ulong feeds = masks.Feeds;
        int length = Math.Min(bytes.Length - at, HeadMasks.Size);
        if (feeds == 0 && !_isAtLineStart && !_isBehindReturn)
            return at + length;
        int start = at + _shift;
        ulong all = ulong.MaxValue >> (HeadMasks.Size - length);
        ulong last = 1UL << (length - 1);
        ulong lineStarts = ((feeds << 1) | (_isAtLineStart ? 1UL : 0)) & all;

        // A CR that begins a line is the blank line when an LF follows; otherwise it begins a field, which the parser will refuse.
        ulong returns = masks.Returns & lineStarts;
        ulong ends = feeds & (lineStarts | (returns << 1) | (_isBehindReturn ? 1UL : 0));
        ulong fields = lineStarts & ~(masks.Spaces | feeds | (returns & ((feeds >> 1) | last)));
        if (_isBehindReturn && (feeds & 1) == 0)
            BeginFields(start - 1, 1);
        int end = BitOperations.TrailingZeroCount(ends);
        if (ends != 0)
            fields &= (1UL << end) - 1;

        ulong undecided = all ^ (all >> DecidingLetter);
        ulong ls = masks.Ls;
        ulong lengths = fields & ((masks.Cs & ((ls >> DecidingLetter) | undecided)) | ls);
        while (lengths != 0)
        {
            BeginFields(start, fields & (lengths ^ (lengths - 1)));
            int next = ReadLength(bytes, at + BitOperations.TrailingZeroCount(lengths));
            if (_length.IsOpen || next >= at + length)
                return next;
            ulong rest = ulong.MaxValue << (next - at);
            fields &= rest;
            lengths &= rest;
        }

        BeginFields(start, fields);
        if (ends != 0)
            return End(start + end, isBare: (lineStarts >> end & 1) != 0);
        _isAtLineStart = (feeds & last) != 0;
        _isBehindReturn = (returns & last) != 0;
        return at + length;
    }

    /// <summary>Takes the starts of fields in a step, as bits from an offset.</summary>
    private void BeginFields(int start, ulong fields)
    {
        if (fields == 0)
            return;
        CheckFieldLength(start + BitOperations.TrailingZeroCount(fields));
        int count = _fieldCount + BitOperations.PopCount(fields);
        if (count > _mostFields && _fieldCount <= _mostFields)
        {
            ulong tooMany = fields;
            for (int i = _fieldCount; i < _mostFields; i++)
                tooMany &= tooMany - 1;
            FieldStart = start + BitOperations.TrailingZeroCount(tooMany);
            Report(SipFaultKind.TooManyHeaders, null);
        }

        _fieldCount = count;
        FieldStart = start + BitOperations.Log2(fields);
    }

    /// <summary>Reads a field that may be Content-Length; answers where to go on.</summary>
    private int ReadLength(ReadOnlySpan<byte> bytes, int at)
    {
        _isAtLineStart = _isBehindReturn = false;
        bool isOther = at + DecidingLetter < bytes.Length && (bytes[at] | 0x20) == 'c' && (bytes[at + DecidingLetter] | 0x20) != 'l';
        if (isOther)
            return at + 1;
        int plain = LengthScanner.TryReadPlain(bytes[at..], out long value);
        if (plain == 0)
        {
            _length.Open();
            return ScanLength(bytes, at);
        }

        EndLength(value);
        _isAtLineStart = true;
        return at + plain;
    }

    /// <summary>Goes on in a field that may be Content-Length; answers where to go on.</summary>
    private int ScanLength(ReadOnlySpan<byte> bytes, int at)
    {
        int from = at;
        for (; at < bytes.Length && _length.IsOpen; at++)
        {
            LengthStep step = _length.Take(bytes[at]);
            if (step == LengthStep.More && _length.Value <= _mostBody)
                continue;

            // What is too long is too long before it is anything else, wherever it was cut.
            if (step != LengthStep.Other)
                CheckFieldLength(at + _shift);
            if (step == LengthStep.Invalid)
                Report(SipFaultKind.ContentLengthInvalid, "Content-Length");
            else if (step != LengthStep.Other)
                EndLength(_length.Value);
            _length.Close();
            break;
        }

        _isAtLineStart = at > from ? bytes[at - 1] == (byte)'\n' : _isAtLineStart;
        _isBehindReturn = false;
        return at;
    }

    private void EndLength(long value)
    {
        if (value > _mostBody)
            Report(SipFaultKind.BodyTooLarge, "Content-Length");
        else if (HasContentLength && value != ContentLength)
            Report(SipFaultKind.ContentLengthConflict, "Content-Length");
        else
            ContentLength = (int)value;
        HasContentLength = true;
    }

    private int End(int feed, bool isBare)
    {
        CheckFieldLength(isBare ? feed : feed - 1);
        Offset = feed + 1;
        return -1;
    }

    private void CheckFieldLength(int end)
    {
        if (end - FieldStart > _mostFieldBytes)
            Report(FieldStart == 0 ? SipFaultKind.StartLineTooLong : SipFaultKind.HeaderLineTooLong, null);
    }
}
