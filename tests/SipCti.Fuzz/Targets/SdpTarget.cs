using SipCti.Messages;

namespace SipCti.Fuzz.Targets;

/// <summary>A session description: what is written of one that was read is read again as the same text.</summary>
internal static class SdpTarget
{
    public static void Run(byte[] input)
    {
        if (!SdpDescription.TryParse(input, out SdpDescription? description))
            return;
        PublicReaders.ReadAll(description);
        string text = Again(description);

        Claim.Holds(description.ToMemory().Span.SequenceEqual(input));
        Claim.Same(Again(description.WithMedia(description.Media)), text);
        Claim.Holds(Again(description.WithDirection(SdpDirection.Inactive)).Contains("a=inactive", StringComparison.Ordinal) || description.Media.Count == 0);
        Again(description.WithOrigin(description.Origin.NextVersion()));
        Again(description.WithConnection(new SdpConnection("IN", "IP4", "192.0.2.1")));
        Again(description.WithMedia(description.Media.Select(media => media.WithPort(0).WithFormats([media.Formats[^1]]))));
        Again(description.WithAttribute("mid", "x").WithoutAttributes("rtpmap").WithBandwidth(new SdpBandwidth("AS", 1)));
        SdpMedia[] able = [.. description.Media.Take(3)];
        Claim.Same(Again(description.CreateAnswer(description.Origin, new SdpConnection("IN", "IP4", "192.0.2.1"), able)).Split("\r\nm=").Length - 1, description.Media.Count);
    }

    private static string Again(SdpDescription description)
    {
        byte[] bytes = description.ToArray();
        Claim.Holds(SdpDescription.TryParse(bytes, out SdpDescription? again));
        Claim.Same(again!.ToString(), description.ToString());
        Claim.Same(again.Media.Count, description.Media.Count);
        foreach ((SdpMedia one, SdpMedia other) in again.Media.Zip(description.Media))
            Claim.Same((one.Port, one.Direction, one.Connection, one.Lines.Count), (other.Port, other.Direction, other.Connection, other.Lines.Count));
        return description.ToString();
    }
}
