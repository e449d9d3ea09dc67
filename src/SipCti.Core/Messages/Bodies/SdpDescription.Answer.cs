namespace SipCti.Messages;

/// <content>Answers (RFC 3264 section 6).</content>
public sealed partial class SdpDescription
{
    /// <summary>
    /// Makes the answer to this offer, by the rules of RFC 3264 section 6: as many media sections in the same order, the time of the
    /// offer, each section either refused with port 0 or accepted with the protocol of the offer, the formats that both know in the
    /// order and with the numbers of the offer, the opposite direction, and the <c>mid</c> of the offer (RFC 5888).
    /// </summary>
    /// <remarks>
    /// A section is accepted with the first of <paramref name="able"/> that has its kind and protocol and a format in common, telephone
    /// events, comfort noise and error correction not counted; each is taken once. Formats of RTP are the same when name, clock rate and channels are
    /// (the parameters in <c>fmtp</c> and <c>rtcp-fb</c> are the answerer's own, with the number of the offer, and not compared); other formats when they
    /// are written alike. Retransmission (RFC 4588) and redundancy (RFC 2198), which name other formats by number, are left out. All
    /// other lines of an accepted section are those of <paramref name="able"/>, <c>rtcp-mux</c> only if the offer has it too. Whatever
    /// must be negotiated beyond (ICE, DTLS, SRTP keys, bundles) is for the caller to add.
    /// When no section is accepted, the offer is better refused with 488.
    /// </remarks>
    /// <param name="origin">Who answers.</param>
    /// <param name="connection">Where the answerer wants media.</param>
    /// <param name="able">What the answerer is able to take, each with a port of its own.</param>
    /// <exception cref="ArgumentException">A part of origin or connection is not one word, or holds CR, LF or NUL.</exception>
    public SdpDescription CreateAnswer(SdpOrigin origin, SdpConnection connection, params IEnumerable<SdpMedia> able)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(able);
        List<SdpMedia> free = [.. able];
        var media = new List<SdpMedia>(_media.Length);
        foreach (SdpMedia offered in _media)
        {
            SdpMedia? answer = null;
            int taken = offered.Port == 0 ? -1 : free.FindIndex(a => (answer = SdpAnswer.Accept(offered, a)) is not null);
            if (taken >= 0)
                free.RemoveAt(taken);
            media.Add(answer ?? SdpAnswer.Refuse(offered));
        }

        IEnumerable<string> times = _session.IndexOf('t') < 0 ? ["t=0 0"] : Times.Select(t => "t=" + t);
        return Make(SdpSection.Create(["v=0", origin.ToLine(), "s=-", connection.ToLine(), .. times]), media);
    }
}
