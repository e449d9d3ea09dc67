namespace SipCti.Messages;

/// <summary>
/// One header field of a message: where its line stands, and where name and value stand in it. 24 bytes; the bytes
/// themselves belong to the message, to the message it was copied from, or to the edit that made it.
/// </summary>
internal readonly struct HeaderSlot
{
    private readonly byte[] _source;
    private readonly int _start;
    private readonly ushort _length;
    private readonly ushort _valueOffset;
    private readonly ushort _valueLength;
    private readonly ushort _nameLength;

    public HeaderSlot(byte[] source, int start, int length, int nameLength, int valueOffset, int valueLength, HeaderId id, bool isFolded)
    {
        _source = source;
        _start = start;
        _length = (ushort)length;
        _nameLength = (ushort)nameLength;
        _valueOffset = (ushort)valueOffset;
        _valueLength = (ushort)valueLength;
        Id = id;
        IsFolded = isFolded;
    }

    public HeaderId Id { get; }

    /// <summary>True when the value goes over several lines.</summary>
    public bool IsFolded { get; }

    public byte[] Source => _source;

    public int Start => _start;

    /// <summary>Bytes of the whole line with its CRLF.</summary>
    public int Length => _length;

    /// <summary>The whole field with its CRLF.</summary>
    public ReadOnlySpan<byte> Line => _source.AsSpan(_start, _length);

    public ReadOnlySpan<byte> Name => _source.AsSpan(_start, _nameLength);

    /// <summary>Everything before the value: name, colon, spaces.</summary>
    public ReadOnlySpan<byte> Prefix => _source.AsSpan(_start, _valueOffset);

    /// <summary>The value as it stands, with its folds, without the spaces around it.</summary>
    public ReadOnlySpan<byte> RawValue => _source.AsSpan(_start + _valueOffset, _valueLength);

    /// <summary>The value in one line: each fold, with the spaces around it, is one space (RFC 3261 section 7.3.1).</summary>
    public ReadOnlySpan<byte> Value => IsFolded ? Unfold(RawValue) : RawValue;

    private static byte[] Unfold(ReadOnlySpan<byte> raw)
    {
        byte[] line = new byte[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] is not ((byte)'\r' or (byte)'\n'))
            {
                line[length++] = raw[i];
                continue;
            }

            while (length > 0 && Wire.SipBytes.IsSpace(line[length - 1]))
                length--;
            while (i + 1 < raw.Length && Wire.SipBytes.IsLinearSpace(raw[i + 1]))
                i++;
            line[length++] = (byte)' ';
        }

        return line[..length];
    }
}
