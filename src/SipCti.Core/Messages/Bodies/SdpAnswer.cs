namespace SipCti.Messages;

/// <summary>Answers one media section of an offer (RFC 3264 section 6).</summary>
internal static class SdpAnswer
{
    /// <summary>Refuses it: the formats mean nothing then, but one must stand there.</summary>
    public static SdpMedia Refuse(SdpMedia offered) =>
        SdpMedia.Of(SdpSection.Create([$"m={offered.Type} 0 {offered.Protocol} {string.Join(' ', offered.Formats)}", .. Mid(offered)]));

    /// <summary>Accepts it; null when the two have nothing in common.</summary>
    /// <param name="offered">What is offered.</param>
    /// <param name="able">What the answerer is able to take.</param>
    public static SdpMedia? Accept(SdpMedia offered, SdpMedia able)
    {
        if (!offered.Type.Equals(able.Type, StringComparison.OrdinalIgnoreCase) || !offered.Protocol.Equals(able.Protocol, StringComparison.OrdinalIgnoreCase))
            return null;
        List<(string Offered, string Able)> common = offered.IsRtp ? CommonRtp(offered, able) : CommonOther(offered, able);
        if (common.Count == 0)
            return null;
        SdpSection section = able.Section;
        List<string> lines = [$"m={offered.Type} {SdpMedia.Ports(able.Port, able.PortCount)} {offered.Protocol} {string.Join(' ', common.Select(c => c.Offered))}"];
        lines.AddRange(able.Lines.Where(line => line.Type != 'a').Select(line => line.ToString()));
        IReadOnlyList<string> feedback = able.GetAttributes("rtcp-fb");
        foreach ((string format, string own) in common.Distinct())
        {
            if (offered.GetRtpMap(format) is SdpRtpMap map)
                lines.Add("a=rtpmap:" + map);
            if (able.GetFormatParameters(own) is string parameters)
                lines.Add($"a=fmtp:{format} {parameters}");
            lines.AddRange(feedback.Where(f => FormatOf(f).SequenceEqual(own)).Select(f => $"a=rtcp-fb:{format}{f.AsSpan(own.Length)}"));
        }

        lines.AddRange(Enumerable.Range(1, section.Count - 1).Where(i => IsCarried(section, i, offered)).Select(i => able.Lines[i - 1].ToString()));
        lines.AddRange(Mid(offered));
        lines.Add("a=" + SdpDirections.Text(SdpDirections.Answer(offered.Direction, able.Direction)));
        return SdpMedia.Of(SdpSection.Create(lines));
    }

    private static string[] Mid(SdpMedia offered) => offered.Mid is string mid ? ["a=mid:" + mid] : [];

    // RFC 4585 section 4.2: the format, or an asterisk for all, then what it is about.
    private static ReadOnlySpan<char> FormatOf(string feedback) =>
        feedback.IndexOf(' ', StringComparison.Ordinal) is int space and >= 0 ? feedback.AsSpan(0, space) : feedback;

    private static bool IsCarried(SdpSection able, int line, SdpMedia offered) =>
        able.TypeOf(line) == 'a'
        && !able.IsAttribute(line, "rtpmap")
        && !able.IsAttribute(line, "fmtp")
        && !able.IsAttribute(line, "mid")
        && (!able.IsAttribute(line, "rtcp-fb") || able.AttributeValue(line, "rtcp-fb").StartsWith("*"u8))
        && !SdpDirections.TryRead(able.ValueOf(line), out _)

        // RFC 5761 section 5.1.1: an answer must not have it when the offer has not.
        && (!able.IsAttribute(line, "rtcp-mux") || offered.HasAttribute("rtcp-mux"));

    private static List<(string Offered, string Able)> CommonRtp(SdpMedia offered, SdpMedia able)
    {
        var common = new List<(string, string)>();
        bool isUsable = false;
        foreach (string format in offered.Formats)
        {
            if (offered.GetRtpMap(format) is not { NamesPayloadTypes: false } map || able.Formats.FirstOrDefault(f => able.GetRtpMap(f)?.IsSameEncoding(map) == true) is not string own)
                continue;
            common.Add((format, own));
            isUsable |= !map.IsAuxiliary;
        }

        return isUsable ? common : [];
    }

    private static List<(string Offered, string Able)> CommonOther(SdpMedia offered, SdpMedia able) =>
        [.. offered.Formats.Where(f => able.Formats.Contains(f, StringComparer.OrdinalIgnoreCase)).Select(f => (f, f))];
}
