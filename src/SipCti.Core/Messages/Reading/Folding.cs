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

    /// <summary>Where a place of the value in one line stands in the value with its folds.</summary>
    /// <param name="raw">The value with its folds.</param>
    /// <param name="at">An offset in what <see cref="Unfold"/> makes of it.</param>
    public static int RawOffset(ReadOnlySpan<byte> raw, int at)
    {
        Span<int> origins = new int[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] is not ((byte)'\r' or (byte)'\n'))
            {
                origins[length++] = i;
                continue;
            }

            while (length > 0 && SipBytes.IsSpace(raw[origins[length - 1]]))
                length--;
            origins[length++] = i;
            while (i + 1 < raw.Length && SipBytes.IsLinearSpace(raw[i + 1]))
                i++;
        }

        return at < length ? origins[at] : raw.Length;
    }
}
