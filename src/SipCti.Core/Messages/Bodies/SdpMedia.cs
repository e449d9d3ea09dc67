using System.Globalization;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// One media section of a session description: an <c>m=</c> line and what follows it (RFC 8866 section 5.14). Immutable; lines that
/// are not changed keep their bytes.
/// </summary>
public sealed partial class SdpMedia
{
    /// <summary>Formats beyond which a section is refused: twice as many as RTP has payload types.</summary>
    internal const int MaxFormats = 256;

    private readonly SdpSection? _session;
    private string? _type;
    private string? _protocol;
    private string[]? _formats;
    private SdpLine[]? _lines;

    private SdpMedia(SdpSection section, SdpSection? session, int port, int portCount)
    {
        Section = section;
        _session = session;
        Port = port;
        PortCount = portCount;
    }

    /// <summary>The kind of media: <c>audio</c>, <c>video</c>, ...</summary>
    public string Type => _type ??= SdpWords.Text(Word(0));

    /// <summary>The port, 0 to 65,535; 0 refuses the stream (RFC 3264 section 6).</summary>
    public int Port { get; }

    /// <summary>How many port pairs, 1 to 65,535.</summary>
    public int PortCount { get; }

    /// <summary>The protocol, e.g. <c>RTP/AVP</c>.</summary>
    public string Protocol => _protocol ??= SdpWords.Text(Word(2));

    /// <summary>The formats; with RTP payload types as decimal numbers.</summary>
    public IReadOnlyList<string> Formats => _formats ??= ReadFormats();

    /// <summary>The lines behind the <c>m=</c> line, in order, also those of unknown types.</summary>
    public IReadOnlyList<SdpLine> Lines => _lines ??= Section.Lines[1..];

    /// <summary>Where this media is wanted: its own first <c>c=</c> line or that of the session; null when neither is there.</summary>
    public SdpConnection? Connection => Section.Connection ?? _session?.Connection;

    /// <summary>Its own <c>c=</c> lines in order: more than one for layers on several multicast addresses (RFC 8866 section 5.7).</summary>
    public IReadOnlyList<SdpConnection> Connections
    {
        get
        {
            var found = new List<SdpConnection>();
            for (int i = Section.IndexOf('c'); i >= 0; i = Section.IndexOf('c', i + 1))
                found.Add(SdpConnection.Read(Section.ValueOf(i)));
            return found;
        }
    }

    /// <summary>Its own bandwidths; malformed lines are left out.</summary>
    public IReadOnlyList<SdpBandwidth> Bandwidths => Section.Bandwidths;

    /// <summary>The values of its own <c>a=</c> lines.</summary>
    public IReadOnlyList<string> Attributes => Section.Attributes;

    /// <summary>Its own direction or that of the session; <see cref="SdpDirection.SendRecv"/> when neither says any.</summary>
    public SdpDirection Direction => Section.Direction ?? _session?.Direction ?? SdpDirection.SendRecv;

    /// <summary>The <c>m=</c> line and what follows it.</summary>
    internal SdpSection Section { get; }

    /// <summary>Makes a media section.</summary>
    /// <param name="type">The kind of media, e.g. <c>audio</c>.</param>
    /// <param name="port">0 to 65,535.</param>
    /// <param name="protocol">The protocol, e.g. <c>RTP/AVP</c>.</param>
    /// <param name="formats">The formats, 1 to 256.</param>
    /// <param name="attributes">Values of <c>a=</c> lines.</param>
    /// <exception cref="ArgumentException">No format or too many, the port is out of range, type, protocol or a format are not one word, or a text holds CR, LF or NUL.</exception>
    public static SdpMedia Create(string type, int port, string protocol, IReadOnlyList<string> formats, params IEnumerable<string> attributes)
    {
        CheckWord(type, nameof(type));
        CheckWord(protocol, nameof(protocol));
        CheckPort(port);
        CheckFormats(formats);
        ArgumentNullException.ThrowIfNull(attributes);
        List<string> lines = [$"m={type} {Ports(port, 1)} {protocol} {string.Join(' ', formats)}"];
        foreach (string attribute in attributes)
        {
            Guard.NoLineBreak(attribute, nameof(attributes));
            lines.Add("a=" + attribute);
        }

        return Of(SdpSection.Create(lines));
    }

    /// <summary>Makes a media section of RTP, with an <c>rtpmap</c> for each payload type.</summary>
    /// <param name="type">The kind of media, e.g. <c>audio</c>.</param>
    /// <param name="port">0 to 65,535.</param>
    /// <param name="protocol">The protocol, e.g. <c>RTP/AVP</c>.</param>
    /// <param name="formats">What the payload types stand for, best first.</param>
    /// <param name="attributes">Values of further <c>a=</c> lines, e.g. <c>fmtp:101 0-15</c>.</param>
    /// <exception cref="ArgumentException">No format or too many, a number is out of range, a name is no token, type or protocol are not one word, or a text holds CR, LF or NUL.</exception>
    public static SdpMedia CreateRtp(string type, int port, string protocol, IReadOnlyList<SdpRtpMap> formats, params IEnumerable<string> attributes)
    {
        ArgumentNullException.ThrowIfNull(formats);
        ArgumentNullException.ThrowIfNull(attributes);
        return Create(
            type,
            port,
            protocol,
            [.. formats.Select(f => f.PayloadType.ToString(CultureInfo.InvariantCulture))],
            [.. formats.Select(f => "rtpmap:" + f.Checked()), .. attributes]);
    }

    /// <summary>The value of the first attribute of its own with this name; empty when it has none, null when there is no such attribute.</summary>
    /// <param name="name">The name; case counts.</param>
    public string? GetAttribute(string name) => Section.GetAttribute(name);

    /// <summary>The same, or that of the session when it has none of its own: so ICE credentials, fingerprints and others hold for all media.</summary>
    /// <param name="name">The name; case counts.</param>
    public string? GetEffectiveAttribute(string name) => Section.GetAttribute(name) ?? _session?.GetAttribute(name);

    /// <summary>The values of all attributes of its own with this name, in order; empty for those without one.</summary>
    /// <param name="name">The name; case counts.</param>
    public IReadOnlyList<string> GetAttributes(string name) => Section.GetAttributes(name);

    /// <summary>True when it has an attribute with this name, with or without a value.</summary>
    /// <param name="name">The name; case counts.</param>
    public bool HasAttribute(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Section.IndexOfAttribute(name) >= 0;
    }

    /// <summary>The value of the <c>m=</c> line.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Section.ValueOf(0));

    /// <summary>Reads a section; null when its <c>m=</c> line or a <c>c=</c> line is malformed.</summary>
    internal static SdpMedia? Read(SdpSection section, SdpSection? session)
    {
        var words = new SdpWords(section.ValueOf(0));
        if (!words.MoveNext() || !words.MoveNext() || !TryPorts(words.Current, out int port, out int count) || !words.MoveNext())
            return null;
        int formats = 0;
        while (formats <= MaxFormats && words.MoveNext())
            formats++;
        return formats is > 0 and <= MaxFormats && section.HasConnectionsWellFormed() ? new SdpMedia(section, session, port, count) : null;
    }

    /// <summary>Wraps a section that was made well.</summary>
    internal static SdpMedia Of(SdpSection section) => Read(section, null) ?? throw new ArgumentException("The media section cannot be read again.");

    /// <summary>The same section within another session.</summary>
    internal SdpMedia Within(SdpSection session) =>
        ReferenceEquals(_session, session) ? this : new(Section, session, Port, PortCount) { _type = _type, _protocol = _protocol, _formats = _formats, _lines = _lines, _rtpMaps = _rtpMaps };

    internal static string Ports(int port, int count) =>
        port.ToString(CultureInfo.InvariantCulture) + (count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{count}"));

    private static bool TryPorts(ReadOnlySpan<byte> text, out int port, out int count)
    {
        int slash = text.IndexOf((byte)'/');
        uint pairs = 1;
        bool isRead = SipBytes.TryReadNumber(slash < 0 ? text : text[..slash], ushort.MaxValue, out uint first)
            && (slash < 0 || (SipBytes.TryReadNumber(text[(slash + 1)..], ushort.MaxValue, out pairs) && pairs > 0));
        (port, count) = ((int)first, (int)pairs);
        return isRead;
    }

    private ReadOnlySpan<byte> Word(int index)
    {
        var words = new SdpWords(Section.ValueOf(0));
        for (int i = 0; i <= index; i++)
            words.MoveNext();
        return words.Current;
    }

    private string[] ReadFormats()
    {
        var words = new SdpWords(Section.ValueOf(0));
        var formats = new List<string>(8);
        for (int i = 0; words.MoveNext(); i++)
        {
            if (i >= 3)
                formats.Add(SdpWords.Text(words.Current));
        }

        return [.. formats];
    }
}
