using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// Makes the answer to a request that cannot be read, from what is readable of it, so that its sender's transaction matches
/// (RFC 3261 section 8.2.6.2).
/// </summary>
public static class FaultResponse
{
    private static readonly HeaderId[] Single = [HeaderId.From, HeaderId.To, HeaderId.CallId, HeaderId.CSeq];

    /// <summary>Copies the sender's own Via lines and its first From, To, Call-ID and CSeq lines byte for byte into an answer.</summary>
    /// <param name="head">The message, or the part of its head that is there; a line without its end is left out.</param>
    /// <param name="fault">What is wrong with it; gives status code and reason phrase.</param>
    /// <param name="response">The answer, to be sent on the same connection.</param>
    /// <returns>False when there is nothing to answer: a response, an ACK, no request line or no Via.</returns>
    public static bool TryCreate(in ReadOnlySequence<byte> head, SipFault fault, [NotNullWhen(true)] out byte[]? response)
    {
        response = null;
        ReadOnlySpan<byte> rest = head.IsSingleSegment ? head.FirstSpan : head.ToArray();
        rest = rest.TrimStart("\r\n"u8);
        if (!IsAnswerable(NextLine(ref rest)))
            return false;
        var output = new ArrayBufferWriter<byte>(512);
        output.Write(Encoding.UTF8.GetBytes($"SIP/2.0 {fault.StatusCode} {fault.ReasonPhrase}\r\n"));
        bool hasVia = CopyLines(rest, output);
        output.Write("Content-Length: 0\r\n\r\n"u8);
        response = hasVia ? output.WrittenSpan.ToArray() : null;
        return hasVia;
    }

    private static bool IsAnswerable(ReadOnlySpan<byte> startLine)
    {
        int space = startLine.IndexOf((byte)' ');
        return space > 0 && !startLine.StartsWith("SIP/"u8) && !startLine[..space].SequenceEqual("ACK"u8);
    }

    private static bool CopyLines(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> output)
    {
        bool hasVia = false;
        int seen = 0;
        while (true)
        {
            ReadOnlySpan<byte> line = NextField(ref rest);
            if (line.IsEmpty)
                return hasVia;
            HeaderId id = IdOf(line);
            int single = Array.IndexOf(Single, id);
            if ((single < 0 && id != HeaderId.Via) || !IsClean(line))
                continue;
            if (single >= 0 && (seen & (1 << single)) != 0)
                continue;
            seen |= single >= 0 ? 1 << single : 0;
            hasVia |= id == HeaderId.Via;
            output.Write(line);
            output.Write("\r\n"u8);
        }
    }

    private static HeaderId IdOf(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        return colon <= 0 ? HeaderId.Unknown : HeaderTable.Find(HeaderTable.TrimName(line[..colon]));
    }

    /// <summary>True when every CR and LF of the line is part of a fold, and no NUL outside a quoted pair is in it: such a line cannot become two.</summary>
    private static bool IsClean(ReadOnlySpan<byte> line)
    {
        for (int i = 0; i < line.Length; i++)
        {
            bool isFold = line[i] == (byte)'\r' && i + 2 < line.Length && line[i + 1] == (byte)'\n' && SipBytes.IsSpace(line[i + 2]);
            if (isFold)
                i += 2;
            else if (line[i] is (byte)'\r' or (byte)'\n' || (line[i] == 0 && (i == 0 || line[i - 1] != (byte)'\\')))
                return false;
        }

        return true;
    }

    /// <summary>The next field with its folded lines, without the line end; empty at the blank line and at the end.</summary>
    private static ReadOnlySpan<byte> NextField(ref ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> all = rest;
        int length = NextLine(ref rest).Length;
        while (length > 0 && rest.Length > 0 && SipBytes.IsSpace(rest[0]))
        {
            int end = rest.IndexOf((byte)'\n');
            if (end < 0)
                return default;
            rest = rest[(end + 1)..];
            length = all.Length - rest.Length - 1;
            if (all[length - 1] == (byte)'\r')
                length--;
        }

        return all[..length];
    }

    /// <summary>The next line without its end; empty when it has none.</summary>
    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            rest = default;
            return default;
        }

        ReadOnlySpan<byte> line = rest[..end];
        rest = rest[(end + 1)..];
        return line.Length > 0 && line[^1] == (byte)'\r' ? line[..^1] : line;
    }
}
