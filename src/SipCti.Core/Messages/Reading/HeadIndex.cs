using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Finds the header fields of a message and classifies them: the ends of all lines first, then line by line.</summary>
internal ref struct HeadIndex
{
    // Room for the lines that a proxy adds, so that its table need not grow.
    private const int MoreSlots = 4;
    private const int FirstLines = 128;
    private readonly byte[] _bytes;
    private readonly int _length;
    private readonly SipLimits _limits;

    /// <summary>Begins.</summary>
    /// <param name="bytes">A message, and <see cref="LineEnds.Slack"/> bytes more.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="limits">The limits to hold to.</param>
    public HeadIndex(byte[] bytes, int length, SipLimits limits)
    {
        _bytes = bytes;
        _length = length;
        _limits = limits;
        Slots = [];
    }

    public HeaderSlot[] Slots { get; private set; }

    public int Count { get; private set; }

    /// <summary>A bit for each field of a value below 64 that is there.</summary>
    public ulong SeenLow { get; private set; }

    /// <summary>The same for the values above.</summary>
    public ulong SeenHigh { get; private set; }

    /// <summary>True when there is more than one Content-Length.</summary>
    public bool RepeatsLength { get; private set; }

    /// <summary>Bytes of the start line with its CRLF.</summary>
    public int StartLineLength { get; private set; }

    /// <summary>The offset behind the blank line.</summary>
    public int HeadLength { get; private set; }

    public readonly bool Has(HeaderId id) => (((byte)id < 64 ? SeenLow : SeenHigh) >> (byte)id & 1) != 0;

    public readonly ReadOnlySpan<byte> ValueOf(in HeaderSlot slot) => slot.UnfoldedIn(_bytes);

    /// <summary>What is wrong, when <see cref="TryRead"/> was false.</summary>
    public SipFault Fault { get; private set; }

    public bool TryRead()
    {
        Span<int> ends = stackalloc int[FirstLines];
        int lines = LineEnds.Find(_bytes, _length, ref ends, _limits.MaxHeaderBlockBytes, out SipFault fault);
        if (lines < 0)
        {
            Fault = fault;
            return false;
        }

        ends = ends[..(lines - 1)];
        HeadLength = lines == 1 ? 2 : ends[^1] + 2;
        if (lines == 1)
            return Fail(SipFaultKind.StartLineInvalid, 0);
        StartLineLength = ends[0];
        if (StartLineLength > _limits.MaxHeaderLineBytes)
            return Fail(SipFaultKind.StartLineTooLong, 0);
        bool isNearLimits = HeadLength > Math.Min(_limits.MaxHeaderLineBytes, ushort.MaxValue) || lines - 2 > _limits.MaxHeaderCount;
        if (isNearLimits && !TryCheckLimits(ends))
            return false;
        Slots = new HeaderSlot[lines - 2 + MoreSlots];
        return TryClassify(ends);
    }

    private bool TryCheckLimits(scoped ReadOnlySpan<int> ends)
    {
        // A slot holds no more, whatever limits that nobody validated say.
        int mostLineBytes = Math.Min(_limits.MaxHeaderLineBytes, ushort.MaxValue);
        int count = 0;
        for (int i = 1; i < ends.Length; i++)
        {
            int start = ends[i - 1];
            while (SipBytes.IsSpace(_bytes[ends[i]]))
                i++;
            if (ends[i] - start > mostLineBytes)
                return Fail(SipFaultKind.HeaderLineTooLong, start);
            if (++count > _limits.MaxHeaderCount)
                return Fail(SipFaultKind.TooManyHeaders, start);
        }

        return true;
    }

    // All that the loop changes is in registers: what is rare is done elsewhere, and no local variable is handed out by reference.
    private bool TryClassify(scoped ReadOnlySpan<int> ends)
    {
        // Each offset is one that LineEnds found, or within the slack behind the message.
        ref byte first = ref MemoryMarshal.GetArrayDataReference(_bytes);
        HeaderSlot[] slots = Slots;
        int count = 0;
        ulong seen = 0;
        int start = ends[0];
        for (int i = 1; i < ends.Length; i++)
        {
            int end = ends[i];
            bool isFolded = false;
            while (Unsafe.Add(ref first, end) is (byte)' ' or (byte)'\t')
            {
                isFolded = true;
                end = ends[++i];
            }

            // Name and colon of most fields are within the first 16 bytes.
            Vector128<byte> head = Vector128.LoadUnsafe(ref first, (nuint)start);
            uint colons = Vector128.Equals(head, Vector128.Create((byte)':')).ExtractMostSignificantBits() | 0x10000;
            int colon = BitOperations.TrailingZeroCount(colons);
            HeaderId id = HeaderTable.Guess(head, colon);
            if (id == HeaderId.Unknown)
            {
                int name = ReadName(start, end);
                if (name < 0)
                    return Fail(SipFaultKind.HeaderLineInvalid, start);
                colon = name >> 8;
                id = (HeaderId)name;
            }

            ulong bit = 1UL << (byte)id;
            if (((seen & bit) != 0 || (byte)id >= 64) && !MayStandAgain(id))
                return Fail(SipFaultKind.HeaderDuplicated, start, id);
            seen |= (byte)id < 64 ? bit : 0;

            slots[count++] = new HeaderSlot(start, end - start, colon + 1, id, isFolded);
            start = end;
        }

        Count = count;
        SeenLow = seen;
        return true;
    }

    private bool Fail(SipFaultKind kind, int offset, HeaderId id = HeaderId.Unknown)
    {
        Fault = new SipFault(kind, id == HeaderId.Unknown ? null : HeaderTable.Name(id), offset);
        return false;
    }

    /// <summary>The colon of a line, shifted by 8, and the field; -1 when it is no header field.</summary>
    private readonly int ReadName(int start, int end)
    {
        ReadOnlySpan<byte> line = _bytes.AsSpan(start, end - 2 - start);
        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return -1;
        ReadOnlySpan<byte> name = HeaderTable.TrimName(line[..colon]);
        HeaderId id = HeaderTable.Find(name);
        return id != HeaderId.Unknown || SipBytes.IsTokenText(name) ? (colon << 8) | (byte)id : -1;
    }

    /// <summary>For a field that stands again, or is not among the first 64.</summary>
    private bool MayStandAgain(HeaderId id)
    {
        // The shift count wraps at 64.
        ulong bit = 1UL << (byte)id;
        bool isSeen = (byte)id < 64 || (SeenHigh & bit) != 0;
        if ((byte)id >= 64)
            SeenHigh |= bit;
        RepeatsLength |= id == HeaderId.ContentLength;
        return !isSeen || HeaderTable.Shape(id) != HeaderShape.Once;
    }
}
