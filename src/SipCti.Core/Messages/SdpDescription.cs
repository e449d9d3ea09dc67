using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A session description (RFC 8866), as far as call control needs it: session, media, direction, connection. All other
/// lines are kept in their order. Immutable.
/// </summary>
public sealed class SdpDescription
{
    /// <summary>The media type of its bodies.</summary>
    public const string ContentType = "application/sdp";

    private readonly List<SdpLine> _lines;

    private SdpDescription(List<SdpLine> lines, SdpOrigin origin, SdpConnection? connection, IReadOnlyList<SdpMedia> media)
    {
        _lines = lines;
        Origin = origin;
        Connection = connection;
        Media = media;
    }

    /// <summary>The protocol version: 0.</summary>
    public int Version => int.Parse(_lines[0].Value, CultureInfo.InvariantCulture);

    /// <summary>Who made the description, and which version of it this is.</summary>
    public SdpOrigin Origin { get; }

    /// <summary>The session name; empty when missing.</summary>
    public string SessionName => SdpLines.First(_lines, 's') ?? "";

    /// <summary>Where media is wanted that says nothing of its own; null when missing.</summary>
    public SdpConnection? Connection { get; }

    /// <summary>The values of the <c>t=</c> lines.</summary>
    public IReadOnlyList<string> Times => SdpLines.All(_lines, 't');

    /// <summary>The values of the <c>a=</c> lines of the session.</summary>
    public IReadOnlyList<string> Attributes => SdpLines.All(_lines, 'a');

    /// <summary>The direction of media that says none of its own; null when the session says none either.</summary>
    public SdpDirection? Direction => SdpLines.Direction(_lines);

    /// <summary>All lines before the first media section, in order, also those of unknown types.</summary>
    public IReadOnlyList<SdpLine> Lines => _lines;

    /// <summary>The media sections in order.</summary>
    public IReadOnlyList<SdpMedia> Media { get; }

    /// <summary>Makes a description with a time of <c>0 0</c>.</summary>
    /// <param name="origin">Who makes it.</param>
    /// <param name="connection">Where its media is wanted.</param>
    /// <param name="media">The media sections.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF or NUL.</exception>
    public static SdpDescription Create(SdpOrigin origin, SdpConnection connection, params IEnumerable<SdpMedia> media)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(connection);
        Guard.NoLineBreak(origin.ToString(), nameof(origin));
        Guard.NoLineBreak(connection.ToString(), nameof(connection));
        List<SdpLine> lines = [new('v', "0"), new('o', origin.ToString()), new('s', "-"), new('c', connection.ToString()), new('t', "0 0")];
        return new SdpDescription(lines, origin, connection, [.. media.Select(m => m.Within(connection, null))]);
    }

    /// <summary>Reads a description. Lines may end in CRLF or LF. Never throws for what the bytes hold.</summary>
    /// <param name="body">The body of a message.</param>
    /// <param name="description">The description read.</param>
    /// <returns>False when version or origin are missing, a known line is malformed, or there are more than 4,096 lines.</returns>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SdpDescription? description)
    {
        description = null;
        if (!SdpLines.TryRead(body, out List<SdpLine>? lines) || lines.Count == 0 || lines[0] is not { Type: 'v', Value: "0" })
            return false;
        int end = lines.FindIndex(line => line.Type == 'm');
        List<SdpLine> session = lines[..(end < 0 ? lines.Count : end)];
        SdpConnection? connection = null;
        if (!SdpOrigin.TryParse(SdpLines.First(session, 'o') ?? "", out SdpOrigin? origin)
            || (SdpLines.First(session, 'c') is string text && !SdpConnection.TryParse(text, out connection)))
        {
            return false;
        }

        SdpDirection? direction = SdpLines.Direction(session);
        var media = new List<SdpMedia>();
        while (end >= 0)
        {
            int next = lines.FindIndex(end + 1, line => line.Type == 'm');
            if (!SdpMedia.TryParse(lines[end..(next < 0 ? lines.Count : next)], connection, direction, out SdpMedia? section))
                return false;
            media.Add(section);
            end = next;
        }

        description = new SdpDescription(session, origin, connection, media);
        return true;
    }

    /// <summary>The same description with another origin.</summary>
    /// <param name="origin">Who makes it.</param>
    public SdpDescription WithOrigin(SdpOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        Guard.NoLineBreak(origin.ToString(), nameof(origin));
        return new(SdpLines.With(_lines, new SdpLine('o', origin.ToString()), "s"), origin, Connection, Media);
    }

    /// <summary>The same description with another connection of the session. Media with a connection of its own keeps that.</summary>
    /// <param name="connection">Where media is wanted.</param>
    public SdpDescription WithConnection(SdpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Guard.NoLineBreak(connection.ToString(), nameof(connection));
        List<SdpLine> lines = SdpLines.With(_lines, new SdpLine('c', connection.ToString()), "btrzka");
        return new(lines, Origin, connection, [.. Media.Select(m => m.Within(connection, Direction))]);
    }

    /// <summary>The same description with other media sections.</summary>
    /// <param name="media">The media sections.</param>
    public SdpDescription WithMedia(params IEnumerable<SdpMedia> media) =>
        new(_lines, Origin, Connection, [.. media.Select(m => m.Within(Connection, Direction))]);

    /// <summary>The same description with this direction for all its media, and none of the session.</summary>
    /// <param name="direction">The direction.</param>
    public SdpDescription WithDirection(SdpDirection direction) =>
        new(SdpLines.WithDirection(_lines, null), Origin, Connection, [.. Media.Select(m => m.Within(Connection, null).WithDirection(direction))]);

    /// <summary>The description as a body.</summary>
    public byte[] ToArray() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The description as text, its lines ended by CRLF.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(512);
        foreach (SdpLine line in _lines)
            text.Append(line.ToString()).Append("\r\n");
        foreach (SdpMedia media in Media)
        {
            text.Append("m=").Append(media.ToString()).Append("\r\n");
            foreach (SdpLine line in media.Lines)
                text.Append(line.ToString()).Append("\r\n");
        }

        return text.ToString();
    }
}
