using System.Diagnostics.CodeAnalysis;

namespace SipCti.Messages;

/// <summary>The Via values of a message, top first. Allocates nothing, unless a line is folded.</summary>
public ref struct ViaViews
{
    private ValueCursor _cursor;
    private ViaView _current;

    internal ViaViews(SipHeaders headers) => _cursor = new ValueCursor(headers, HeaderId.Via);

    /// <summary>The value that <see cref="MoveNext"/> came to.</summary>
    [UnscopedRef]
    public readonly ref readonly ViaView Current => ref _current;

    /// <summary>True when a value was malformed; those behind it are not reached then.</summary>
    public readonly bool IsMalformed => _cursor.IsMalformed;

    /// <summary>Goes to the next value.</summary>
    /// <returns>False when there is none, or <see cref="IsMalformed"/>.</returns>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _cursor.Next();
        if (rest.IsEmpty)
            return false;
        bool isRead = ViaView.TryParsePrefix(rest, out _current, out int end);
        return _cursor.Take(isRead, end);
    }
}
