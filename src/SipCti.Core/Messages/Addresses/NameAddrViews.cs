using System.Diagnostics.CodeAnalysis;

namespace SipCti.Messages;

/// <summary>The addresses of a field such as Route, Record-Route, Contact, From, in order over all its lines. Allocates nothing, unless a line is folded.</summary>
public ref struct NameAddrViews
{
    private ValueCursor _cursor;
    private NameAddrView _current;

    internal NameAddrViews(SipHeaders headers, HeaderId id) => _cursor = new ValueCursor(headers, id);

    /// <summary>The address that <see cref="MoveNext"/> came to.</summary>
    [UnscopedRef]
    public readonly ref readonly NameAddrView Current => ref _current;

    /// <summary>True when an address was malformed; those behind it are not reached then.</summary>
    public readonly bool IsMalformed => _cursor.IsMalformed;

    /// <summary>Goes to the next address.</summary>
    /// <returns>False when there is none, or <see cref="IsMalformed"/>.</returns>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _cursor.Next();
        if (rest.IsEmpty)
            return false;
        bool isRead = NameAddrView.TryParsePrefix(rest, out _current, out int end);
        return _cursor.Take(isRead, end);
    }
}
