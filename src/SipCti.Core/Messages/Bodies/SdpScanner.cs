namespace SipCti.Messages;

/// <summary>Finds the lines of a session description.</summary>
internal static class SdpScanner
{
    /// <summary>Lines of a description beyond which it is refused: conferences with hundreds of streams stay below it.</summary>
    public const int MaxLines = 4096;

    /// <summary>
    /// Finds where each line begins. An empty line is no line: it belongs to the one before it, so that it stays in its place. RFC 8866
    /// section 5: lines end in CRLF; a parser accepts a bare LF too. A CR anywhere else is refused, and so is NUL.
    /// </summary>
    /// <param name="text">The description.</param>
    /// <param name="mostLines">Lines beyond which it is refused.</param>
    /// <param name="starts">Where each line begins, and last the length of the text.</param>
    /// <param name="media">How many of them are <c>m=</c> lines.</param>
    public static bool TryScan(ReadOnlySpan<byte> text, int mostLines, out int[] starts, out int media)
    {
        media = 0;
        starts = [];
        if (text.Contains((byte)0))
            return false;
        int[] found = new int[Math.Min(text.Count((byte)'\n') + 1, mostLines) + 1];
        int count = 0;
        int at = 0;
        if (!TrySkipLineEnds(text, ref at))
            return false;
        while (at < text.Length)
        {
            if (count == mostLines || at + 1 >= text.Length || text[at + 1] != (byte)'=' || !char.IsAsciiLetter((char)text[at]))
                return false;
            found[count++] = at;
            if (text[at] == (byte)'m')
                media++;
            int length = text[at..].IndexOfAny((byte)'\r', (byte)'\n');
            at = length < 0 ? text.Length : at + length;
            if (!TrySkipLineEnds(text, ref at))
                return false;
        }

        found[count] = text.Length;
        starts = count + 1 == found.Length ? found : found[..(count + 1)];
        return true;
    }

    private static bool TrySkipLineEnds(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is (byte)'\r' or (byte)'\n')
            at++;
        return at == start || at == text.Length || text[at - 1] == (byte)'\n';
    }
}
