using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Finds the header fields of a message and classifies them, in one pass over its head.</summary>
internal struct HeadIndex(byte[] bytes, SipLimits limits)
{
    private readonly byte[] _bytes = bytes;
    private readonly SipLimits _limits = limits;
    private HeaderSlot[] _slots = new HeaderSlot[20];
    private ulong _seenLow;
    private ulong _seenHigh;

    public int Count { get; private set; }

    /// <summary>Bytes of the start line with its CRLF.</summary>
    public int StartLineLength { get; private set; }

    /// <summary>The offset behind the blank line.</summary>
    public int HeadLength { get; private set; }

    public readonly HeaderSlot[] Slots => _slots;

    public readonly bool Has(HeaderId id) => (((byte)id < 64 ? _seenLow : _seenHigh) & (1UL << ((byte)id & 63))) != 0;

    public bool TryRead(out SipFault fault)
    {
        int at = NextLine(0, out fault);
        if (at < 0)
            return false;
        StartLineLength = at;
        if (at > _limits.MaxHeaderLineBytes)
            return Fail(SipFaultKind.StartLineTooLong, 0, out fault);
        while (true)
        {
            int next = NextLine(at, out fault);
            if (next < 0)
                return false;
            if (next == at + 2)
            {
                HeadLength = next;
                return next <= _limits.MaxHeaderBlockBytes || Fail(SipFaultKind.HeaderBlockTooLarge, at, out fault);
            }

            bool isFolded = false;
            while (next < _bytes.Length && SipBytes.IsSpace(_bytes[next]))
            {
                isFolded = true;
                next = NextLine(next, out fault);
                if (next < 0)
                    return false;
            }

            if (!TryAdd(at, next, isFolded, out fault))
                return false;
            at = next;
        }
    }

    private static bool Fail(SipFaultKind kind, int offset, out SipFault fault, HeaderId id = HeaderId.Unknown)
    {
        fault = new SipFault(kind, id == HeaderId.Unknown ? null : HeaderTable.Name(id), offset);
        return false;
    }

    /// <summary>The offset behind the line that starts here; -1 when it does not end in CRLF, or holds a lone CR, LF or a NUL.</summary>
    private readonly int NextLine(int at, out SipFault fault)
    {
        fault = default;
        ReadOnlySpan<byte> rest = _bytes.AsSpan(at);
        int stop = rest.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
        while (stop > 0 && rest[stop] == 0 && rest[stop - 1] == (byte)'\\')
        {
            // A quoted pair may be a NUL (RFC 3261 section 25.1).
            int more = rest[(stop + 1)..].IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            stop = more < 0 ? -1 : stop + 1 + more;
        }

        if (stop < 0)
        {
            Fail(SipFaultKind.HeaderBlockUnterminated, at, out fault);
            return -1;
        }

        if (rest[stop] == (byte)'\r' && stop + 1 < rest.Length && rest[stop + 1] == (byte)'\n')
            return at + stop + 2;
        Fail(SipFaultKind.ControlCharacter, at + stop, out fault);
        return -1;
    }

    private bool TryAdd(int start, int end, bool isFolded, out SipFault fault)
    {
        fault = default;
        if (end - start > _limits.MaxHeaderLineBytes)
            return Fail(SipFaultKind.HeaderLineTooLong, start, out fault);
        if (Count == _limits.MaxHeaderCount)
            return Fail(SipFaultKind.TooManyHeaders, start, out fault);
        ReadOnlySpan<byte> line = _bytes.AsSpan(start, end - start - 2);
        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return Fail(SipFaultKind.HeaderLineInvalid, start, out fault);
        int nameLength = colon;
        while (nameLength > 0 && SipBytes.IsSpace(line[nameLength - 1]))
            nameLength--;
        HeaderId id = HeaderTable.Find(line[..nameLength]);
        if (id == HeaderId.Unknown && !SipBytes.IsTokenText(line[..nameLength]))
            return Fail(SipFaultKind.HeaderLineInvalid, start, out fault);
        if (!TryMark(id))
            return Fail(SipFaultKind.HeaderDuplicated, start, out fault, id);

        int value = colon + 1;
        int valueEnd = line.Length;
        while (value < valueEnd && SipBytes.IsLinearSpace(line[value]))
            value++;
        while (valueEnd > value && SipBytes.IsLinearSpace(line[valueEnd - 1]))
            valueEnd--;
        if (Count == _slots.Length)
            Array.Resize(ref _slots, Count * 2);
        _slots[Count++] = new HeaderSlot(_bytes, start, end - start, nameLength, value, valueEnd - value, id, isFolded && line[value..valueEnd].Contains((byte)'\n'));
        return true;
    }

    private bool TryMark(HeaderId id)
    {
        ref ulong seen = ref _seenLow;
        ulong bit = 1UL << ((byte)id & 63);
        if ((byte)id >= 64)
        {
            bool isNew = (_seenHigh & bit) == 0;
            _seenHigh |= bit;
            return isNew || HeaderTable.Shape(id) != HeaderShape.Once;
        }

        bool isFirst = (_seenLow & bit) == 0;
        _seenLow |= bit;
        return isFirst || HeaderTable.Shape(id) != HeaderShape.Once;
    }
}
