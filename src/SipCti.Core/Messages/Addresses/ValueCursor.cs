using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Goes from value to value of one field, over all its lines and the commas in them.</summary>
internal ref struct ValueCursor(SipHeaders headers, HeaderId id)
{
    private int _line = headers.IndexOf(id) - 1;
    private ReadOnlySpan<byte> _rest;

    /// <summary>True when a value was malformed; then no more come.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The values not read yet of the line that has more, beginning with the next one; empty when there are no more.</summary>
    public ReadOnlySpan<byte> Next()
    {
        while (!IsMalformed)
        {
            int at = 0;
            while (at < _rest.Length && (_rest[at] == (byte)',' || SipBytes.IsSpace(_rest[at])))
                at++;
            _rest = _rest[at..];
            if (!_rest.IsEmpty || !NextLine())
                return _rest;
        }

        return default;
    }

    /// <summary>Says where the value ended, or that it is none.</summary>
    public bool Take(bool isRead, int end)
    {
        IsMalformed = !isRead;
        _rest = _rest[end..];
        return isRead;
    }

    private bool NextLine()
    {
        ReadOnlySpan<HeaderSlot> slots = headers.Slots;
        if (_line == -2)
            return false;
        while (++_line < slots.Length)
        {
            if (slots[_line].Id != id)
                continue;
            _rest = headers.ValueOf(slots[_line]);

            // No other line to look for.
            if (HeaderTable.Shape(id) == HeaderShape.Once)
                _line = slots.Length;
            return true;
        }

        _line = -2;
        return false;
    }
}
