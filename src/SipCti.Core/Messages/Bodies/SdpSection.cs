using System.Text;

namespace SipCti.Messages;

/// <summary>
/// The lines of a session, or of one of its media sections: bytes, and where each line begins. Lines are numbered from 0 here.
/// Immutable; sections of one description share their bytes and their index.
/// </summary>
internal sealed partial class SdpSection
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _starts;
    private readonly int _first;
    private readonly int _from;
    private SdpLine[]? _lines;
    private string[]? _attributes;
    private SdpConnection? _connection;
    private SdpDirection _direction;

    // Each media section asks the session for what it does not say itself: the search is made once.
    private volatile bool _isConnectionKnown;
    private volatile bool _isDirectionKnown;
    private bool _hasDirection;

    /// <summary>Makes a section over an index.</summary>
    /// <param name="bytes">All bytes that the index is of.</param>
    /// <param name="starts">Where each line begins, and last where the bytes end.</param>
    /// <param name="first">The first line of the section.</param>
    /// <param name="count">How many lines it has.</param>
    public SdpSection(ReadOnlyMemory<byte> bytes, int[] starts, int first, int count)
    {
        _bytes = bytes;
        _starts = starts;
        _first = first;
        Count = count;

        // Empty lines before the first line of all belong to the session.
        _from = first == 0 ? 0 : starts[first];
    }

    public int Count { get; }

    /// <summary>The bytes of all lines with their ends.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes[_from.._starts[_first + Count]];

    /// <summary>All lines as texts.</summary>
    public SdpLine[] Lines => _lines ??= [.. Enumerable.Range(0, Count).Select(i => new SdpLine(TypeOf(i), Encoding.UTF8.GetString(ValueOf(i))))];

    /// <summary>The values of all <c>a=</c> lines.</summary>
    public string[] Attributes => _attributes ??= [.. Values('a')];

    public SdpDirection? Direction
    {
        get
        {
            if (!_isDirectionKnown)
            {
                // Another thread may read the field meanwhile: it gets the result only.
                _hasDirection = IndexOfDirection(out SdpDirection direction) >= 0;
                _direction = direction;
                _isDirectionKnown = true;
            }

            return _hasDirection ? _direction : null;
        }
    }

    /// <summary>The first <c>c=</c> line; null when there is none.</summary>
    public SdpConnection? Connection
    {
        get
        {
            if (!_isConnectionKnown)
            {
                _connection = IndexOf('c') is int index and >= 0 ? SdpConnection.Read(ValueOf(index)) : null;
                _isConnectionKnown = true;
            }

            return _connection;
        }
    }

    /// <summary>The well-formed <c>b=</c> lines.</summary>
    public IReadOnlyList<SdpBandwidth> Bandwidths
    {
        get
        {
            List<SdpBandwidth>? found = null;
            for (int i = IndexOf('b'); i >= 0; i = IndexOf('b', i + 1))
            {
                if (SdpBandwidth.TryRead(ValueOf(i), out SdpBandwidth bandwidth))
                    (found ??= []).Add(bandwidth);
            }

            return found ?? (IReadOnlyList<SdpBandwidth>)[];
        }
    }

    private ReadOnlySpan<byte> All => _bytes.Span;

    public char TypeOf(int line) => (char)All[_starts[_first + line]];

    /// <summary>What stands behind the equals sign.</summary>
    public ReadOnlySpan<byte> ValueOf(int line)
    {
        ReadOnlySpan<byte> all = All;
        int end = _starts[_first + line + 1];
        while (all[end - 1] is (byte)'\r' or (byte)'\n')
            end--;
        return all[(_starts[_first + line] + 2)..end];
    }

    /// <summary>The first line of a type from one on; -1 when there is none.</summary>
    public int IndexOf(char type, int from = 0)
    {
        ReadOnlySpan<byte> all = All;
        for (int i = from; i < Count; i++)
        {
            if (all[_starts[_first + i]] == type)
                return i;
        }

        return -1;
    }

    /// <summary>The first <c>a=name</c> or <c>a=name:value</c> from a line on; -1 when there is none. Names are case-sensitive (RFC 8866 section 5.13).</summary>
    public int IndexOfAttribute(string name, int from = 0)
    {
        for (int i = from; i < Count; i++)
        {
            if (IsAttribute(i, name))
                return i;
        }

        return -1;
    }

    /// <summary>What stands behind the colon of an attribute; nothing when it has none.</summary>
    public ReadOnlySpan<byte> AttributeValue(int line, string name)
    {
        ReadOnlySpan<byte> value = ValueOf(line);
        return value.Length > name.Length ? value[(name.Length + 1)..] : default;
    }

    public string? GetAttribute(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int index = IndexOfAttribute(name);
        return index < 0 ? null : Encoding.UTF8.GetString(AttributeValue(index, name));
    }

    public IReadOnlyList<string> GetAttributes(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        List<string>? values = null;
        for (int i = IndexOfAttribute(name); i >= 0; i = IndexOfAttribute(name, i + 1))
            (values ??= []).Add(Encoding.UTF8.GetString(AttributeValue(i, name)));
        return values ?? (IReadOnlyList<string>)[];
    }

    public IEnumerable<string> Values(char type)
    {
        for (int i = IndexOf(type); i >= 0; i = IndexOf(type, i + 1))
            yield return Encoding.UTF8.GetString(ValueOf(i));
    }

    /// <summary>The first line that tells a direction; -1 when there is none.</summary>
    public int IndexOfDirection(out SdpDirection direction)
    {
        direction = SdpDirection.SendRecv;
        for (int i = IndexOf('a'); i >= 0; i = IndexOf('a', i + 1))
        {
            if (SdpDirections.TryRead(ValueOf(i), out direction))
                return i;
        }

        return -1;
    }

    /// <summary>True when no <c>c=</c> line is malformed.</summary>
    public bool HasConnectionsWellFormed()
    {
        for (int i = IndexOf('c'); i >= 0; i = IndexOf('c', i + 1))
        {
            if (!SdpConnection.IsWellFormed(ValueOf(i)))
                return false;
        }

        return true;
    }

    /// <summary>True for a line that is this attribute.</summary>
    public bool IsAttribute(int line, string name)
    {
        int start = _starts[_first + line];
        int length = _starts[_first + line + 1] - start;
        ReadOnlySpan<byte> all = All;
        return all[start] == (byte)'a'
            && length >= name.Length + 2
            && Ascii.Equals(all.Slice(start + 2, name.Length), name)
            && (length == name.Length + 2 || all[start + 2 + name.Length] is (byte)':' or (byte)'\r' or (byte)'\n');
    }
}
