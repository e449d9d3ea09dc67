using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// One part of a multipart body: header fields of its own, and a body (RFC 2046 section 5.1, RFC 5621 section 3). Immutable;
/// what is not changed keeps its bytes, and limits are those of reading. A Content-Transfer-Encoding is told like any field, and not undone.
/// </summary>
public sealed class MultipartPart
{
    private readonly MimeField[] _fields;
    private readonly ReadOnlyMemory<byte> _head;
    private readonly MediaType _defaultType;

    /// <summary>Makes a part with a Content-Type; further fields are added with <see cref="WithField"/>.</summary>
    /// <param name="contentType">The type of the body.</param>
    /// <param name="body">The body; it is not copied and must not change later.</param>
    public MultipartPart(MediaType contentType, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        _head = Encoding.UTF8.GetBytes($"Content-Type: {contentType}\r\n\r\n");
        _fields = FieldsOf(_head);
        _defaultType = MediaType.PlainText;
        Body = body;
    }

    private MultipartPart(ReadOnlyMemory<byte> head, MimeField[] fields, ReadOnlyMemory<byte> body, MediaType defaultType)
    {
        _head = head;
        _fields = fields;
        _defaultType = defaultType;
        Body = body;
    }

    /// <summary>The body: a slice of the whole body it was read from.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The header fields in order, names as written, values in one line.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields =>
        Array.ConvertAll(_fields, f => KeyValuePair.Create(Encoding.ASCII.GetString(_head.Span.Slice(f.Start, f.NameLength)), QuotedText.Decode(ValueOf(f))));

    /// <summary>The Content-ID with its angle brackets, by which a header field of the message may point here (<c>cid:</c>, RFC 2392); null when there is none.</summary>
    public string? ContentId => First("Content-ID");

    /// <summary>The fields with the empty line behind them.</summary>
    internal ReadOnlyMemory<byte> Head => _head;

    /// <summary>The value of the first field of this name, in one line; null when there is none.</summary>
    /// <param name="name">The name, in any case.</param>
    public string? First(string name)
    {
        int index = IndexOf(name);
        return index < 0 ? null : QuotedText.Decode(ValueOf(_fields[index]));
    }

    /// <summary>The type of the body; <c>text/plain</c> when the part tells none (<c>message/rfc822</c> within multipart/digest; RFC 2046 sections 5.1 and 5.1.5).</summary>
    /// <param name="mediaType">The type; the default when the result is false.</param>
    /// <returns>False when Content-Type is malformed.</returns>
    public bool TryGetContentType(out MediaType mediaType)
    {
        mediaType = _defaultType;
        int index = IndexOf("Content-Type");
        if (index < 0)
            return true;
        if (!MediaType.TryParse(ValueOf(_fields[index]), out MediaType? read))
            return false;
        mediaType = read;
        return true;
    }

    /// <summary>What the body is for: as Content-Disposition tells, or <see cref="ContentDisposition.DefaultFor"/> its type.</summary>
    /// <param name="disposition">The disposition; the default when the result is false.</param>
    /// <returns>False when Content-Disposition or Content-Type are malformed.</returns>
    public bool TryGetContentDisposition(out ContentDisposition disposition)
    {
        bool isRead = TryGetContentType(out MediaType mediaType);
        disposition = ContentDisposition.DefaultFor(mediaType);
        int index = IndexOf("Content-Disposition");
        if (index < 0 || !isRead)
            return isRead;
        if (!ContentDisposition.TryParse(ValueOf(_fields[index]), out ContentDisposition? read))
            return false;
        disposition = read;
        return true;
    }

    /// <summary>The same part with the first field of this name replaced where it stands, or added behind the others.</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The name is no token, or the value holds CR, LF or NUL.</exception>
    public MultipartPart WithField(string name, string value)
    {
        Guard.Token(name);
        Guard.NoLineBreak(value);
        ReadOnlySpan<byte> head = _head.Span;
        int index = IndexOf(name);
        int fieldsEnd = _fields.Length == 0 ? 0 : _fields[^1].End;
        int start = index < 0 ? fieldsEnd : _fields[index].Start;
        int end = index < 0 ? fieldsEnd : _fields[index].End;

        // A field may be the last line of a part, without an end; the empty line may be missing then.
        string before = start > 0 && head[start - 1] != (byte)'\n' ? "\r\n" : "";
        byte[] line = Encoding.UTF8.GetBytes($"{before}{name}: {value}\r\n");
        byte[] changed = [.. head[..start], .. line, .. head[end..]];
        if (fieldsEnd == head.Length)
            changed = [.. changed, .. "\r\n"u8];
        return new MultipartPart(changed, FieldsOf(changed), Body, _defaultType);
    }

    /// <summary>The same part with another body.</summary>
    /// <param name="body">The body; it is not copied and must not change later.</param>
    public MultipartPart WithBody(ReadOnlyMemory<byte> body)
    {
        int fieldsEnd = _fields.Length == 0 ? 0 : _fields[^1].End;
        if (fieldsEnd < _head.Length)
            return new MultipartPart(_head, _fields, body, _defaultType);
        string gap = fieldsEnd > 0 && _head.Span[^1] != (byte)'\n' ? "\r\n\r\n" : "\r\n";
        byte[] head = [.. _head.Span, .. Encoding.ASCII.GetBytes(gap)];
        return new MultipartPart(head, FieldsOf(head), body, _defaultType);
    }

    internal static bool TryParse(ReadOnlyMemory<byte> part, MediaType defaultType, out MultipartPart? read)
    {
        read = null;
        if (!MimeFields.TryRead(part.Span, isLimited: true, out MimeField[] fields, out int bodyStart))
            return false;
        read = new MultipartPart(part[..bodyStart], fields, part[bodyStart..], defaultType);
        return true;
    }

    private static MimeField[] FieldsOf(ReadOnlyMemory<byte> head) =>
        MimeFields.TryRead(head.Span, isLimited: false, out MimeField[] fields, out _) ? fields : throw new ArgumentException("The field cannot be read again.");

    private int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ReadOnlySpan<byte> head = _head.Span;
        for (int i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].NameLength == name.Length && Ascii.EqualsIgnoreCase(head.Slice(_fields[i].Start, name.Length), name))
                return i;
        }

        return -1;
    }

    private ReadOnlySpan<byte> ValueOf(in MimeField field)
    {
        ReadOnlySpan<byte> value = _head.Span.Slice(field.ValueStart, field.ValueLength);
        
        // A value that begins with a fold begins with its space.
        return value.Contains((byte)'\n') ? SipBytes.Trim(Folding.Unfold(value)) : value;
    }
}
