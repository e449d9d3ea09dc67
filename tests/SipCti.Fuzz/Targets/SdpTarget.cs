using System.Text;
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

        // A sender that keeps to the RFC gets its own bytes back.
        if (IsPlain(input))
            Claim.Holds(Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(input));
        Claim.Holds(Again(description.WithDirection(SdpDirection.Inactive)).Contains("a=inactive", StringComparison.Ordinal) || description.Media.Count == 0);
        Again(description.WithOrigin(description.Origin.NextVersion()));
        Again(description.WithConnection(new SdpConnection("IN", "IP4", "192.0.2.1")));
        Again(description.WithMedia(description.Media.Select(media => media.WithPort(0))));
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

    /// <summary>ASCII, CRLF behind each line and no empty one, and no <c>m=</c> line, whose spaces are made single.</summary>
    private static bool IsPlain(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        return Ascii.IsValid(input) && text.EndsWith("\r\n", StringComparison.Ordinal) && !text.Contains("m=", StringComparison.Ordinal)
            && text.Split("\r\n")[..^1].All(line => line.Length > 0 && !line.Contains('\n', StringComparison.Ordinal) && !line.Contains('\r', StringComparison.Ordinal));
    }
}
