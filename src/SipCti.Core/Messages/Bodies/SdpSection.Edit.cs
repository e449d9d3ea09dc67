using System.Text;

namespace SipCti.Messages;

/// <content>Changes: each makes a section with bytes of its own, in which all other lines stand as they stood.</content>
internal sealed partial class SdpSection
{
    /// <summary>Makes a section of lines that all end in CRLF.</summary>
    public static SdpSection Create(params IEnumerable<string> lines) =>
        Over(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))));

    /// <summary>The same section with the content of a line replaced; its end stays.</summary>
    public SdpSection With(int line, string content)
    {
        int start = _starts[_first + line];
        return Replace(line, start, start + 2 + ValueOf(line).Length, content);
    }

    /// <summary>The same section with a piece of the value of a line replaced.</summary>
    public SdpSection WithPart(int line, int start, int end, string text)
    {
        int value = _starts[_first + line] + 2;
        return Replace(line, value + start, value + end, text);
    }

    /// <summary>The same section with a line more.</summary>
    /// <param name="line">Before which one; the number of lines to add it behind the last.</param>
    /// <param name="content">The line without its end.</param>
    public SdpSection Insert(int line, string content)
    {
        // Empty lines come behind the new one: most readers take the first of them for the end.
        int at = line == 0 ? _starts[_first] : EndOf(line - 1);
        bool isOpen = at > 0 && All[at - 1] != (byte)'\n';
        return Over(Splice(at, at, isOpen ? LineEnd + content : content + LineEnd));
    }

    /// <summary>The same section with the first line of the content's type replaced, or added at the place that the order of RFC 8866 section 5 gives it.</summary>
    /// <param name="content">The line without its end.</param>
    /// <param name="behind">The types of the lines that stand behind it.</param>
    public SdpSection WithFirst(string content, string behind)
    {
        int index = IndexOf(content[0]);
        return index >= 0 ? With(index, content) : Insert(IndexOfAny(behind), content);
    }

    /// <summary>The same section with this direction where the first one stands, or at the end; without any when it is null.</summary>
    public SdpSection WithDirection(SdpDirection? direction)
    {
        int first = IndexOfDirection(out SdpDirection there);
        if (first < 0)
            return direction is SdpDirection added ? Insert(Count, "a=" + SdpDirections.Text(added)) : this;
        SdpSection section = Where((s, i) => (i == first && direction is not null) || s.TypeOf(i) != 'a' || !SdpDirections.TryRead(s.ValueOf(i), out _));
        return direction is SdpDirection wanted && wanted != there ? section.With(first, "a=" + SdpDirections.Text(wanted)) : section;
    }

    public SdpSection WithAttribute(string name, string? value)
    {
        string content = AttributeLine(name, value);
        int index = IndexOfAttribute(name);
        return index < 0 ? Insert(Count, content) : With(index, content);
    }

    public SdpSection WithAddedAttribute(string name, string? value) => Insert(Count, AttributeLine(name, value));

    public SdpSection WithoutAttributes(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Where((section, line) => !section.IsAttribute(line, name));
    }

    public SdpSection WithBandwidth(SdpBandwidth bandwidth)
    {
        string content = "b=" + bandwidth.Checked();
        for (int i = IndexOf('b'); i >= 0; i = IndexOf('b', i + 1))
        {
            if (SdpBandwidth.TryRead(ValueOf(i), out SdpBandwidth there) && there.Type == bandwidth.Type)
                return With(i, content);
        }

        return Insert(IndexOfAny("trzka"), content);
    }

    /// <summary>The same section without the lines for which a test fails. Empty lines behind them stay.</summary>
    public SdpSection Where(Func<SdpSection, int, bool> test)
    {
        byte[]? kept = null;
        int length = 0;
        int from = _from;
        for (int i = 0; i < Count; i++)
        {
            if (test(this, i))
                continue;
            kept ??= new byte[Bytes.Length];
            Keep(_starts[_first + i]);
            from = EndOf(i);
        }

        if (kept is null)
            return this;
        Keep(_starts[_first + Count]);
        return Over(kept.AsMemory(0, length));

        void Keep(int to)
        {
            All[from..to].CopyTo(kept.AsSpan(length));
            length += to - from;
        }
    }

    private static string AttributeLine(string name, string? value)
    {
        Guard.Token(name);
        if (value is null)
            return "a=" + name;
        Guard.NoLineBreak(value);
        return $"a={name}:{value}";
    }

    private static SdpSection Over(ReadOnlyMemory<byte> bytes) =>
        SdpScanner.TryScan(bytes.Span, int.MaxValue, out int[] starts, out _) ? new SdpSection(bytes, starts, 0, starts.Length - 1) : throw new ArgumentException("The line cannot be read again.");

    /// <summary>How the first line ends.</summary>
    private string LineEnd => All[_starts[_first]..EndOf(0)] is [.., not (byte)'\r', (byte)'\n'] ? "\n" : "\r\n";

    /// <summary>The offset behind a line and its own end; empty lines may follow there.</summary>
    private int EndOf(int line)
    {
        int start = _starts[_first + line];
        int next = _starts[_first + line + 1];
        int feed = All[start..next].IndexOf((byte)'\n');
        return feed < 0 ? next : start + feed + 1;
    }

    private int IndexOfAny(string types)
    {
        for (int i = 0; i < Count; i++)
        {
            if (types.Contains(TypeOf(i), StringComparison.Ordinal))
                return i;
        }

        return Count;
    }

    /// <summary>The same section with bytes of one line replaced by a text without a line end; no other line need be looked at.</summary>
    private SdpSection Replace(int line, int start, int end, string text)
    {
        byte[] bytes = Splice(start, end, text);
        int[] starts = new int[Count + 1];
        for (int i = 0; i < starts.Length; i++)
            starts[i] = i <= line ? _starts[_first + i] - _from : _starts[_first + i] - _starts[_first + Count] + bytes.Length;
        return new SdpSection(bytes, starts, 0, Count);
    }

    private byte[] Splice(int start, int end, string text)
    {
        ReadOnlySpan<byte> all = All;
        ReadOnlySpan<byte> before = all[_from..start];
        ReadOnlySpan<byte> after = all[end.._starts[_first + Count]];
        byte[] bytes = new byte[before.Length + Encoding.UTF8.GetByteCount(text) + after.Length];
        before.CopyTo(bytes);
        int length = Encoding.UTF8.GetBytes(text, bytes.AsSpan(before.Length));
        after.CopyTo(bytes.AsSpan(before.Length + length));
        return bytes;
    }
}
