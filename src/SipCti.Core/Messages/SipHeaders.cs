using System.Collections;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// The header fields of a message in their order. Fields that are not edited are written back byte for byte: order, case,
/// spaces, folds and compact forms stay. Not for use by several threads at once.
/// </summary>
public sealed partial class SipHeaders : IReadOnlyList<SipHeader>
{
    private HeaderSlot[] _slots;
    private int _count;

    internal SipHeaders(HeaderSlot[] slots, int count)
    {
        _slots = slots;
        _count = count;
    }

    /// <inheritdoc/>
    public int Count => _count;

    /// <summary>Header fields read so far in typed form; null when none were.</summary>
    internal TypedHeaders? Typed { get; set; }

    internal ReadOnlySpan<HeaderSlot> Slots => _slots.AsSpan(0, _count);

    /// <inheritdoc/>
    public SipHeader this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
            return new SipHeader(_slots[index]);
        }
    }

    /// <summary>True when the field is there.</summary>
    /// <param name="id">The field.</param>
    public bool Contains(HeaderId id) => IndexOf(id) >= 0;

    /// <summary>True when the field is there.</summary>
    /// <param name="name">Its name, in any case; the long name also finds the compact form.</param>
    public bool Contains(string name) => IndexOf(name, 0) >= 0;

    /// <summary>The value of the first line of this field, in one line; null when there is none.</summary>
    /// <param name="id">The field.</param>
    public string? First(HeaderId id)
    {
        int index = IndexOf(id);
        return index < 0 ? null : QuotedText.Decode(_slots[index].Value);
    }

    /// <summary>The value of the first line of this field, in one line; null when there is none.</summary>
    /// <param name="name">Its name, in any case; the long name also finds the compact form.</param>
    public string? First(string name)
    {
        int index = IndexOf(name, 0);
        return index < 0 ? null : QuotedText.Decode(_slots[index].Value);
    }

    /// <summary>How many lines of this field there are.</summary>
    /// <param name="id">The field.</param>
    public int CountOf(HeaderId id)
    {
        int found = 0;
        foreach (ref readonly HeaderSlot slot in Slots)
        {
            if (slot.Id == id)
                found++;
        }

        return found;
    }

    /// <summary>
    /// All values of this field in order, over all its lines. Lines of list fields (Via, Route, Contact, Allow, ...) are split at
    /// their commas; a line of any other field is one value.
    /// </summary>
    /// <param name="id">The field.</param>
    public IReadOnlyList<string> Values(HeaderId id)
    {
        List<string>? values = null;
        foreach (ref readonly HeaderSlot slot in Slots)
        {
            if (slot.Id == id)
                AddValues(slot, values ??= []);
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    /// <summary>All values of this field in order, over all its lines. A line of a field not known by name is one value.</summary>
    /// <param name="name">Its name, in any case; the long name also finds the compact form.</param>
    public IReadOnlyList<string> Values(string name)
    {
        HeaderId id = HeaderTable.Find(name);
        if (id != HeaderId.Unknown)
            return Values(id);
        List<string>? values = null;
        for (int i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
            AddValues(_slots[i], values ??= []);
        return values ?? (IReadOnlyList<string>)[];
    }

    /// <inheritdoc/>
    public IEnumerator<SipHeader> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
            yield return new SipHeader(_slots[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal int IndexOf(HeaderId id)
    {
        ReadOnlySpan<HeaderSlot> slots = Slots;
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i].Id == id)
                return i;
        }

        return -1;
    }

    internal SipHeaders Copy() => new(_slots.AsSpan(0, Math.Min(_slots.Length, _count + 4)).ToArray(), _count) { Typed = Typed?.Copy() };

    private static void AddValues(in HeaderSlot slot, List<string> values)
    {
        if (HeaderTable.Shape(slot.Id) != HeaderShape.Many)
        {
            values.Add(QuotedText.Decode(slot.Value));
            return;
        }

        var splitter = new ValueSplitter(slot.Value);
        while (splitter.MoveNext())
            values.Add(QuotedText.Decode(splitter.Current));
    }

    private int IndexOf(string name, int from)
    {
        ArgumentNullException.ThrowIfNull(name);
        HeaderId id = HeaderTable.Find(name);
        ReadOnlySpan<HeaderSlot> slots = Slots;
        for (int i = from; i < slots.Length; i++)
        {
            if (slots[i].Id == id && (id != HeaderId.Unknown || Ascii.EqualsIgnoreCase(slots[i].Name, name)))
                return i;
        }

        return -1;
    }
}
