using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace SipCti.Messages;

/// <summary>One line that a builder was asked for: name and value are what they must be, and cannot become more than one line.</summary>
internal readonly struct HeaderLineText
{
    private HeaderLineText(HeaderId id, string name, byte[] value)
    {
        Id = id;
        Name = name;
        Value = value;
    }

    public HeaderId Id { get; }

    public string Name { get; }

    /// <summary>The value in UTF-8, without spaces around it.</summary>
    public byte[] Value { get; }

    /// <summary>True for the value that means all contacts.</summary>
    public bool IsWildcard => Value is [(byte)'*'];

    /// <summary>Bytes of the line with colon, space and CRLF.</summary>
    public int Length => Name.Length + 2 + Value.Length + 2;

    /// <summary>Makes the line of a field; the exception names the field when the value is none of it.</summary>
    public static HeaderLineText Of(HeaderId id, string value, string parameter)
    {
        string name = HeaderTable.Name(id);
        if (string.IsNullOrEmpty(name))
            throw new ArgumentException("A field without a known name is given by its name.", parameter);
        return Of(id, name, value, parameter);
    }

    /// <summary>Makes the line of a field under any of its names; also of one that is not known.</summary>
    public static HeaderLineText Of(string name, string value, string parameter)
    {
        Guard.Token(name);
        return Of(HeaderTable.Find(name), name, value, parameter);
    }

    /// <summary>The bytes of a text, which must be well-formed UTF-16 without control characters other than the tab.</summary>
    public static byte[] Encode(string what, string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        OperationStatus status = Utf8.FromUtf16(text, bytes, out _, out int written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done || !HeaderGrammar.IsValid(HeaderId.Unknown, bytes.AsSpan(0, written)))
            throw new ArgumentException($"The text for {what} holds a line break, another control character or half a character.", parameter);
        return bytes[..written];
    }

    public void CopyTo(Span<byte> target)
    {
        int at = Encoding.ASCII.GetBytes(Name, target);
        target[at++] = (byte)':';
        target[at++] = (byte)' ';
        Value.CopyTo(target[at..]);
        target[at + Value.Length] = (byte)'\r';
        target[at + Value.Length + 1] = (byte)'\n';
    }

    private static HeaderLineText Of(HeaderId id, string name, string value, string parameter)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        byte[] bytes = Encode(name, value.Trim(' ', '\t'), parameter);

        // What is written keeps to the grammar itself, not only to what readers put up with.
        if (!StrictFields.Check(id, bytes, out int at))
            throw new ArgumentException($"'{value}' is no {name}: the grammar does not allow what stands at byte {at}.", parameter);
        if (!HeaderGrammar.IsValid(id, bytes))
            throw new ArgumentException($"'{value}' is no {name}.", parameter);
        return new HeaderLineText(id, name, bytes);
    }
}
