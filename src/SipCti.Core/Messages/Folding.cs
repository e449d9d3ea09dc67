using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Header field values that go over several lines.</summary>
internal static class Folding
{
    /// <summary>The value in one line: each fold, with the spaces around it, is one space (RFC 3261 section 7.3.1).</summary>
    public static byte[] Unfold(ReadOnlySpan<byte> raw)
    {
        byte[] line = new byte[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] is not ((byte)'\r' or (byte)'\n'))
            {
                line[length++] = raw[i];
                continue;
            }

            while (length > 0 && SipBytes.IsSpace(line[length - 1]))
                length--;
            while (i + 1 < raw.Length && SipBytes.IsLinearSpace(raw[i + 1]))
                i++;
            line[length++] = (byte)' ';
        }

        return line[..length];
    }
}
