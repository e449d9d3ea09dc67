using System.Text;

namespace SipCti.Messages;

/// <summary>Makes header field lines.</summary>
internal static class HeaderLine
{
    public static HeaderSlot Make(HeaderId id, ReadOnlySpan<char> value) => Make(HeaderTable.NameUtf8(id), id, value);

    public static HeaderSlot Make(string name, ReadOnlySpan<char> value) => Make(Encoding.ASCII.GetBytes(name), HeaderTable.Find(name), value);

    /// <summary>A line with name and spacing of another, and a new value.</summary>
    public static HeaderSlot WithValue(in HeaderSlot line, ReadOnlySpan<char> value)
    {
        byte[] bytes = new byte[Checked(line.Prefix.Length + Encoding.UTF8.GetByteCount(value) + 2)];
        line.Prefix.CopyTo(bytes);
        Encoding.UTF8.GetBytes(value, bytes.AsSpan(line.Prefix.Length));
        return End(bytes, line.Name.Length, line.Prefix.Length, line.Id);
    }

    /// <summary>A line with name and spacing of another, and a value put together from two parts.</summary>
    public static HeaderSlot WithValue(in HeaderSlot line, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        byte[] bytes = new byte[Checked(line.Prefix.Length + first.Length + second.Length + 2)];
        line.Prefix.CopyTo(bytes);
        first.CopyTo(bytes.AsSpan(line.Prefix.Length));
        second.CopyTo(bytes.AsSpan(line.Prefix.Length + first.Length));
        return End(bytes, line.Name.Length, line.Prefix.Length, line.Id);
    }

    /// <summary>A line with more text behind its value, which stays byte for byte.</summary>
    public static HeaderSlot WithSuffix(in HeaderSlot line, string suffix) =>
        WithValue(line, line.RawValue, Encoding.UTF8.GetBytes(suffix));

    private static HeaderSlot Make(ReadOnlySpan<byte> name, HeaderId id, ReadOnlySpan<char> value)
    {
        byte[] bytes = new byte[Checked(name.Length + 2 + Encoding.UTF8.GetByteCount(value) + 2)];
        name.CopyTo(bytes);
        ": "u8.CopyTo(bytes.AsSpan(name.Length));
        Encoding.UTF8.GetBytes(value, bytes.AsSpan(name.Length + 2));
        return End(bytes, name.Length, name.Length + 2, id);
    }

    private static HeaderSlot End(byte[] bytes, int nameLength, int valueOffset, HeaderId id)
    {
        "\r\n"u8.CopyTo(bytes.AsSpan(bytes.Length - 2));
        ReadOnlySpan<byte> value = bytes.AsSpan(valueOffset, bytes.Length - 2 - valueOffset);
        return new HeaderSlot(bytes, 0, bytes.Length, nameLength, valueOffset, value.Length, id, value.Contains((byte)'\n'));
    }

    private static int Checked(int length) =>
        length <= ushort.MaxValue ? length : throw new ArgumentException($"A header field may have {ushort.MaxValue} bytes at most, not {length}.");
}
