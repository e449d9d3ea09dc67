using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A session description (RFC 8866): its bytes, and an index of their lines. Texts are made when they are asked for. Immutable;
/// lines that are not changed keep their bytes and their places, whatever stands in them.
/// </summary>
/// <remarks>The limits are those of reading. A change never fails for what the network sent: one that was read at its limit may grow beyond it.</remarks>
public sealed partial class SdpDescription
{
    /// <summary>The media type of its bodies.</summary>
    public const string ContentType = "application/sdp";

    private readonly SdpSection _session;
    private readonly SdpMedia[] _media;
    private readonly ReadOnlyMemory<byte> _read;
    private byte[]? _written;
    private SdpOrigin? _origin;

    private SdpDescription(SdpSection session, SdpMedia[] media, ReadOnlyMemory<byte> read)
    {
        _session = session;
        _media = media;
        _read = read;
    }

    /// <summary>The protocol version: 0.</summary>
    public int Version => _session.ValueOf(0)[0] - '0';

    /// <summary>Who made the description, and which version of it this is.</summary>
    public SdpOrigin Origin => _origin ??= SdpOrigin.Read(_session.ValueOf(_session.IndexOf('o')));

    /// <summary>The session name; empty when missing.</summary>
    public string SessionName => _session.Values('s').FirstOrDefault() ?? "";

    /// <summary>Where media is wanted that says nothing of its own; null when missing.</summary>
    public SdpConnection? Connection => _session.Connection;

    /// <summary>The values of the <c>t=</c> lines.</summary>
    public IReadOnlyList<string> Times => [.. _session.Values('t')];

    /// <summary>The bandwidths of the session; malformed lines are left out.</summary>
    public IReadOnlyList<SdpBandwidth> Bandwidths => _session.Bandwidths;

    /// <summary>The values of the <c>a=</c> lines of the session.</summary>
    public IReadOnlyList<string> Attributes => _session.Attributes;

    /// <summary>The media sections that belong together (RFC 5888), such as those of a bundle (RFC 9143).</summary>
    public IReadOnlyList<SdpGroup> Groups => [.. GetAttributes("group").Select(SdpGroup.Read).OfType<SdpGroup>()];

    /// <summary>The direction of media that says none of its own; null when the session says none either.</summary>
    public SdpDirection? Direction => _session.Direction;

    /// <summary>All lines before the first media section, in order, also those of unknown types.</summary>
    public IReadOnlyList<SdpLine> Lines => _session.Lines;

    /// <summary>The media sections in order.</summary>
    public IReadOnlyList<SdpMedia> Media => _media;

    /// <summary>Makes a description with a time of <c>0 0</c>.</summary>
    /// <param name="origin">Who makes it.</param>
    /// <param name="connection">Where its media is wanted.</param>
    /// <param name="media">The media sections.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF or NUL, or a part of origin or connection is not one word.</exception>
    public static SdpDescription Create(SdpOrigin origin, SdpConnection connection, params IEnumerable<SdpMedia> media)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(connection);
        return Make(SdpSection.Create("v=0", origin.ToLine(), "s=-", connection.ToLine(), "t=0 0"), media);
    }

    /// <summary>Reads a description from a copy of the bytes. Lines may end in CRLF or LF. Never throws for what the bytes hold.</summary>
    /// <param name="body">The body of a message.</param>
    /// <param name="description">The description read.</param>
    /// <returns>
    /// False when the first line is not <c>v=0</c>, the origin is missing, a <c>c=</c> or <c>m=</c> line is malformed, there are more
    /// than 4,096 lines, or more than 256 formats of one medium.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SdpDescription? description) =>
        TryParse((ReadOnlyMemory<byte>)body.ToArray(), out description);

    /// <summary>Reads a description without copying; see the other overload.</summary>
    /// <param name="body">The body of a message; it is not copied and must not change later.</param>
    /// <param name="description">The description read.</param>
    /// <returns>False for what the other overload refuses.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out SdpDescription? description)
    {
        description = null;
        if (!SdpScanner.TryScan(body.Span, SdpScanner.MaxLines, out int[] starts, out int mediaCount))
            return false;
        int count = starts.Length - 1;
        var lines = new SdpSection(body, starts, 0, count);
        int end = mediaCount == 0 ? count : lines.IndexOf('m');
        SdpSection session = end == count ? lines : new SdpSection(body, starts, 0, end);
        if (!IsSession(session))
            return false;
        SdpMedia[] media = mediaCount == 0 ? [] : new SdpMedia[mediaCount];
        for (int i = 0; i < mediaCount; i++)
        {
            int next = i + 1 < mediaCount ? lines.IndexOf('m', end + 1) : count;
            if (SdpMedia.Read(new SdpSection(body, starts, end, next - end), session) is not SdpMedia read)
                return false;
            media[i] = read;
            end = next;
        }

        description = new SdpDescription(session, media, body);
        return true;
    }

    /// <summary>The value of the first attribute of the session with this name; empty when it has none, null when there is no such attribute.</summary>
    /// <param name="name">The name; case counts.</param>
    public string? GetAttribute(string name) => _session.GetAttribute(name);

    /// <summary>The values of all attributes of the session with this name, in order; empty for those without one.</summary>
    /// <param name="name">The name; case counts.</param>
    public IReadOnlyList<string> GetAttributes(string name) => _session.GetAttributes(name);

    /// <summary>True when the session has an attribute with this name, with or without a value.</summary>
    /// <param name="name">The name; case counts.</param>
    public bool HasAttribute(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _session.IndexOfAttribute(name) >= 0;
    }

    /// <summary>The description as a body: the bytes that were read when nothing was changed.</summary>
    public ReadOnlyMemory<byte> ToMemory() => _read.IsEmpty ? _written ??= Write() : _read;

    /// <summary>A copy of the description as a body.</summary>
    public byte[] ToArray() => ToMemory().ToArray();

    /// <summary>The description as text; bytes that are no UTF-8 become replacement characters.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToMemory().Span);

    private static bool IsSession(SdpSection session)
    {
        if (session.Count == 0 || session.TypeOf(0) != 'v' || !session.ValueOf(0).SequenceEqual("0"u8))
            return false;
        int origin = session.IndexOf('o');
        return origin >= 0 && SdpOrigin.IsWellFormed(session.ValueOf(origin)) && session.HasConnectionsWellFormed();
    }

    private static SdpDescription Make(SdpSection session, IEnumerable<SdpMedia> media)
    {
        ArgumentNullException.ThrowIfNull(media);
        return new SdpDescription(session, [.. media.Select(m => m.Within(session))], default);
    }

    private byte[] Write()
    {
        var bytes = new byte[_session.Bytes.Length + _media.Sum(m => m.Section.Bytes.Length) + (2 * _media.Length)];
        int length = 0;
        Put(_session);
        foreach (SdpMedia media in _media)
        {
            // The last line of a description may have no end, and may have got lines behind it.
            if (bytes[length - 1] != (byte)'\n')
            {
                "\r\n"u8.CopyTo(bytes.AsSpan(length));
                length += 2;
            }

            Put(media.Section);
        }

        return length == bytes.Length ? bytes : bytes[..length];

        void Put(SdpSection section)
        {
            section.Bytes.CopyTo(bytes.AsMemory(length));
            length += section.Bytes.Length;
        }
    }
}
