using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>
/// A SIP message: one array of bytes as it came, a table of header fields over it, and a body. Typed properties are read on
/// first use; what is not edited is written back byte for byte. Not for use by several threads at once.
/// </summary>
public abstract partial class SipMessage
{
    private byte[] _source;
    private int _startLine;
    private int _startLineLength;

    /// <summary>Makes a message.</summary>
    /// <param name="source">The array that the start line stands in.</param>
    /// <param name="startLine">Where it begins there.</param>
    /// <param name="startLineLength">Its bytes with CRLF.</param>
    /// <param name="headers">The header fields.</param>
    /// <param name="body">The body.</param>
    private protected SipMessage(byte[] source, int startLine, int startLineLength, SipHeaders headers, ReadOnlyMemory<byte> body)
    {
        _source = source;
        _startLine = startLine;
        _startLineLength = startLineLength;
        Headers = headers;
        Body = body;
    }

    /// <summary>Makes a copy that shares the bytes.</summary>
    /// <param name="other">The message to copy.</param>
    private protected SipMessage(SipMessage other)
        : this(other._source, other._startLine, other._startLineLength, other.Headers.Copy(), other.Body)
    {
    }

    /// <summary>The header fields in their order.</summary>
    public SipHeaders Headers { get; }

    /// <summary>The body; empty when there is none. Change it with <see cref="SetBody"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The start line without its CRLF.</summary>
    internal ReadOnlySpan<byte> StartLineText => StartLine[..^2];

    /// <summary>The start line with its CRLF.</summary>
    private protected ReadOnlySpan<byte> StartLine => _source.AsSpan(_startLine, _startLineLength);

    /// <summary>
    /// Reads a message and checks all that every element relies on: what <see cref="TryIndex(ReadOnlySpan{byte}, SipLimits, out SipMessage?, out SipFault)"/>
    /// checks, then <see cref="TryCheck"/>. Never throws for what the bytes hold.
    /// </summary>
    /// <param name="frame">One message, as a framer or a datagram gave it.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryParse(in ReadOnlySequence<byte> frame, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        if (TryIndex(frame, limits, out message, out fault) && message.TryCheck(out fault))
            return true;
        message = null;
        return false;
    }

    /// <summary>Reads a message; see the other overload.</summary>
    /// <param name="frame">One message.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> frame, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        if (TryIndex(frame, limits, out message, out fault) && message.TryCheck(out fault))
            return true;
        message = null;
        return false;
    }

    /// <summary>Reads a message and holds it to a grammar; see the other overloads.</summary>
    /// <param name="frame">One message, as a framer or a datagram gave it.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="strictness">How close to its grammar the message must be.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false; under <see cref="SipStrictness.Strict"/> its offset is that of the byte at fault.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryParse(in ReadOnlySequence<byte> frame, SipLimits limits, SipStrictness strictness, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        if (TryParse(frame, limits, out message, out fault) && (strictness == SipStrictness.Interoperable || StrictGrammar.TryCheck(message, out fault)))
            return true;
        message = null;
        return false;
    }

    /// <summary>Reads a message and holds it to a grammar; see the other overloads.</summary>
    /// <param name="frame">One message.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="strictness">How close to its grammar the message must be.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false; under <see cref="SipStrictness.Strict"/> its offset is that of the byte at fault.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> frame, SipLimits limits, SipStrictness strictness, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        if (TryParse(frame, limits, out message, out fault) && (strictness == SipStrictness.Interoperable || StrictGrammar.TryCheck(message, out fault)))
            return true;
        message = null;
        return false;
    }

    /// <summary>
    /// The first half of reading a message, for elements that look at most messages through views alone: copies the bytes once, finds and classifies all
    /// header fields, and checks the start line but for the Request-URI, that the fields of RFC 3261 section 8.1.1 are there, that none stands twice that
    /// may stand once, and Content-Length against the bytes given. Line ends before the start line (section 7.5) and bytes behind the body
    /// (section 18.3) are ignored. Max-Forwards may be missing, as in messages of RFC 2543. What the fields hold is not looked at:
    /// <see cref="TryCheck"/> does that, and until it has passed, properties such as <see cref="From"/> may fail.
    /// </summary>
    /// <param name="frame">One message, as a framer or a datagram gave it.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryIndex(in ReadOnlySequence<byte> frame, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = null;
        if (frame.IsSingleSegment)
            return TryIndex(frame.FirstSpan, limits, out message, out fault);
        if (!MessageReader.IsWithin(frame.Length, limits, out fault))
            return false;
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)frame.Length + MessageReader.Room);
        frame.CopyTo(bytes);
        return bytes is [(byte)'\r' or (byte)'\n', ..]
            ? TryIndex(bytes.AsSpan(0, (int)frame.Length), limits, out message, out fault)
            : MessageReader.TryRead(bytes, limits, out message, out fault);
    }

    /// <summary>The first half of reading a message; see the other overload.</summary>
    /// <param name="frame">One message.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryIndex(ReadOnlySpan<byte> frame, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = null;
        if (!frame.IsEmpty && frame[0] is (byte)'\r' or (byte)'\n')
            frame = frame.TrimStart("\r\n"u8);
        if (!MessageReader.IsWithin(frame.Length, limits, out fault))
            return false;
        byte[] bytes = GC.AllocateUninitializedArray<byte>(frame.Length + MessageReader.Room);
        frame.CopyTo(bytes);
        return MessageReader.TryRead(bytes, limits, out message, out fault);
    }

    /// <summary>
    /// The second half of reading a message: checks the grammar of the Request-URI, the top Via, From, To, Call-ID and CSeq, CSeq against the method, and
    /// that Max-Forwards is from 0 to 255. When it has passed, none of the properties fails. A message that <see cref="TryParse(ReadOnlySpan{byte}, SipLimits, out SipMessage?, out SipFault)"/> gave has passed.
    /// </summary>
    /// <param name="fault">What is wrong, and in which field; the offset is that of its line.</param>
    /// <returns>False when one is malformed.</returns>
    public bool TryCheck(out SipFault fault)
    {
        fault = default;
        return (this is not SipRequest request || request.TryCheckRequestUri(out fault)) && MandatoryFields.TryCheck(this, out fault);
    }

    /// <summary>
    /// A message with the same content and a header table of its own; the bytes are shared. Each of the two may be used on a thread of its own from then on,
    /// and several threads may make copies at once, but not while one of them edits this message.
    /// </summary>
    public abstract SipMessage Clone();

    /// <summary>Replaces the body, and sets Content-Type and Content-Length to it.</summary>
    /// <param name="body">The new body; it is not copied and must not change later.</param>
    /// <param name="contentType">Its media type; null removes Content-Type.</param>
    /// <exception cref="ArgumentException">The media type holds CR, LF or NUL.</exception>
    public void SetBody(ReadOnlyMemory<byte> body, string? contentType)
    {
        if (contentType is null)
            Headers.Remove(HeaderId.ContentType);
        else
            Headers.Set(HeaderId.ContentType, contentType);
        Headers.Set(HeaderId.ContentLength, (uint)body.Length);
        Body = body;
    }

    /// <summary>Adds Content-Length when it is missing, as it must not be on a stream (RFC 3261 section 18.3).</summary>
    /// <returns>True when it was added.</returns>
    public bool EnsureContentLength()
    {
        if (Headers.Contains(HeaderId.ContentLength))
            return false;
        Headers.Set(HeaderId.ContentLength, (uint)Body.Length);
        return true;
    }

    /// <summary>Room for a new start line; the caller fills it, line end and all.</summary>
    /// <param name="length">Its bytes with CRLF.</param>
    private protected Span<byte> ReplaceStartLine(int length)
    {
        Span<byte> line = Headers.Reserve(length, out _source, out _startLine);
        _startLineLength = length;
        return line;
    }
}
