using System.Buffers;
using System.Text;

namespace SipCti.Messages;

/// <content>Writing.</content>
public abstract partial class SipMessage
{
    /// <summary>Bytes of the whole message as it would be written now.</summary>
    public int Length
    {
        get
        {
            int length = _startLineLength + 2 + Body.Length;
            foreach (ref readonly HeaderSlot slot in Headers.Slots)
                length += slot.Length;
            return length;
        }
    }

    /// <summary>Writes the message.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteTo(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        int length = Length;
        CopyTo(writer.GetSpan(length));
        writer.Advance(length);
    }

    /// <summary>The message as an array.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Length);
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The message as text. Bytes that are no UTF-8 show as replacement characters.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToArray());

    private void CopyTo(Span<byte> target)
    {
        // Neighbouring lines of the same array go in one copy: an untouched message is one run.
        byte[] source = _source;
        int start = _startLine;
        int length = _startLineLength;
        foreach (ref readonly HeaderSlot slot in Headers.Slots)
        {
            byte[] next = Headers.SourceOf(slot);
            if (ReferenceEquals(next, source) && slot.Start == start + length)
            {
                length += slot.Length;
                continue;
            }

            source.AsSpan(start, length).CopyTo(target);
            target = target[length..];
            source = next;
            start = slot.Start;
            length = slot.Length;
        }

        source.AsSpan(start, length).CopyTo(target);
        target = target[length..];
        "\r\n"u8.CopyTo(target);
        Body.Span.CopyTo(target[2..]);
    }
}
