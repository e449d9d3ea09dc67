using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <content>Editing. Values may not hold CR, LF or NUL, so that no value can become a line of its own.</content>
public sealed partial class SipHeaders
{
    /// <summary>Makes this the one value of the field: replaces its first line where it stands, drops the others, adds at the end when there is none.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The value holds CR, LF or NUL, is too long, or the field is <see cref="HeaderId.Unknown"/>.</exception>
    public void Set(HeaderId id, string value)
    {
        Check(id, value);
        SetAt(IndexOf(id), id, null, value);
    }

    /// <summary>Makes this number the one value of the field; see <see cref="Set(HeaderId, string)"/>.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value.</param>
    public void Set(HeaderId id, uint value)
    {
        RequireKnown(id);
        Span<char> digits = stackalloc char[10];
        value.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        SetAt(IndexOf(id), id, null, digits[..length]);
    }

    /// <summary>Makes this the one value of the field; see <see cref="Set(HeaderId, string)"/>.</summary>
    /// <param name="name">The name, a token.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL or is too long.</exception>
    public void Set(string name, string value)
    {
        Guard.Token(name);
        Guard.NoLineBreak(value);
        SetAt(IndexOf(name, 0), HeaderTable.Find(name), name, value);
    }

    /// <summary>Adds a line at the end.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The value holds CR, LF or NUL, is too long, or the field is <see cref="HeaderId.Unknown"/>.</exception>
    public void Append(HeaderId id, string value)
    {
        Check(id, value);
        Insert(_count, MakeLine(id, value));
    }

    /// <summary>Adds a line at the end.</summary>
    /// <param name="name">The name, a token; written as given.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL or is too long.</exception>
    public void Append(string name, string value)
    {
        Guard.Token(name);
        Guard.NoLineBreak(value);
        Insert(_count, MakeLine(name, value));
    }

    /// <summary>Adds a line before the first one of the same field; at the top when there is none.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The value holds CR, LF or NUL, is too long, or the field is <see cref="HeaderId.Unknown"/>.</exception>
    public void Prepend(HeaderId id, string value)
    {
        Check(id, value);
        Insert(Math.Max(IndexOf(id), 0), MakeLine(id, value));
    }

    /// <summary>Makes this the one value of the field; see <see cref="Set(HeaderId, string)"/>. Allocates nothing while there is room in the message.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value in UTF-8.</param>
    /// <exception cref="ArgumentException">The value holds CR, LF or NUL, is too long, or the field is <see cref="HeaderId.Unknown"/>.</exception>
    public void Set(HeaderId id, ReadOnlySpan<byte> value)
    {
        Check(id, value);
        int index = IndexOf(id);
        if (index < 0)
            Insert(_count, MakeLine(id, value));
        else
            ReplaceAll(index, MakeLine(this, _slots[index], value, default), id, null);
    }

    /// <summary>Adds a line at the end; see <see cref="Append(HeaderId, string)"/>. Allocates nothing while there is room in the message.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value in UTF-8.</param>
    /// <exception cref="ArgumentException">The value holds CR, LF or NUL, is too long, or the field is <see cref="HeaderId.Unknown"/>.</exception>
    public void Append(HeaderId id, ReadOnlySpan<byte> value)
    {
        Check(id, value);
        Insert(_count, MakeLine(id, value));
    }

    /// <summary>Adds a line before the first one of the same field; see <see cref="Prepend(HeaderId, string)"/>. Allocates nothing while there is room in the message.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value in UTF-8.</param>
    /// <exception cref="ArgumentException">The value holds CR, LF or NUL, is too long, or the field is <see cref="HeaderId.Unknown"/>.</exception>
    public void Prepend(HeaderId id, ReadOnlySpan<byte> value)
    {
        Check(id, value);
        Insert(Math.Max(IndexOf(id), 0), MakeLine(id, value));
    }

    /// <summary>Removes all lines of this field.</summary>
    /// <param name="id">The field.</param>
    /// <returns>How many there were.</returns>
    public int Remove(HeaderId id)
    {
        RequireKnown(id);
        return RemoveFrom(IndexOf(id), id, null);
    }

    /// <summary>Removes all lines of this field.</summary>
    /// <param name="name">Its name, in any case; the long name also finds the compact form.</param>
    /// <returns>How many there were.</returns>
    public int Remove(string name) => RemoveFrom(IndexOf(name, 0), HeaderTable.Find(name), name);

    /// <summary>Removes the first value of a list field, such as the top Via or the top Route; the other values of its line stay as they are, and so does a line without a value.</summary>
    /// <param name="id">The field.</param>
    /// <returns>False when there is none.</returns>
    public bool RemoveFirstValue(HeaderId id)
    {
        int index = IndexOfValue(id);
        if (index < 0)
            return false;
        if (HasMoreValues(index, out ReadOnlySpan<byte> rest))
            Replace(index, MakeLine(this, _slots[index], rest, default));
        else
            RemoveAt(index);
        return true;
    }

    /// <summary>Replaces the first value of a list field; the other values of its line stay as they are. Adds a line at the top when there is none.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="ArgumentException">The value holds CR, LF or NUL, is too long, or the field is <see cref="HeaderId.Unknown"/>.</exception>
    public void ReplaceFirstValue(HeaderId id, string value)
    {
        Check(id, value);
        int index = IndexOfValue(id);
        if (index < 0)
            Insert(0, MakeLine(id, value));
        else if (HasMoreValues(index, out ReadOnlySpan<byte> rest))
            Replace(index, MakeLine(this, _slots[index], Encoding.UTF8.GetBytes(value + ", "), rest));
        else
            Replace(index, MakeLine(_slots[index], value));
    }

    /// <summary>Adds all lines of a field of another message as they stand there.</summary>
    internal void AppendAll(SipHeaders other, HeaderId id)
    {
        foreach (ref readonly HeaderSlot slot in other.Slots)
        {
            if (slot.Id == id)
                Insert(_count, TakeLine(other, slot));
        }
    }

    /// <summary>Adds the first line of a field of another message with more text behind its value, which stays byte for byte.</summary>
    internal void AppendWithSuffix(SipHeaders other, HeaderId id, string suffix)
    {
        int index = other.IndexOf(id);
        if (index >= 0)
            Insert(_count, MakeLine(other, other._slots[index], other.RawValueOf(other._slots[index]), Encoding.UTF8.GetBytes(suffix)));
    }

    private static void Check(HeaderId id, string value)
    {
        RequireKnown(id);
        Guard.NoLineBreak(value);
    }

    private static void Check(HeaderId id, ReadOnlySpan<byte> value)
    {
        RequireKnown(id);
        Guard.NoLineBreak(value, nameof(value));
    }

    private static void RequireKnown(HeaderId id)
    {
        if (id == HeaderId.Unknown || HeaderTable.Name(id) is null)
            throw new ArgumentException("A field without a known name is given by its name.", nameof(id));
    }

    /// <summary>The first line of the field that holds a value: of a list field, one that is not just commas and spaces.</summary>
    private int IndexOfValue(HeaderId id)
    {
        int index = IndexOf(id);
        if (index < 0 || HeaderTable.Shape(id) != HeaderShape.Many)
            return index;
        for (; index < _count; index++)
        {
            if (_slots[index].Id == id && RawValueOf(_slots[index]).ContainsAnyExcept(", \t\r\n"u8))
                return index;
        }

        return -1;
    }

    private bool HasMoreValues(int index, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (HeaderTable.Shape(_slots[index].Id) != HeaderShape.Many)
            return false;
        ReadOnlySpan<byte> value = RawValueOf(_slots[index]);
        var splitter = new ValueSplitter(value);
        if (!splitter.MoveNext())
            return false;
        rest = Wire.SipBytes.Trim(value[splitter.Next..]);
        return !rest.IsEmpty;
    }

    private void SetAt(int index, HeaderId id, string? name, ReadOnlySpan<char> value)
    {
        if (index < 0)
        {
            Insert(_count, id == HeaderId.Unknown ? MakeLine(name!, value) : MakeLine(id, value));
            return;
        }

        ReplaceAll(index, MakeLine(_slots[index], value), id, name);
    }

    /// <summary>Replaces one line and drops the later ones of the same field.</summary>
    private void ReplaceAll(int index, in HeaderSlot slot, HeaderId id, string? name)
    {
        Replace(index, slot);
        RemoveFrom(index + 1, id, name);
    }

    /// <summary>Removes all lines of a field from one on, in one pass however many there are; none when there is no such place.</summary>
    private int RemoveFrom(int from, HeaderId id, string? name)
    {
        if (from < 0)
            return 0;
        int kept = from;
        for (int i = from; i < _count; i++)
        {
            if (!IsNamed(_slots[i], id, name))
                _slots[kept++] = _slots[i];
        }

        int removed = _count - kept;
        Array.Clear(_slots, kept, removed);
        _count = kept;
        if (removed > 0)
            _typed?.Forget(id);
        return removed;
    }

    private void Replace(int index, in HeaderSlot slot)
    {
        _slots[index] = slot;
        _typed?.Forget(slot.Id);
    }

    private void Insert(int index, in HeaderSlot slot)
    {
        if (_count == _slots.Length)
            Array.Resize(ref _slots, Math.Max(8, _count * 2));
        Array.Copy(_slots, index, _slots, index + 1, _count - index);
        _slots[index] = slot;
        _count++;
        if ((byte)slot.Id < 64)
            _mayHaveLow |= 1UL << (byte)slot.Id;
        else
            _mayHaveHigh |= 1UL << (byte)slot.Id;
        _typed?.Forget(slot.Id);
    }

    private void RemoveAt(int index)
    {
        _typed?.Forget(_slots[index].Id);
        _count--;
        Array.Copy(_slots, index + 1, _slots, index, _count - index);
        _slots[_count] = default;
    }
}
