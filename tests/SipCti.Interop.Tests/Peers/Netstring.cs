using System.Buffers;
using System.Globalization;
using System.Text;

namespace SipCti.Interop.Tests.Peers;

/// <summary>The framing of baresip's control connection: length in decimal, a colon, the text, a comma.</summary>
internal static class Netstring
{
    public static byte[] Encode(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length}:{text},"));
    }

    /// <summary>Takes the first complete string off <paramref name="buffer"/>; false when more bytes are needed.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out string text)
    {
        text = "";
        if (buffer.PositionOf((byte)':') is not { } colon)
            return false;
        var length = int.Parse(Encoding.ASCII.GetString(buffer.Slice(0, colon)), CultureInfo.InvariantCulture);
        var content = buffer.Slice(buffer.GetPosition(1, colon));
        if (content.Length < length + 1)
            return false;
        text = Encoding.UTF8.GetString(content.Slice(0, length));
        buffer = content.Slice(length + 1);
        return true;
    }
}
