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
    private byte[] _startLine;
    private int _startLineLength;

    /// <summary>Makes a message.</summary>
    /// <param name="startLine">An array that begins with the start line; null when the start line is made on demand.</param>
    /// <param name="startLineLength">Its bytes with CRLF.</param>
    /// <param name="headers">The header fields.</param>
    /// <param name="body">The body.</param>
    private protected SipMessage(byte[] startLine, int startLineLength, SipHeaders headers, ReadOnlyMemory<byte> body)
    {
        _startLine = startLine;
        _startLineLength = startLineLength;
        Headers = headers;
        Body = body;
    }

    /// <summary>Makes a copy that shares the bytes.</summary>
    /// <param name="other">The message to copy.</param>
    private protected SipMessage(SipMessage other)
        : this(other._startLine, other._startLineLength, other.Headers.Copy(), other.Body)
    {
    }

    /// <summary>The header fields in their order.</summary>
    public SipHeaders Headers { get; }

    /// <summary>The body; empty when there is none. Change it with <see cref="SetBody"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The start line with its CRLF.</summary>
    private protected ReadOnlySpan<byte> StartLine => _startLine.AsSpan(0, _startLineLength);

    /// <summary>
    /// Reads a message: copies the bytes once, finds the header fields and checks what every element must
    /// rely on: start line, the fields that RFC 3261 section 8.1.1 demands, CSeq against the method, no field twice that may stand once,
    /// Max-Forwards within 0 to 255, Content-Length against the bytes given. Line ends before the start line (section 7.5) and
    /// bytes behind the body (section 18.3) are ignored.
    /// Max-Forwards and From tags may be missing, as they are in messages of RFC 2543. Never throws for what the bytes hold.
    /// </summary>
    /// <param name="frame">One message, as a framer or a datagram gave it.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryParse(in ReadOnlySequence<byte> frame, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = null;
        if (frame.IsSingleSegment)
            return TryParse(frame.FirstSpan, limits, out message, out fault);
        if (!MessageReader.IsWithin(frame.Length, limits, out fault))
            return false;
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)frame.Length);
        frame.CopyTo(bytes);
        return bytes is [(byte)'\r' or (byte)'\n', ..]
            ? TryParse(bytes, limits, out message, out fault)
            : MessageReader.TryRead(bytes, limits, out message, out fault);
    }

    /// <summary>Reads a message; see the other overload.</summary>
    /// <param name="frame">One message.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">A <see cref="SipRequest"/> or a <see cref="SipResponse"/>.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <returns>False when the message is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> frame, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = null;
        frame = frame.TrimStart("\r\n"u8);
        return MessageReader.IsWithin(frame.Length, limits, out fault) && MessageReader.TryRead(frame.ToArray(), limits, out message, out fault);
    }

    /// <summary>A message with the same content and a header table of its own; the bytes are shared.</summary>
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

    private protected void SetStartLine(byte[] line)
    {
        _startLine = line;
        _startLineLength = line.Length;
    }
}
