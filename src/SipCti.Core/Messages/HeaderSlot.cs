using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// One header field of a message: which it is, where its line stands, and where the name ends in it. Eight bytes and no
/// reference, so that a table of them is cheap to make, to shift and to copy; what is rarely asked for is found in the line again.
/// </summary>
internal readonly struct HeaderSlot
{
    /// <summary>The first offset that is too far for the table.</summary>
    public const int MostStart = 1 << 28;

    // Start 28 bits, length 16, id 8, behind the colon 10, folded 1, added 1.
    private const int LengthAt = 28;
    private const int IdAt = 44;
    private const int ColonAt = 52;
    private const int MostColon = 0x3FF;
    private const ulong Folded = 1UL << 62;
    private const ulong Added = 1UL << 63;
    private readonly ulong _packed;

    /// <summary>Makes a slot.</summary>
    /// <param name="start">Where the line stands in its array, below <see cref="MostStart"/>.</param>
    /// <param name="length">Bytes of the line with its CRLF, up to 65,535.</param>
    /// <param name="behindColon">Behind the colon in the line, before its value or the spaces before that.</param>
    /// <param name="id">The field.</param>
    /// <param name="isFolded">True when the value may go over several lines.</param>
    public HeaderSlot(int start, int length, int behindColon, HeaderId id, bool isFolded)
    {
        _packed = (uint)start | ((ulong)(uint)length << LengthAt) | ((ulong)id << IdAt)
            | ((ulong)(uint)Math.Min(behindColon, MostColon) << ColonAt) | (isFolded ? Folded : 0);
    }

    private HeaderSlot(ulong packed) => _packed = packed;

    /// <summary>The offset of the line in its array.</summary>
    public int Start => (int)_packed & (MostStart - 1);

    /// <summary>Bytes of the whole line with its CRLF.</summary>
    public int Length => (ushort)(_packed >> LengthAt);

    public HeaderId Id => (HeaderId)(byte)(_packed >> IdAt);

    /// <summary>True when the value may go over several lines.</summary>
    public bool IsFolded => (_packed & Folded) != 0;

    /// <summary>True when the line stands in the second array, see <see cref="SipHeaders"/>.</summary>
    public bool IsAdded => (_packed & Added) != 0;

    private int BehindColon => (int)(_packed >> ColonAt) & MostColon;

    /// <summary>The same line in the second array.</summary>
    public HeaderSlot AsAdded() => new(_packed | Added);

    /// <summary>The line with its CRLF.</summary>
    /// <param name="source">The array that the line is in.</param>
    public ReadOnlySpan<byte> LineIn(byte[] source) => source.AsSpan(Start, Length);

    /// <summary>The name as written.</summary>
    /// <param name="source">The array that the line is in.</param>
    public ReadOnlySpan<byte> NameIn(byte[] source)
    {
        ReadOnlySpan<byte> line = LineIn(source);
        return HeaderTable.TrimName(line[..line.IndexOf((byte)':')]);
    }

    /// <summary>Name, colon and spaces before the value.</summary>
    /// <param name="source">The array that the line is in.</param>
    public ReadOnlySpan<byte> PrefixIn(byte[] source) => LineIn(source)[..ValueStart(LineIn(source)[..^2])];

    /// <summary>The value as it stands, with its folds, without the spaces around it.</summary>
    /// <param name="source">The array that the line is in.</param>
    public ReadOnlySpan<byte> ValueIn(byte[] source)
    {
        ReadOnlySpan<byte> line = LineIn(source)[..^2];
        return QuotedText.TrimEndSpace(line[ValueStart(line)..]);
    }

    /// <summary>The value in one line.</summary>
    /// <param name="source">The array that the line is in.</param>
    public ReadOnlySpan<byte> UnfoldedIn(byte[] source) => IsFolded ? Folding.Unfold(ValueIn(source)) : ValueIn(source);

    // Behind a name of a thousand characters the table has no room for the colon, so it is looked for again.
    private int ValueStart(ReadOnlySpan<byte> line)
    {
        int at = BehindColon;
        if (at == MostColon)
            at = line.IndexOf((byte)':') + 1;
        while (at < line.Length && SipBytes.IsLinearSpace(line[at]))
            at++;
        return at;
    }
}
