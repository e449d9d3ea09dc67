using System.Text;

namespace SipCti.Messages;

/// <content>
/// The bytes of the lines. Those that came stay in the array of the message; those that were added since stand behind it in
/// the same array while there is room, then in a second array, one behind the other. What stands in either is never changed,
/// so that copies may share both.
/// </content>
public sealed partial class SipHeaders
{
    private const int FirstCapacity = 256;
    private readonly byte[] _original;

    // The first free byte of the original array. One message alone adds there: a copy takes the room with it.
    private int _tail;
    private byte[] _added = [];
    private int _addedLength;

    // A copy adds behind the same bytes: whoever adds first after copying takes an array of its own.
    private bool _isAddedShared;

    internal ReadOnlySpan<byte> LineOf(in HeaderSlot slot) => slot.LineIn(SourceOf(slot));

    internal ReadOnlySpan<byte> NameOf(in HeaderSlot slot) => slot.NameIn(SourceOf(slot));

    /// <summary>The value as it stands, with its folds, without the spaces around it.</summary>
    internal ReadOnlySpan<byte> RawValueOf(in HeaderSlot slot) => slot.ValueIn(SourceOf(slot));

    /// <summary>The value in one line.</summary>
    internal ReadOnlySpan<byte> ValueOf(in HeaderSlot slot) => slot.UnfoldedIn(SourceOf(slot));

    internal byte[] SourceOf(in HeaderSlot slot) => slot.IsAdded ? _added : _original;

    /// <summary>Room for bytes that live as long as the message.</summary>
    /// <param name="length">How many.</param>
    /// <param name="source">The array that they stand in.</param>
    /// <param name="start">Where they begin.</param>
    internal Span<byte> Reserve(int length, out byte[] source, out int start)
    {
        if (length <= _original.Length - _tail)
        {
            source = _original;
            start = _tail;
            _tail += length;
            return source.AsSpan(start, length);
        }

        start = _addedLength;
        if (_isAddedShared || _added.Length - start < length)
        {
            byte[] more = new byte[Math.Max(FirstCapacity, (start + length) * 2)];
            _added.AsSpan(0, start).CopyTo(more);
            _added = more;
            _isAddedShared = false;
        }

        _addedLength = start + length;
        source = _added;
        return source.AsSpan(start, length);
    }

    private HeaderSlot MakeLine(HeaderId id, ReadOnlySpan<char> value)
    {
        HeaderSlot slot = MakeLine(HeaderTable.Prefix(id), Encoding.UTF8.GetByteCount(value), id, false, out Span<byte> room);
        Encoding.UTF8.GetBytes(value, room);
        return slot;
    }

    private HeaderSlot MakeLine(HeaderId id, ReadOnlySpan<byte> value)
    {
        HeaderSlot slot = MakeLine(HeaderTable.Prefix(id), value.Length, id, false, out Span<byte> room);
        value.CopyTo(room);
        return slot;
    }

    private HeaderSlot MakeLine(string name, ReadOnlySpan<char> value)
    {
        Span<byte> prefix = name.Length <= 126 ? stackalloc byte[128] : new byte[name.Length + 2];
        int length = Encoding.ASCII.GetBytes(name, prefix);
        HeaderId id = HeaderTable.Find(prefix[..length]);
        ": "u8.CopyTo(prefix[length..]);
        HeaderSlot slot = MakeLine(prefix[..(length + 2)], Encoding.UTF8.GetByteCount(value), id, false, out Span<byte> room);
        Encoding.UTF8.GetBytes(value, room);
        return slot;
    }

    /// <summary>A line with name and spacing of another, and a new value.</summary>
    private HeaderSlot MakeLine(in HeaderSlot like, ReadOnlySpan<char> value)
    {
        HeaderSlot slot = MakeLine(like.PrefixIn(SourceOf(like)), Encoding.UTF8.GetByteCount(value), like.Id, false, out Span<byte> room);
        Encoding.UTF8.GetBytes(value, room);
        return slot;
    }

    /// <summary>A line with name and spacing of another, and a value put together from two parts.</summary>
    private HeaderSlot MakeLine(SipHeaders owner, in HeaderSlot like, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        HeaderSlot slot = MakeLine(like.PrefixIn(owner.SourceOf(like)), first.Length + second.Length, like.Id, like.IsFolded, out Span<byte> room);
        first.CopyTo(room);
        second.CopyTo(room[first.Length..]);
        return slot;
    }

    /// <summary>A line whose value the caller writes into the room given.</summary>
    private HeaderSlot MakeLine(ReadOnlySpan<byte> prefix, int valueLength, HeaderId id, bool isFolded, out Span<byte> value)
    {
        int length = prefix.Length + valueLength + 2;
        if (length > ushort.MaxValue)
            throw new ArgumentException($"A header field may have {ushort.MaxValue} bytes at most, not {length}.");
        Span<byte> line = Reserve(length, out byte[] source, out int start);
        prefix.CopyTo(line);
        line[^2] = (byte)'\r';
        line[^1] = (byte)'\n';
        value = line[prefix.Length..^2];
        return Slot(source, start, length, prefix.Length, id, isFolded);
    }

    private HeaderSlot Slot(byte[] source, int start, int length, int valueOffset, HeaderId id, bool isFolded)
    {
        if (start >= HeaderSlot.MostStart)
            throw new InvalidOperationException("The header fields of the message are too long.");
        var slot = new HeaderSlot(start, length, valueOffset, id, isFolded);
        return ReferenceEquals(source, _original) ? slot : slot.AsAdded();
    }

    /// <summary>A line of another message as it stands there: shared when both are of the same array, copied otherwise.</summary>
    private HeaderSlot TakeLine(SipHeaders owner, in HeaderSlot slot)
    {
        if (!slot.IsAdded && ReferenceEquals(owner._original, _original))
            return slot;
        ReadOnlySpan<byte> bytes = owner.LineOf(slot);
        bytes.CopyTo(Reserve(bytes.Length, out byte[] source, out int start));
        return Slot(source, start, bytes.Length, slot.PrefixIn(owner.SourceOf(slot)).Length, slot.Id, slot.IsFolded);
    }
}
