namespace SipCti.Messages;

/// <summary>
/// One header field of a message: where its line stands, and where name and value stand in it. 16 bytes and no reference, so
/// that a table of them is cheap to make, to shift and to copy.
/// </summary>
internal readonly struct HeaderSlot
{
    private readonly ushort _length;
    private readonly ushort _valueOffset;
    private readonly ushort _valueLength;
    private readonly ushort _nameLength;

    public HeaderSlot(int start, int length, int nameLength, int valueOffset, int valueLength, HeaderId id, bool isFolded, bool isAdded)
    {
        Start = start;
        _length = (ushort)length;
        _nameLength = (ushort)nameLength;
        _valueOffset = (ushort)valueOffset;
        _valueLength = (ushort)valueLength;
        Id = id;
        IsFolded = isFolded;
        IsAdded = isAdded;
    }

    /// <summary>The offset of the line in its array.</summary>
    public int Start { get; }

    public HeaderId Id { get; }

    /// <summary>True when the value goes over several lines.</summary>
    public bool IsFolded { get; }

    /// <summary>True when the line is not one of those that came, but was added since.</summary>
    public bool IsAdded { get; }

    /// <summary>Bytes of the whole line with its CRLF.</summary>
    public int Length => _length;

    public int NameLength => _nameLength;

    /// <summary>Where the value begins in the line: behind name, colon and spaces.</summary>
    public int ValueOffset => _valueOffset;

    public int ValueLength => _valueLength;

    /// <summary>The same line at another place.</summary>
    public HeaderSlot At(int start, bool isAdded) => new(start, _length, _nameLength, _valueOffset, _valueLength, Id, IsFolded, isAdded);
}
