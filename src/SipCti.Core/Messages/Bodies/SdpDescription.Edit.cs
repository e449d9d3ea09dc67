namespace SipCti.Messages;

/// <content>Changes: each gives another description, in which only what it is about has changed.</content>
public sealed partial class SdpDescription
{
    /// <summary>The same description with another origin.</summary>
    /// <param name="origin">Who makes it.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF or NUL, or is not one word.</exception>
    public SdpDescription WithOrigin(SdpOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return WithSession(_session.WithFirst(origin.ToLine(), "s"));
    }

    /// <summary>The same description with another connection of the session. Media with a connection of its own keeps that.</summary>
    /// <param name="connection">Where media is wanted.</param>
    /// <exception cref="ArgumentException">A text holds CR, LF or NUL, or is not one word.</exception>
    public SdpDescription WithConnection(SdpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return WithSession(_session.WithFirst(connection.ToLine(), "btrzka"));
    }

    /// <summary>The same description with this bandwidth of the session, in place of the first one of its type.</summary>
    /// <param name="bandwidth">The bandwidth.</param>
    /// <exception cref="ArgumentException">The type is no token.</exception>
    public SdpDescription WithBandwidth(SdpBandwidth bandwidth) => WithSession(_session.WithBandwidth(bandwidth));

    /// <summary>The same description with other media sections.</summary>
    /// <param name="media">The media sections.</param>
    public SdpDescription WithMedia(params IEnumerable<SdpMedia> media) => Make(_session, media);

    /// <summary>The same description with another media section in the place of one.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="media">The new section.</param>
    public SdpDescription WithMedia(int index, SdpMedia media)
    {
        ArgumentNullException.ThrowIfNull(media);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _media.Length);
        SdpMedia[] all = [.. _media];
        all[index] = media;
        return Make(_session, all);
    }

    /// <summary>The same description with this direction for all its media, and none of the session.</summary>
    /// <param name="direction">The direction.</param>
    public SdpDescription WithDirection(SdpDirection direction) =>
        Make(_session.WithDirection(null), _media.Select(m => m.WithDirection(direction)));

    /// <summary>The same description with an attribute of the session, in place of the first one of its name or behind the others.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The value; null for an attribute without one.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public SdpDescription WithAttribute(string name, string? value) => WithSession(_session.WithAttribute(name, value));

    /// <summary>The same description with an attribute of the session behind the others.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The value; null for an attribute without one.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public SdpDescription WithAddedAttribute(string name, string? value) => WithSession(_session.WithAddedAttribute(name, value));

    /// <summary>The same description without the attributes of the session with this name.</summary>
    /// <param name="name">The name; case counts.</param>
    public SdpDescription WithoutAttributes(string name) => WithSession(_session.WithoutAttributes(name));

    private SdpDescription WithSession(SdpSection session) => Make(session, _media);
}
