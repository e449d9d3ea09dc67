namespace SipCti.Wire;

/// <summary>Scans start line and header fields up to the blank line, in whatever pieces they come, and reads Content-Length.</summary>
internal struct HeadScanner
{
    private readonly SipLimits _limits;
    private State _state;
    private byte _matched;
    private bool _isLength;
    private bool _hasDigit;
    private bool _isLengthBad;
    private bool _hasLength;
    private int _fieldCount;
    private long _value;

    public HeadScanner(SipLimits limits)
    {
        _limits = limits;
        _state = State.Skip;
    }

    private enum State : byte
    {
        Skip,
        LineStart,
        BlankLine,
        Name,
        AfterName,
        BeforeNumber,
        Number,
        AfterNumber,
    }

    private static ReadOnlySpan<byte> LengthName => "content-length"u8;

    /// <summary>Bytes scanned so far.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the field being scanned starts.</summary>
    public int FieldStart { get; private set; }

    /// <summary>The first fault met.</summary>
    public SipFault Fault { get; set; }

    /// <summary>The Content-Length read; 0 when there is none.</summary>
    public int ContentLength { get; private set; }

    /// <summary>Scans the next piece; true when the blank line has been passed, and <see cref="Offset"/> stands behind it.</summary>
    public bool Scan(ReadOnlySpan<byte> piece)
    {
        int room = _limits.MaxHeaderBlockBytes + 1 - Offset;
        bool isCutOff = piece.Length > room;
        if (isCutOff)
            piece = piece[..room];
        int start = Offset;
        int at = 0;
        while (at < piece.Length)
        {
            byte b = piece[at];
            switch (_state)
            {
                case State.Skip:
                    at = SkipLines(piece, at, start);
                    continue;
                case State.LineStart when b == (byte)'\r':
                    _state = State.BlankLine;
                    break;
                case State.LineStart when b == (byte)'\n':
                case State.BlankLine when b == (byte)'\n':
                    return End(start + at + 1);
                case State.LineStart when SipBytes.IsSpace(b):
                    _state = _isLength ? Resume() : State.Skip;
                    break;
                case State.LineStart:
                case State.BlankLine:
                    BeginField(_state == State.BlankLine ? start + at - 1 : start + at);
                    _state = _state == State.BlankLine ? State.Skip : State.Name;
                    continue;
                default:
                    ReadLengthField(b);
                    break;
            }

            at++;
        }

        Offset = start + at;
        CheckFieldLength(_state == State.BlankLine ? Offset - 1 : Offset);
        return false;
    }

    /// <summary>Skips to the end of the line, and over whole lines that are seen at a glance to be other fields within the limits.</summary>
    private int SkipLines(ReadOnlySpan<byte> piece, int at, int start)
    {
        int most = _limits.MaxHeaderLineBytes;
        int countLeft = _isLength ? 0 : _limits.MaxHeaderCount - _fieldCount;
        int fieldStart = FieldStart;
        int fieldCount = _fieldCount;
        while (true)
        {
            at = LineEnds.Next(piece, at);
            if (at < 0 || at == piece.Length || countLeft-- <= 0 || start + at - fieldStart > most || !IsOtherField(piece, at))
                break;
            fieldStart = start + at;
            fieldCount++;
        }

        FieldStart = fieldStart;
        _fieldCount = fieldCount;
        if (at < 0)
            return piece.Length;
        _state = State.LineStart;
        return at;
    }

    /// <summary>True for a line that begins with a letter, but not as Content-Length does; false when in doubt.</summary>
    private static bool IsOtherField(ReadOnlySpan<byte> piece, int at)
    {
        int letter = piece[at] | 0x20;
        if (letter == 'c')
            return at + 8 < piece.Length && (piece[at + 8] | 0x20) != LengthName[8];
        return letter is >= 'a' and <= 'z' and not 'l';
    }

    /// <summary>One byte of a line that is, or may yet be, Content-Length.</summary>
    private void ReadLengthField(byte b)
    {
        if (b == (byte)'\n')
        {
            _state = State.LineStart;
            return;
        }

        switch (_state)
        {
            case State.Name:
                byte lower = (byte)(b | 0x20);
                if (_matched == 0 && lower == (byte)'l')
                    _state = State.AfterName;
                else if (lower != LengthName[_matched])
                    _state = State.Skip;
                else if (++_matched == LengthName.Length)
                    _state = State.AfterName;
                break;
            case State.AfterName:
                _isLength = b == (byte)':';
                if (_isLength)
                    _state = State.BeforeNumber;
                else if (!SipBytes.IsSpace(b))
                    _state = State.Skip;
                break;
            case State.BeforeNumber when SipBytes.IsDigit(b):
            case State.Number when SipBytes.IsDigit(b):
                _state = State.Number;
                _hasDigit = true;
                _value = Math.Min((_value * 10) + (b - '0'), int.MaxValue);
                break;
            default:
                // A fold or spaces may stand before and after the number, never within it.
                if (!SipBytes.IsLinearSpace(b))
                    _isLengthBad = true;
                if (_state == State.Number)
                    _state = State.AfterNumber;
                if (_isLengthBad)
                    _state = State.Skip;
                break;
        }
    }

    private readonly State Resume() => _hasDigit ? State.AfterNumber : State.BeforeNumber;

    private void BeginField(int offset)
    {
        EndField(offset);
        FieldStart = offset;
        _matched = 0;
        if (++_fieldCount > _limits.MaxHeaderCount)
            Report(SipFaultKind.TooManyHeaders, null);
    }

    private void EndField(int offset)
    {
        CheckFieldLength(offset);
        if (!_isLength)
            return;
        if (_isLengthBad || !_hasDigit)
            Report(SipFaultKind.ContentLengthInvalid, "Content-Length");
        else if (_value > _limits.MaxBodyBytes)
            Report(SipFaultKind.BodyTooLarge, "Content-Length");
        else if (_hasLength && _value != ContentLength)
            Report(SipFaultKind.ContentLengthConflict, "Content-Length");
        else
            ContentLength = (int)_value;
        _hasLength = true;
        _isLength = _isLengthBad = _hasDigit = false;
        _value = 0;
    }

    private bool End(int offset)
    {
        EndField(_state == State.BlankLine ? offset - 2 : offset - 1);
        Offset = offset;
        return offset <= _limits.MaxHeaderBlockBytes;
    }

    private void CheckFieldLength(int end)
    {
        if (end - FieldStart > _limits.MaxHeaderLineBytes)
            Report(FieldStart == 0 ? SipFaultKind.StartLineTooLong : SipFaultKind.HeaderLineTooLong, null);
    }

    private void Report(SipFaultKind kind, string? header)
    {
        if (!Fault.IsFault)
            Fault = new SipFault(kind, header, FieldStart);
    }
}
