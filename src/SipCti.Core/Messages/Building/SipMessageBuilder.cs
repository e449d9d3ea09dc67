using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// What <see cref="SipRequestBuilder"/> and <see cref="SipResponseBuilder"/> have in common: header fields and a body. A value that
/// its field may not hold by the grammar (see <see cref="SipStrictness.Strict"/>) is refused where it is given; what is missing or contradicts itself is refused by <c>Build</c>. No
/// text can become a line, or a message, of its own.
/// </summary>
/// <typeparam name="TBuilder">The builder itself, which each step returns.</typeparam>
public abstract class SipMessageBuilder<TBuilder>
    where TBuilder : SipMessageBuilder<TBuilder>
{
    private readonly List<HeaderLineText> _lines = [];
    private HeaderLineText? _contentType;
    private ReadOnlyMemory<byte> _body;

    private protected SipMessageBuilder()
    {
    }

    private protected IReadOnlyList<HeaderLineText> Lines => _lines;

    private TBuilder This => (TBuilder)this;

    /// <summary>Adds a Contact line.</summary>
    /// <param name="contact">Where its sender can be reached.</param>
    /// <exception cref="ArgumentException">The address cannot stand there, or the wildcard does already.</exception>
    public TBuilder Contact(NameAddr contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return Header(HeaderId.Contact, contact.ToString());
    }

    /// <summary>Adds a Contact line.</summary>
    /// <param name="contact">Where its sender can be reached.</param>
    /// <exception cref="ArgumentException">The address cannot stand there, or the wildcard does already.</exception>
    public TBuilder Contact(SipUri contact) => Contact(new NameAddr(contact));

    /// <summary>Adds a line of a known header field.</summary>
    /// <param name="id">The field; not one that the builder writes itself.</param>
    /// <param name="value">The value, or the list of values; spaces around it are dropped.</param>
    /// <exception cref="ArgumentException">The value is none of this field, the field may stand once only, or the builder writes it itself.</exception>
    public TBuilder Header(HeaderId id, string value) => Add(HeaderLineText.Of(id, value, nameof(value)));

    /// <summary>Adds a line of a header field by its name, which is written as given.</summary>
    /// <param name="name">A token; a known name in any case, also a compact form, or any other.</param>
    /// <param name="value">The value, or the list of values; spaces around it are dropped.</param>
    /// <exception cref="ArgumentException">The name is no token, the value is none of this field, the field may stand once only, or the builder writes it itself.</exception>
    public TBuilder Header(string name, string value) => Add(HeaderLineText.Of(name, value, nameof(value)));

    /// <summary>Gives the message a body; without it the message has none.</summary>
    /// <param name="body">The bytes; they are copied when the message is built.</param>
    /// <param name="contentType">Their media type, such as <c>application/sdp</c>.</param>
    /// <exception cref="ArgumentException">The text is no media type.</exception>
    public TBuilder Body(ReadOnlyMemory<byte> body, string contentType)
    {
        _contentType = HeaderLineText.Of(HeaderId.ContentType, contentType, nameof(contentType));
        _body = body;
        return This;
    }

    /// <summary>Gives the message a body of text, in UTF-8.</summary>
    /// <param name="body">The text.</param>
    /// <param name="contentType">Its media type, such as <c>text/plain;charset=UTF-8</c>.</param>
    /// <exception cref="ArgumentException">The text is no media type.</exception>
    public TBuilder Body(string body, string contentType) => Body(Encoding.UTF8.GetBytes(body), contentType);

    /// <summary>Adds a line that was checked; not one that the builder writes itself, and none that may stand once and does.</summary>
    private protected virtual TBuilder Add(in HeaderLineText line)
    {
        if (line.Id is HeaderId.From or HeaderId.To or HeaderId.CallId or HeaderId.CSeq or HeaderId.MaxForwards or HeaderId.ContentType or HeaderId.ContentLength)
            throw new ArgumentException($"{HeaderTable.Name(line.Id)} is not given as a line: the builder has a method for it, or writes it itself.", nameof(line));
        if (StandsOnce(line) && Has(line.Id))
            throw new ArgumentException($"{line.Name} may stand once.", nameof(line));
        _lines.Add(line);
        return This;
    }

    // The wildcard of Contact stands alone (RFC 3261 section 20.10).
    private bool StandsOnce(in HeaderLineText line) =>
        line.Id != HeaderId.Unknown
        && (HeaderTable.Shape(line.Id) == HeaderShape.Once || StrictFields.StandsOnce(line.Id)
            || (line.Id == HeaderId.Contact && (line.IsWildcard || _lines.Exists(static other => other.Id == HeaderId.Contact && other.IsWildcard))));

    private protected bool Has(HeaderId id)
    {
        foreach (HeaderLineText line in _lines)
        {
            if (line.Id == id)
                return true;
        }

        return false;
    }

    /// <summary>Throws when a field that must stand does not, or one that must not does.</summary>
    private protected void Check(FieldRule[] rules, string what)
    {
        foreach (FieldRule rule in rules)
        {
            if (Has(rule.Id) != rule.Must)
                throw new InvalidOperationException($"{what} {(rule.Must ? "needs" : "must not have")} {HeaderTable.Name(rule.Id)} ({rule.Section}).");
        }
    }

    /// <summary>Writes start line, head and body into one array, and reads it as if it had come from the network.</summary>
    private protected SipMessage Build(ReadOnlySpan<byte> startLine, ReadOnlySpan<byte> firstLines, List<HeaderLineText> lines, SipLimits? limits)
    {
        if (_contentType is HeaderLineText type)
            lines.Add(type);
        lines.Add(HeaderLineText.Of(HeaderId.ContentLength, _body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "body"));
        int length = startLine.Length + firstLines.Length + 2 + _body.Length;
        foreach (HeaderLineText line in lines)
            length += line.Length;
        byte[] bytes = new byte[length];
        Span<byte> rest = bytes;
        startLine.CopyTo(rest);
        rest = rest[startLine.Length..];
        firstLines.CopyTo(rest);
        rest = rest[firstLines.Length..];
        foreach (HeaderLineText line in lines)
        {
            line.CopyTo(rest);
            rest = rest[line.Length..];
        }

        "\r\n"u8.CopyTo(rest);
        _body.Span.CopyTo(rest[2..]);
        return SipMessage.TryParse(bytes, limits ?? SipLimits.Default, out SipMessage? message, out SipFault fault)
            ? message
            : throw new InvalidOperationException($"The message would be malformed: {fault}.");
    }
}
