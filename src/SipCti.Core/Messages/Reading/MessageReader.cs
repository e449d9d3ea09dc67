using System.Diagnostics.CodeAnalysis;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Makes a message of an array that it takes over: start line, index, body, and whether the mandatory fields are there.</summary>
internal static class MessageReader
{
    /// <summary>
    /// Free bytes behind a message: what a proxy adds (a Via, a Record-Route, a Request-URI, Max-Forwards) fits in nearly always, so that
    /// forwarding allocates nothing; and no step of the index needs to look where the message ends.
    /// </summary>
    public const int Room = 224;

    // RFC 3261 section 8.1.1; Max-Forwards is missing in messages of RFC 2543.
    private const ulong Mandatory = (1UL << (int)HeaderId.Via) | (1UL << (int)HeaderId.From) | (1UL << (int)HeaderId.To) | (1UL << (int)HeaderId.CallId) | (1UL << (int)HeaderId.CSeq);

    public static bool IsWithin(long length, SipLimits limits, out SipFault fault)
    {
        fault = length > (long)limits.MaxHeaderBlockBytes + limits.MaxBodyBytes ? new SipFault(SipFaultKind.BodyTooLarge) : default;
        return !fault.IsFault;
    }

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">The message, and <see cref="Room"/> bytes more.</param>
    /// <param name="limits">The limits to hold to.</param>
    /// <param name="message">The message read.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(byte[] bytes, SipLimits limits, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        message = null;
        int length = bytes.Length - Room;
        var index = new HeadIndex(bytes, length, limits);
        if (!index.TryRead())
        {
            fault = index.Fault;
            return false;
        }

        if (!StartLineReader.TryRead(bytes.AsSpan(0, index.StartLineLength - 2), out StartLine start, out fault))
            return false;
        if (!TryFindMandatory(index, out fault) || !TryReadBody(bytes, length, index, limits, out ReadOnlyMemory<byte> body, out fault))
            return false;
        var headers = new SipHeaders(bytes, length, index.Slots, index.Count, index.SeenLow, index.SeenHigh);
        message = start.StatusCode == 0
            ? new SipRequest(bytes, 0, index.StartLineLength, start.Method, headers, body)
            : new SipResponse(bytes, 0, index.StartLineLength, start.StatusCode, headers, body);
        return true;
    }

    private static bool TryFindMandatory(in HeadIndex index, out SipFault fault)
    {
        fault = default;
        if ((index.SeenLow & Mandatory) == Mandatory)
            return true;
        foreach (HeaderId id in (ReadOnlySpan<HeaderId>)[HeaderId.Via, HeaderId.From, HeaderId.To, HeaderId.CallId, HeaderId.CSeq])
        {
            if (fault.IsFault || index.Has(id))
                continue;
            fault = new SipFault(SipFaultKind.HeaderMissing, HeaderTable.Name(id));
        }

        return false;
    }

    private static bool TryReadBody(byte[] bytes, int end, in HeadIndex index, SipLimits limits, out ReadOnlyMemory<byte> body, out SipFault fault)
    {
        body = default;
        int available = end - index.HeadLength;
        int length = available;
        if (!index.Has(HeaderId.ContentLength))
            fault = available > limits.MaxBodyBytes ? new SipFault(SipFaultKind.BodyTooLarge, null, index.HeadLength) : default;
        else if (!TryReadLength(index, limits, out length, out int at, out SipFaultKind kind))
            fault = new SipFault(kind, "Content-Length", at);
        else
            fault = length > available ? new SipFault(SipFaultKind.BodyTruncated, "Content-Length", at) : default;
        if (fault.IsFault)
            return false;
        body = bytes.AsMemory(index.HeadLength, length);
        return true;
    }

    /// <summary>The value of Content-Length, which nearly always is the last field and stands once.</summary>
    private static bool TryReadLength(in HeadIndex index, SipLimits limits, out int length, out int at, out SipFaultKind kind)
    {
        length = -1;
        at = 0;
        kind = SipFaultKind.None;
        for (int i = index.Count - 1; i >= 0 && kind == SipFaultKind.None && (length < 0 || index.RepeatsLength); i--)
        {
            ref readonly HeaderSlot slot = ref index.Slots[i];
            if (slot.Id != HeaderId.ContentLength)
                continue;
            at = slot.Start;
            ReadOnlySpan<byte> text = index.ValueOf(slot);
            if (!SipBytes.TryReadNumber(text, int.MaxValue, out uint value))
                kind = !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? SipFaultKind.BodyTooLarge : SipFaultKind.ContentLengthInvalid;
            else if (length >= 0 && length != value)
                kind = SipFaultKind.ContentLengthConflict;
            else if (value > limits.MaxBodyBytes)
                kind = SipFaultKind.BodyTooLarge;
            length = (int)value;
        }

        return kind == SipFaultKind.None;
    }
}
