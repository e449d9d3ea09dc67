using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SipCti.Messages;

/// <summary>One media section of a session description: an <c>m=</c> line and what follows it (RFC 8866 section 5.14). Immutable.</summary>
public sealed class SdpMedia
{
    private readonly SdpConnection? _sessionConnection;
    private readonly SdpDirection? _sessionDirection;
    private readonly SdpConnection? _connection;

    private SdpMedia(string type, int port, int portCount, string protocol, IReadOnlyList<string> formats, IReadOnlyList<SdpLine> lines, SdpConnection? connection, SdpConnection? sessionConnection, SdpDirection? sessionDirection)
    {
        Type = type;
        Port = port;
        PortCount = portCount;
        Protocol = protocol;
        Formats = formats;
        Lines = lines;
        _connection = connection;
        _sessionConnection = sessionConnection;
        _sessionDirection = sessionDirection;
    }

    /// <summary>The kind of media: <c>audio</c>, <c>video</c>, ...</summary>
    public string Type { get; }

    /// <summary>The port, 0 to 65,535; 0 refuses the stream (RFC 3264 section 6).</summary>
    public int Port { get; }

    /// <summary>How many port pairs, 1 to 65,535.</summary>
    public int PortCount { get; }

    /// <summary>The protocol, e.g. <c>RTP/AVP</c>.</summary>
    public string Protocol { get; }

    /// <summary>The formats; with RTP payload types as decimal numbers.</summary>
    public IReadOnlyList<string> Formats { get; }

    /// <summary>The lines behind the <c>m=</c> line, in order, also those of unknown types.</summary>
    public IReadOnlyList<SdpLine> Lines { get; }

    /// <summary>Where this media is wanted: its own <c>c=</c> line or that of the session; null when neither is there.</summary>
    public SdpConnection? Connection => _connection ?? _sessionConnection;

    /// <summary>The values of its own <c>a=</c> lines.</summary>
    public IReadOnlyList<string> Attributes => SdpLines.All(Lines, 'a');

    /// <summary>Its own direction or that of the session; <see cref="SdpDirection.SendRecv"/> when neither says any.</summary>
    public SdpDirection Direction => SdpLines.Direction(Lines) ?? _sessionDirection ?? SdpDirection.SendRecv;

    /// <summary>Makes a media section.</summary>
    /// <param name="type">The kind of media, e.g. <c>audio</c>.</param>
    /// <param name="port">0 to 65,535.</param>
    /// <param name="protocol">The protocol, e.g. <c>RTP/AVP</c>.</param>
    /// <param name="formats">The formats, at least one.</param>
    /// <param name="attributes">Values of <c>a=</c> lines.</param>
    /// <exception cref="ArgumentException">No format, the port is out of range, or a text holds CR, LF or NUL.</exception>
    public static SdpMedia Create(string type, int port, string protocol, IReadOnlyList<string> formats, params IEnumerable<string> attributes)
    {
        Guard.Token(type);
        Guard.NoLineBreak(protocol);
        ArgumentNullException.ThrowIfNull(formats);
        CheckPort(port);
        if (formats.Count == 0)
            throw new ArgumentException("A media section has a format at least.", nameof(formats));
        foreach (string text in formats.Concat(attributes))
            Guard.NoLineBreak(text, nameof(attributes));
        return new SdpMedia(type, port, 1, protocol, formats, [.. attributes.Select(a => new SdpLine('a', a))], null, null, null);
    }

    /// <summary>The same section with another port; 0 refuses the stream.</summary>
    /// <param name="port">0 to 65,535.</param>
    public SdpMedia WithPort(int port)
    {
        CheckPort(port);
        return new(Type, port, PortCount, Protocol, Formats, Lines, _connection, _sessionConnection, _sessionDirection);
    }

    /// <summary>The same section with a direction of its own.</summary>
    /// <param name="direction">The direction.</param>
    public SdpMedia WithDirection(SdpDirection direction) => WithLines(SdpLines.WithDirection(Lines, direction), _connection);

    /// <summary>The same section with a connection of its own.</summary>
    /// <param name="connection">Where its media is wanted.</param>
    public SdpMedia WithConnection(SdpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Guard.NoLineBreak(connection.ToString(), nameof(connection));
        return WithLines(SdpLines.With(Lines, new SdpLine('c', connection.ToString()), "bka"), connection);
    }

    /// <summary>The value of the <c>m=</c> line.</summary>
    public override string ToString()
    {
        string ports = PortCount == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{PortCount}");
        return string.Create(CultureInfo.InvariantCulture, $"{Type} {Port}{ports} {Protocol} {string.Join(' ', Formats)}");
    }

    internal static bool TryParse(IReadOnlyList<SdpLine> section, SdpConnection? sessionConnection, SdpDirection? sessionDirection, [NotNullWhen(true)] out SdpMedia? media)
    {
        media = null;
        string[] parts = section[0].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 4 || !TryPorts(parts[1], out int port, out int count))
            return false;
        SdpLine[] lines = [.. section.Skip(1)];
        SdpConnection? connection = null;
        if (SdpLines.First(lines, 'c') is string text && !SdpConnection.TryParse(text, out connection))
            return false;
        media = new SdpMedia(parts[0], port, count, parts[2], parts[3..], lines, connection, sessionConnection, sessionDirection);
        return true;
    }

    /// <summary>The same section within another session.</summary>
    internal SdpMedia Within(SdpConnection? sessionConnection, SdpDirection? sessionDirection) =>
        new(Type, Port, PortCount, Protocol, Formats, Lines, _connection, sessionConnection, sessionDirection);

    private static bool TryPorts(string text, out int port, out int count)
    {
        count = 1;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        bool isPort = ushort.TryParse(slash < 0 ? text : text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first);
        port = first;
        if (!isPort || slash < 0)
            return isPort;
        isPort = ushort.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort pairs) && pairs > 0;
        count = pairs;
        return isPort;
    }

    private static void CheckPort(int port)
    {
        if (port is < 0 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is from 0 to 65535.");
    }

    private SdpMedia WithLines(IReadOnlyList<SdpLine> lines, SdpConnection? connection) =>
        new(Type, Port, PortCount, Protocol, Formats, lines, connection, _sessionConnection, _sessionDirection);
}
