using System.Globalization;

namespace SipCti.Messages;

/// <content>Changes: each gives another section, in which only what it is about has changed.</content>
public sealed partial class SdpMedia
{
    private static readonly string[] FormatAttributes = ["rtpmap", "fmtp", "rtcp-fb"];

    /// <summary>The same section with another port; 0 refuses the stream.</summary>
    /// <param name="port">0 to 65,535.</param>
    public SdpMedia WithPort(int port)
    {
        CheckPort(port);
        var words = new SdpWords(Section.ValueOf(0));
        words.MoveNext();
        words.MoveNext();
        int slash = words.Current.IndexOf((byte)'/');
        int end = slash < 0 ? words.End : words.Start + slash;
        return new(Section.WithPart(0, words.Start, end, port.ToString(CultureInfo.InvariantCulture)), _session, port, PortCount);
    }

    /// <summary>The same section with these formats, and without the <c>rtpmap</c>, <c>fmtp</c> and <c>rtcp-fb</c> attributes of those that it loses.</summary>
    /// <param name="formats">The formats, 1 to 256.</param>
    /// <exception cref="ArgumentException">No format or too many, or one is not a word.</exception>
    public SdpMedia WithFormats(IReadOnlyList<string> formats)
    {
        CheckFormats(formats);
        HashSet<string> lost = [.. Formats.Except(formats)];
        ReadOnlySpan<byte> value = Section.ValueOf(0);
        var words = new SdpWords(value);
        for (int i = 0; i < 4; i++)
            words.MoveNext();
        SdpSection section = Section.WithPart(0, words.Start, value.TrimEnd((byte)' ').Length, string.Join(' ', formats));
        return WithSection(section.Where((s, line) => !Array.Exists(FormatAttributes, name => s.IsAttribute(line, name) && lost.Contains(FormatOf(s.AttributeValue(line, name))))));
    }

    /// <summary>The same section with a direction of its own.</summary>
    /// <param name="direction">The direction.</param>
    public SdpMedia WithDirection(SdpDirection direction) => WithSection(Section.WithDirection(direction));

    /// <summary>The same section with a connection of its own, in place of its first one.</summary>
    /// <param name="connection">Where its media is wanted.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF or NUL, or is not one word.</exception>
    public SdpMedia WithConnection(SdpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return WithSection(Section.WithFirst(connection.ToLine(), "bka"));
    }

    /// <summary>The same section with this bandwidth, in place of the first one of its type.</summary>
    /// <param name="bandwidth">The bandwidth.</param>
    /// <exception cref="ArgumentException">The type is no token.</exception>
    public SdpMedia WithBandwidth(SdpBandwidth bandwidth) => WithSection(Section.WithBandwidth(bandwidth));

    /// <summary>The same section with an attribute, in place of the first one of its name or behind the others.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The value; null for an attribute without one.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public SdpMedia WithAttribute(string name, string? value) => WithSection(Section.WithAttribute(name, value));

    /// <summary>The same section with an attribute behind the others.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The value; null for an attribute without one.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public SdpMedia WithAddedAttribute(string name, string? value) => WithSection(Section.WithAddedAttribute(name, value));

    /// <summary>The same section without the attributes of this name.</summary>
    /// <param name="name">The name; case counts.</param>
    public SdpMedia WithoutAttributes(string name) => WithSection(Section.WithoutAttributes(name));

    private static string FormatOf(ReadOnlySpan<byte> value)
    {
        var words = new SdpWords(value);
        words.MoveNext();
        return SdpWords.Text(words.Current);
    }

    private static void CheckPort(int port)
    {
        if (port is < 0 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is from 0 to 65535.");
    }

    private static void CheckFormats(IReadOnlyList<string> formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        if (formats.Count is 0 or > MaxFormats)
            throw new ArgumentException($"A media section has 1 to {MaxFormats} formats.", nameof(formats));
        foreach (string format in formats)
            CheckWord(format, nameof(formats));
    }

    private static void CheckWord(string text, string parameter)
    {
        Guard.NoLineBreak(text, parameter);
        if (text.Length == 0 || text.Contains(' ', StringComparison.Ordinal))
            throw new ArgumentException($"'{text}' is not one word.", parameter);
    }

    private SdpMedia WithSection(SdpSection section) => ReferenceEquals(section, Section) ? this : new(section, _session, Port, PortCount);
}
