using System.Text;

namespace SipCti.Messages;

/// <content>
/// The bytes of the lines. Those that came stay in the array of the message; those that were added since stand in a
/// second array, one behind the other. What stands in either is never changed, so that copies may share both.
/// </content>
public sealed partial class SipHeaders
{
    private const int FirstCapacity = 256;
    private readonly byte[] _original;
    private byte[] _added = [];
    private int _addedLength;

    // A copy adds behind the same bytes: whoever adds first after copying takes an array of its own.
    private bool _isAddedShared;

    internal ReadOnlySpan<byte> LineOf(in HeaderSlot slot) => SourceOf(slot).AsSpan(slot.Start, slot.Length);

    internal ReadOnlySpan<byte> NameOf(in HeaderSlot slot) => SourceOf(slot).AsSpan(slot.Start, slot.NameLength);

    /// <summary>The value as it stands, with its folds, without the spaces around it.</summary>
    internal ReadOnlySpan<byte> RawValueOf(in HeaderSlot slot) => SourceOf(slot).AsSpan(slot.Start + slot.ValueOffset, slot.ValueLength);

    /// <summary>The value in one line.</summary>
    internal ReadOnlySpan<byte> ValueOf(in HeaderSlot slot) => slot.IsFolded ? Folding.Unfold(RawValueOf(slot)) : RawValueOf(slot);

    internal byte[] SourceOf(in HeaderSlot slot) => slot.IsAdded ? _added : _original;

    private static int Checked(int length) =>
        length <= ushort.MaxValue ? length : throw new ArgumentException($"A header field may have {ushort.MaxValue} bytes at most, not {length}.");

    private HeaderSlot MakeLine(HeaderId id, ReadOnlySpan<char> value) => MakeLine(HeaderTable.NameUtf8(id), id, value);

    private HeaderSlot MakeLine(string name, ReadOnlySpan<char> value)
    {
        Span<byte> bytes = name.Length <= 128 ? stackalloc byte[128] : new byte[name.Length];
        return MakeLine(bytes[..Encoding.ASCII.GetBytes(name, bytes)], HeaderTable.Find(name), value);
    }

    private HeaderSlot MakeLine(ReadOnlySpan<byte> name, HeaderId id, ReadOnlySpan<char> value)
    {
        Span<byte> line = Reserve(name.Length + 2 + Encoding.UTF8.GetByteCount(value) + 2, out int start);
        name.CopyTo(line);
        line[name.Length] = (byte)':';
        line[name.Length + 1] = (byte)' ';
        Encoding.UTF8.GetBytes(value, line[(name.Length + 2)..]);
        return EndLine(line, start, name.Length, name.Length + 2, id, isFolded: false);
    }

    /// <summary>A line with name and spacing of another, and a new value.</summary>
    private HeaderSlot MakeLine(in HeaderSlot like, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<byte> prefix = LineOf(like)[..like.ValueOffset];
        Span<byte> line = Reserve(prefix.Length + Encoding.UTF8.GetByteCount(value) + 2, out int start);
        prefix.CopyTo(line);
        Encoding.UTF8.GetBytes(value, line[prefix.Length..]);
        return EndLine(line, start, like.NameLength, prefix.Length, like.Id, isFolded: false);
    }

    /// <summary>A line with name and spacing of another, and a value put together from two parts.</summary>
    private HeaderSlot MakeLine(SipHeaders owner, in HeaderSlot like, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        ReadOnlySpan<byte> prefix = owner.LineOf(like)[..like.ValueOffset];
        Span<byte> line = Reserve(prefix.Length + first.Length + second.Length + 2, out int start);
        prefix.CopyTo(line);
        first.CopyTo(line[prefix.Length..]);
        second.CopyTo(line[(prefix.Length + first.Length)..]);
        return EndLine(line, start, like.NameLength, prefix.Length, like.Id, like.IsFolded && line[prefix.Length..^2].Contains((byte)'\n'));
    }

    /// <summary>A line of another message as it stands there: shared when both are of the same array, copied otherwise.</summary>
    private HeaderSlot TakeLine(SipHeaders owner, in HeaderSlot slot)
    {
        if (!slot.IsAdded && ReferenceEquals(owner._original, _original))
            return slot;
        ReadOnlySpan<byte> bytes = owner.LineOf(slot);
        bytes.CopyTo(Reserve(bytes.Length, out int start));
        return slot.At(start, isAdded: true);
    }

    private Span<byte> Reserve(int length, out int start)
    {
        Checked(length);
        start = _addedLength;
        if (_isAddedShared || _added.Length - start < length)
        {
            byte[] more = new byte[Math.Max(FirstCapacity, (start + length) * 2)];
            _added.AsSpan(0, start).CopyTo(more);
            _added = more;
            _isAddedShared = false;
        }

        _addedLength = start + length;
        return _added.AsSpan(start, length);
    }

    private static HeaderSlot EndLine(Span<byte> line, int start, int nameLength, int valueOffset, HeaderId id, bool isFolded)
    {
        line[^2] = (byte)'\r';
        line[^1] = (byte)'\n';
        return new HeaderSlot(start, line.Length, nameLength, valueOffset, line.Length - 2 - valueOffset, id, isFolded, isAdded: true);
    }
}
