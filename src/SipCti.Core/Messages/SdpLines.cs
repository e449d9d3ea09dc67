using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>Reads the lines of a session description, and finds things among them.</summary>
internal static class SdpLines
{
    /// <summary>Lines of a description beyond which it is refused: conferences with hundreds of streams stay below it.</summary>
    public const int Most = 4096;

    private static readonly (string Name, SdpDirection Direction)[] Directions =
    [
        ("sendrecv", SdpDirection.SendRecv),
        ("sendonly", SdpDirection.SendOnly),
        ("recvonly", SdpDirection.RecvOnly),
        ("inactive", SdpDirection.Inactive),
    ];

    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out List<SdpLine>? lines)
    {
        lines = null;
        var read = new List<SdpLine>(24);
        foreach (Range range in body.Split((byte)'\n'))
        {
            // RFC 8866 section 5: lines end in CRLF; a parser accepts a bare LF too.
            ReadOnlySpan<byte> line = body[range].TrimEnd((byte)'\r');
            if (line.IsEmpty)
                continue;
            if (line.Length < 2 || line[1] != (byte)'=' || !char.IsAsciiLetter((char)line[0]) || read.Count == Most || line.ContainsAny((byte)'\r', (byte)0))
                return false;
            read.Add(new SdpLine((char)line[0], Encoding.UTF8.GetString(line[2..])));
        }

        lines = read;
        return true;
    }

    public static string? First(IEnumerable<SdpLine> lines, char type)
    {
        foreach (SdpLine line in lines)
        {
            if (line.Type == type)
                return line.Value;
        }

        return null;
    }

    public static string[] All(IEnumerable<SdpLine> lines, char type) => [.. lines.Where(line => line.Type == type).Select(line => line.Value)];

    public static SdpDirection? Direction(IEnumerable<SdpLine> lines)
    {
        foreach (SdpLine line in lines)
        {
            foreach ((string name, SdpDirection direction) in Directions)
            {
                if (line.Type == 'a' && line.Value == name)
                    return direction;
            }
        }

        return null;
    }

    /// <summary>The lines with this direction in place of theirs; null for none.</summary>
    public static List<SdpLine> WithDirection(IEnumerable<SdpLine> lines, SdpDirection? direction)
    {
        List<SdpLine> result = [.. lines.Where(line => line.Type != 'a' || !Array.Exists(Directions, d => d.Name == line.Value))];
        if (direction is SdpDirection wanted)
            result.Add(new SdpLine('a', Array.Find(Directions, d => d.Direction == wanted).Name));
        return result;
    }

    /// <summary>The lines with the first one of a type replaced, or added at the place that the order of RFC 8866 section 5 gives it.</summary>
    public static List<SdpLine> With(IEnumerable<SdpLine> lines, SdpLine line, string before)
    {
        List<SdpLine> result = [.. lines];
        int index = result.FindIndex(l => l.Type == line.Type);
        if (index >= 0)
        {
            result[index] = line;
            return result;
        }

        index = result.FindIndex(l => before.Contains(l.Type, StringComparison.Ordinal));
        result.Insert(index < 0 ? result.Count : index, line);
        return result;
    }
}
