using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Finds the header fields of a message and classifies them: the ends of all lines first, then line by line.</summary>
internal ref struct HeadIndex
{
    private const int FirstLines = 96;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly SipLimits _limits;
    private FirstLine _first;

    public HeadIndex(ReadOnlySpan<byte> bytes, SipLimits limits)
    {
        _bytes = bytes;
        _limits = limits;
        Slots = [];
    }

    public HeaderSlot[] Slots { get; private set; }

    public int Count { get; private set; }

    /// <summary>A bit for each field of a value below 64 that is there.</summary>
    public ulong SeenLow { get; private set; }

    /// <summary>The same for the values above.</summary>
    public ulong SeenHigh { get; private set; }

    /// <summary>Bytes of the start line with its CRLF.</summary>
    public int StartLineLength { get; private set; }

    /// <summary>The offset behind the blank line.</summary>
    public int HeadLength { get; private set; }

    public readonly bool Has(HeaderId id) => (((byte)id < 64 ? SeenLow : SeenHigh) >> (byte)id & 1) != 0;

    /// <summary>The first line of a field that must be there.</summary>
    public readonly ref readonly HeaderSlot First(HeaderId id) => ref Slots[_first[(byte)id]];

    public readonly ReadOnlySpan<byte> ValueOf(in HeaderSlot slot)
    {
        ReadOnlySpan<byte> raw = _bytes.Slice(slot.Start + slot.ValueOffset, slot.ValueLength);
        return slot.IsFolded ? Folding.Unfold(raw) : raw;
    }

    public bool TryRead(out SipFault fault)
    {
        Span<int> ends = stackalloc int[FirstLines];
        int lines = LineEnds.Find(_bytes, ref ends, _limits.MaxHeaderBlockBytes, out fault);
        if (lines < 0)
            return false;
        StartLineLength = ends[0];
        HeadLength = ends[lines - 1];
        if (lines == 1)
            return Fail(SipFaultKind.StartLineInvalid, 0, out fault);
        if (StartLineLength > _limits.MaxHeaderLineBytes)
            return Fail(SipFaultKind.StartLineTooLong, 0, out fault);

        // Room for the lines that a proxy adds.
        Slots = new HeaderSlot[Math.Min(lines + 1, _limits.MaxHeaderCount)];
        for (int i = 1; i < lines - 1; i++)
        {
            int start = ends[i - 1];
            bool isFolded = false;
            while (SipBytes.IsSpace(_bytes[ends[i]]))
            {
                isFolded = true;
                i++;
            }

            if (!TryAdd(start, ends[i], isFolded, out fault))
                return false;
        }

        return HeadLength <= _limits.MaxHeaderBlockBytes || Fail(SipFaultKind.HeaderBlockTooLarge, 0, out fault);
    }

    private static bool Fail(SipFaultKind kind, int offset, out SipFault fault, HeaderId id = HeaderId.Unknown)
    {
        fault = new SipFault(kind, id == HeaderId.Unknown ? null : HeaderTable.Name(id), offset);
        return false;
    }

    private bool TryAdd(int start, int end, bool isFolded, out SipFault fault)
    {
        fault = default;
        if (end - start > _limits.MaxHeaderLineBytes)
            return Fail(SipFaultKind.HeaderLineTooLong, start, out fault);
        if (Count == _limits.MaxHeaderCount)
            return Fail(SipFaultKind.TooManyHeaders, start, out fault);
        if (!TryReadName(start, end, out int nameLength, out int colon, out HeaderId id))
            return Fail(SipFaultKind.HeaderLineInvalid, start, out fault);
        if (!TryMark(id))
            return Fail(SipFaultKind.HeaderDuplicated, start, out fault, id);

        ReadOnlySpan<byte> line = _bytes[start..(end - 2)];
        int value = colon + 1;
        int valueEnd = line.Length;
        while (value < valueEnd && SipBytes.IsLinearSpace(line[value]))
            value++;
        while (valueEnd > value && SipBytes.IsLinearSpace(line[valueEnd - 1]))
            valueEnd--;
        isFolded = isFolded && line[value..valueEnd].Contains((byte)'\n');
        Slots[Count++] = new HeaderSlot(start, end - start, nameLength, value, valueEnd - value, id, isFolded, isAdded: false);
        return true;
    }

    /// <summary>Name and colon. Most names are found by one load of 16 bytes.</summary>
    private readonly bool TryReadName(int start, int end, out int nameLength, out int colon, out HeaderId id)
    {
        if (start + Vector128<byte>.Count <= _bytes.Length)
        {
            Vector128<byte> head = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(_bytes), (nuint)start);
            uint colons = Vector128.Equals(head, Vector128.Create((byte)':')).ExtractMostSignificantBits();
            if (colons != 0)
            {
                nameLength = colon = System.Numerics.BitOperations.TrailingZeroCount(colons);
                id = HeaderTable.Find(head, colon);
                if (id != HeaderId.Unknown)
                    return true;
            }
        }

        ReadOnlySpan<byte> line = _bytes[start..(end - 2)];
        nameLength = colon = line.IndexOf((byte)':');
        while (nameLength > 0 && SipBytes.IsSpace(line[nameLength - 1]))
            nameLength--;
        id = nameLength > 0 ? HeaderTable.Find(line[..nameLength]) : HeaderId.Unknown;
        return nameLength > 0 && (id != HeaderId.Unknown || SipBytes.IsTokenText(line[..nameLength]));
    }

    private bool TryMark(HeaderId id)
    {
        // The shift count wraps at 64, so that it fits both halves.
        ulong bit = 1UL << (byte)id;
        ulong seen = (byte)id < 64 ? SeenLow : SeenHigh;
        if ((seen & bit) != 0)
            return HeaderTable.Shape(id) != HeaderShape.Once;
        if ((byte)id < 64)
            SeenLow |= bit;
        else
            SeenHigh |= bit;
        if ((byte)id < FirstLine.Length)
            _first[(byte)id] = (ushort)Count;
        return true;
    }

    /// <summary>The index of the first line of each of the fields that every message has.</summary>
    [InlineArray(Length)]
    private struct FirstLine
    {
        public const int Length = (int)HeaderId.MaxForwards + 1;
        private ushort _index;
    }
}
