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

    // A bit for each field that may be there; one that is clear spares the search. Removing a line leaves its bit.
    private ulong _mayHaveLow;
    private ulong _mayHaveHigh;
    private TypedHeaders? _typed;

    /// <summary>Makes a table over an array.</summary>
    /// <param name="original">The array that the slots are of; empty for a message made here.</param>
    /// <param name="tail">From here on the array is free for lines that are added; its length when it is not.</param>
    /// <param name="slots">The slots; taken over.</param>
    /// <param name="count">How many of them are in use.</param>
    /// <param name="mayHaveLow">A bit for each field of a value below 64 that is there.</param>
    /// <param name="mayHaveHigh">The same for the values above.</param>
    internal SipHeaders(byte[] original, int tail, HeaderSlot[] slots, int count, ulong mayHaveLow, ulong mayHaveHigh)
    {
        _mayHaveLow = mayHaveLow;
        _mayHaveHigh = mayHaveHigh;
        _original = original;
        _tail = tail;
        _slots = slots;
        _count = count;
    }

    /// <inheritdoc/>
    public int Count => _count;

    /// <summary>Header fields read so far in typed form.</summary>
    internal TypedHeaders Typed => _typed ??= new TypedHeaders();

    internal ReadOnlySpan<HeaderSlot> Slots => _slots.AsSpan(0, _count);

    /// <inheritdoc/>
    public SipHeader this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
            return new SipHeader(SourceOf(_slots[index]), _slots[index]);
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
        return index < 0 ? null : QuotedText.Decode(ValueOf(_slots[index]));
    }

    /// <summary>The value of the first line of this field, in one line; null when there is none.</summary>
    /// <param name="name">Its name, in any case; the long name also finds the compact form.</param>
    public string? First(string name)
    {
        int index = IndexOf(name, 0);
        return index < 0 ? null : QuotedText.Decode(ValueOf(_slots[index]));
    }

    /// <summary>The value of the first line of this field as it stands in the message, without the spaces around it. Allocates nothing, unless the line is folded.</summary>
    /// <param name="id">The field.</param>
    /// <param name="value">The value in UTF-8, in one line; it lives as long as the message.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGetFirst(HeaderId id, out ReadOnlySpan<byte> value)
    {
        int index = IndexOf(id);
        value = index < 0 ? default : ValueOf(_slots[index]);
        return index >= 0;
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

    /// <summary>The Via values, top first, without allocating.</summary>
    public ViaViews ViewVias() => new(this);

    /// <summary>The addresses of a field, in order over all its lines, without allocating.</summary>
    /// <param name="id">A field whose values are addresses: From, To, Contact (but not <c>*</c>), Route, Record-Route, Path, Refer-To, P-Asserted-Identity and the like.</param>
    public NameAddrViews ViewAddresses(HeaderId id) => new(this, id);

    /// <inheritdoc/>
    public IEnumerator<SipHeader> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal int IndexOf(HeaderId id)
    {
        if (!MayHave(id))
            return -1;
        ReadOnlySpan<HeaderSlot> slots = Slots;
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i].Id == id)
                return i;
        }

        return -1;
    }

    /// <summary>A table without fields, for a message that will take most of its lines from this one.</summary>
    internal SipHeaders Derive(int capacity) => new(_original, _original.Length, new HeaderSlot[capacity], 0, 0, 0);

    /// <summary>False when the field is certainly not there.</summary>
    internal bool MayHave(HeaderId id) => (((byte)id < 64 ? _mayHaveLow : _mayHaveHigh) >> (byte)id & 1) != 0;

    internal SipHeaders Copy()
    {
        _isAddedShared = true;

        // Two threads may copy the same message; one of the copies gets the room.
        int tail = Interlocked.Exchange(ref _tail, _original.Length);
        return new(_original, tail, _slots.AsSpan(0, Math.Min(_slots.Length, _count + 4)).ToArray(), _count, _mayHaveLow, _mayHaveHigh)
        {
            _typed = _typed?.Copy(),
            _added = _added,
            _addedLength = _addedLength,
            _isAddedShared = true,
        };
    }

    private void AddValues(in HeaderSlot slot, List<string> values)
    {
        if (HeaderTable.Shape(slot.Id) != HeaderShape.Many)
        {
            values.Add(QuotedText.Decode(ValueOf(slot)));
            return;
        }

        var splitter = new ValueSplitter(ValueOf(slot));
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
            if (IsNamed(slots[i], id, name))
                return i;
        }

        return -1;
    }

    /// <summary>True for a line of the field; of one that is not known, when it has the name.</summary>
    private bool IsNamed(in HeaderSlot slot, HeaderId id, string? name) =>
        slot.Id == id && (id != HeaderId.Unknown || Ascii.EqualsIgnoreCase(NameOf(slot), name));
}
